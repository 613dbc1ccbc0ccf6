"""Is this message an emergency, and where is help? (clinical rule 6)

Fixed rules over English text, which need nothing else alive, so that the receiver can apply them
when everything behind it is down. An alarm comes without advice and without reassurance: a `Route`
holds numbers and their names, and the wording around it only says how to reach them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from answers.types import Audience
from bot.red_flags.cases import CASE_EMERGENCY, CASE_POISONING
from bot.red_flags.emergencies import EMERGENCY
from bot.red_flags.people import CASE, OWN
from bot.red_flags.poisonings import POISONING
from bot.red_flags.reading import NOT_MEANT, NOT_OWN, current, sentences, shows, told, unquoted
from bot.red_flags.self_harm import SELF_HARM, SUICIDE_RISK
from bot.red_flags.sign import Sign


class Alarm(StrEnum):
    """What a message is, in the order in which they win."""

    SELF_HARM = "self_harm"
    """The writer may take their own life or hurt themselves: answered in private only."""
    POISONING = "poisoning"
    """Somebody took too much, or was poisoned."""
    SUICIDE_RISK = "suicide_risk"
    """Somebody other than the writer may take their own life."""
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A further number; `by_text` means that it takes text messages too."""

    name: str
    number: str
    by_text: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """Where help is: `emergency` reads on after "call"; `lines` are the further ones, in order."""

    alarm: Alarm
    emergency: str
    lines: tuple[HelpLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Country:
    """A country's numbers; no line means that we know of none for sure, not that there is none."""

    emergency: str
    crisis: tuple[HelpLine, ...] = ()
    poison: tuple[HelpLine, ...] = ()


UNKNOWN = Country("your local emergency number")

_NHS_111 = HelpLine("NHS 111", "111")
_SAMARITANS = HelpLine("Samaritans", "116 123")
# 112: Directive (EU) 2018/1972, article 109, and besides in Iceland, India, Liechtenstein, Norway
# and Switzerland.
_WITH_112 = "EU AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IN IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"

# From 988lifeline.org and poisonhelp.hrsa.gov (US), 988.ca (CA), nhs.uk, npis.org and
# samaritans.org (GB, IE), triplezero.gov.au, lifeline.org.au and healthdirect.gov.au (AU), govt.nz,
# 1737.org.nz and poisons.co.nz (NZ). Northern Ireland has no NHS 111; 999 and 112 answer in all GB.
ROUTES: Mapping[str, Country] = MappingProxyType(
    {code: Country("112") for code in _WITH_112.split()}
    | {
        "US": Country(
            "911",
            crisis=(HelpLine("988 Suicide & Crisis Lifeline", "988", by_text=True),),
            poison=(HelpLine("Poison Help", "1-800-222-1222"),),
        ),
        "CA": Country("911", crisis=(HelpLine("988 Suicide Crisis Helpline", "988", by_text=True),)),
        "GB": Country("999 or 112", crisis=(_SAMARITANS, _NHS_111), poison=(_NHS_111,)),
        "IE": Country("112 or 999", crisis=(_SAMARITANS,)),
        "AU": Country(
            "000",
            crisis=(HelpLine("Lifeline", "13 11 14"),),
            poison=(HelpLine("Poisons Information Centre", "13 11 26"),),
        ),
        "NZ": Country(
            "111",
            crisis=(HelpLine("1737, need to talk?", "1737", by_text=True),),
            poison=(HelpLine("National Poisons Centre", "0800 764 766"),),
        ),
        "JP": Country("119"),
    }
)


def route(alarm: Alarm, country: str | None) -> Route:
    """Where help is for `alarm`; `country` is an ISO 3166 alpha-2 code, None where unknown."""
    numbers = ROUTES.get((country or "").strip().upper(), UNKNOWN)
    lines = {
        Alarm.SELF_HARM: numbers.crisis,
        Alarm.SUICIDE_RISK: numbers.crisis,
        Alarm.POISONING: numbers.poison,
    }
    return Route(alarm, numbers.emergency, lines.get(alarm, ()))


def alarm(text: str, audience: Audience) -> Alarm | None:
    """What the message is; None means that no rule fired, not that all is well."""
    said = sentences(text)
    if _meant_by_the_writer(said, audience):
        return Alarm.SELF_HARM
    if audience is Audience.CLINICIAN:
        return _seen_by_a_clinician(said)
    return _seen_by_the_public(said)


def _meant_by_the_writer(said: Iterable[str], audience: Audience) -> bool:
    """Clinicians quote their patients; the public quotes nobody but itself."""
    text = current(said)
    if audience is Audience.CLINICIAN:
        text = unquoted(text)
    return any(shows(sign, text, NOT_OWN) for sign in SELF_HARM)


_PUBLIC = {
    Alarm.POISONING: POISONING,
    Alarm.SUICIDE_RISK: SUICIDE_RISK,
    Alarm.EMERGENCY: EMERGENCY,
}
_CLINICAL = {Alarm.POISONING: CASE_POISONING, Alarm.EMERGENCY: CASE_EMERGENCY}


def _seen_by_the_public(said: Iterable[str]) -> Alarm | None:
    return _first(told(said), _PUBLIC)


def _seen_by_a_clinician(said: list[str]) -> Alarm | None:
    """A case is an emergency where it is happening; one's own body and family are not cases."""
    own = [sentence for sentence in said if OWN.search(sentence) and not CASE.search(sentence)]
    return _seen_by_the_public(own) or _first(current(said), _CLINICAL)


def _first(text: str, signs: Mapping[Alarm, tuple[Sign, ...]]) -> Alarm | None:
    shown = (kind for kind, those in signs.items() if any(shows(s, text, NOT_MEANT) for s in those))
    return next(shown, None)
