"""What people say before what they ask: “ok, thanks.”, “and”, “no, sorry, I meant”. Rules; pure.

A lead-in is taken off whatever it is; what it says of the rest is kept: that it goes on with the last
question ("and …", "what about …"), or that it corrects it ("no, …", "I meant …", "not gout, …").
"""

import re
from dataclasses import dataclass, replace

from answers.question import analyse
from answers.text import stem, words

SMALL_TALK_MAX_WORDS = 5
"""Of an opening clause that says nothing of medicine: “one more thing:”, “good to know -”."""

_GOES_ON = re.compile(
    r"(?:and|or|but|also|plus|then|what about|how about|what else about|(?:(?:could|can) you do )?(?:the "
    r"|now the )?same(?: question)?"
    r" (?:for|with|in|about))\b[,:]? ?|what (?=if\b)",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"(?:ok(?:ay)?|actually|thank you(?: (?:so|very) much)?|thanks(?: a lot| again)?|so|hmm+|uh+|yes|yeah"
    r"|yep|please|got it|now"
    r"|i see|understood|alright|all right|hi|hello|well|just|maybe|by the way|btw)\b[,.!:]? ?"
    r"|(?:great|perfect|good|nice|right|sure|cool|interesting|wonderful|excellent|fine)[,.!] ?",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    # A bare “no” or “sorry” is a correction only before a stop or before more of the kind.
    r"(?:no|nope|sorry|oops|ups|actually|correction|rather|my (?:mistake|bad)|typo|wrong (?:one"
    r"|\w+))\b(?:[,.:;!-]+ ?|"
    r" (?=(?:no|nope|sorry|actually|i mean|i want|i was asking|it should be|it['’]?s|make that)\b))"
    r"|rather (?!than\b)"
    r"|(?:(?:that['’]?s |that was |this is )?not (?:that|what i (?:asked|meant|wanted)(?: (?:for|about"
    r"|to know))?))[,.:;-] ?",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"(?:no |sorry |but |actually )?(?:i (?:really |actually )?mean(?:t)?(?: to (?:ask|say"
    r"|write)(?: about)?)?"
    r"|i (?:was|am) (?:asking|talking) about"
    r"|(?:it )?should (?:be|have been)|make that|i(?: a|['’])m (?:more |rather )?interested in)\b,? ?",
    re.IGNORECASE,
)
_WANTS = re.compile(
    r"(?:i (?:want(?:ed)?|would like|['’]d like) to know|i['’]d like to know|what i (?:want"
    r"|meant) is)\b(?: about| if| whether)? ?",
    re.IGNORECASE,
)
_TENTATIVE = re.compile(r"(?:sorry|actually|rather)\b ?", re.IGNORECASE)
_IT_IS = re.compile(
    r"it(?:['’]| i)s (?P<what>.{2,120}?) (?:that )?i (?:meant|want\w*|was asking)\b.*", re.IGNORECASE
)
_NOT_BUT = re.compile(r"not (?P<wrong>[^,]{1,120}), (?:but |i meant? )?(?P<meant>.+)", re.IGNORECASE)
_BUT_NOT = re.compile(r"(?P<meant>.{2,120}), not (?P<wrong>[^,]{1,120})", re.IGNORECASE)
_OPENING = re.compile(r"(?P<said>[^,:.!?–—]{2,60}?)(?:[,:.!–—]| -)\s(?=\S)")
_OF_TALK = frozenset(
    map(
        stem,
        words(
            "one two last final next new quick short small follow up follow-up another different other else"
            " topic subject"
            " point unrelated related side note change changing switching moving way back patient case ok"
            " fine"
            " word"
        ),
    )
)
"""What such clauses are made of, beside words that are never a subject."""
_ASKS = re.compile(
    r"\b(?:what|which|who|whom|when|where|why|how|if|is|are|was|were|do|does|can|could|should|would|will"
    r"|it|its|this|these|those|them|they|not|no)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Led:
    """A message without its lead-in. `goes_on`: it is tied to the last question; `corrects`: it says what was
    meant there, in place of `wrong` where that was named."""

    text: str
    goes_on: bool = False
    corrects: bool = False
    wrong: str | None = None


def without_lead_in(text: str, asked_before: str) -> Led:
    """The message from where it says something; `asked_before` is what a correction can name as wrong."""
    led = _stripped(Led(text))
    return _exchange(led, asked_before) or led


def _stripped(led: Led) -> Led:
    while led.text and (shorter := _one_less(led)):
        led = shorter
    return led


def _one_less(led: Led) -> Led | None:
    text = led.text
    if match := _CORRECTS.match(text):
        return replace(led, text=text[match.end() :], corrects=True)
    if (match := _MEANT.match(text)) and match.end() < len(text):
        return replace(led, text=text[match.end() :], corrects=True)
    if led.corrects and (match := _TENTATIVE.match(text)):
        return replace(led, text=text[match.end() :])
    if match := _FILLER.match(text) or _WANTS.match(text):
        return replace(led, text=text[match.end() :])
    if match := _GOES_ON.match(text):
        return replace(led, text=text[match.end() :], goes_on=True)
    if (match := _OPENING.match(text)) and _is_small_talk(match["said"]):
        return replace(led, text=text[match.end() :])
    return None


def _is_small_talk(said: str) -> bool:
    """Whether an opening clause names nothing, asks nothing and says nothing of a patient."""
    if len(said.split()) > SMALL_TALK_MAX_WORDS or _ASKS.search(said):
        return False
    heard = analyse(said)
    return not heard.constraints and heard.terms.keys() <= _OF_TALK


def _exchange(led: Led, asked_before: str) -> Led | None:
    """“Not adults, children”, “children, not adults”; only where the first was spoken of."""
    bare = led.text.rstrip("?.! ")
    if match := _IT_IS.fullmatch(bare):
        return replace(led, text=match["what"], corrects=True)
    match = _NOT_BUT.fullmatch(bare) or _BUT_NOT.fullmatch(bare)
    if match and match["wrong"].casefold() in asked_before.casefold():
        meant = _stripped(Led(match["meant"]))
        return replace(led, text=meant.text, corrects=True, wrong=match["wrong"])
    return None
