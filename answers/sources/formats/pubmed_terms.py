"""What NLM's own terms in a PubMed record mean here: publication types, parts, languages, countries.

Publication types: MeSH "Publication Characteristics"; several changed their names (Retraction of Publication
is Retraction Notice since 2025), so those that decide about use are known by their MeSH id as well.
"""

from collections.abc import Mapping, Set

from answers.sources.formats.parts import abstract_part
from answers.types import PassagePart, ReferenceKind

_NOTICES = {
    "D016440": "Retraction of Publication",
    "D016425": "Published Erratum",
    "D000075742": "Expression of Concern",
}
"""Notices about other articles: they are no evidence themselves."""

NOTICES = frozenset({*_NOTICES, *_NOTICES.values(), "Retraction Notice"})
RETRACTED = frozenset({"D016441", "Retracted Publication"})
PROTOCOLS = frozenset({"Clinical Trial Protocol"})
"""What is planned and not what was found."""

VETERINARY = frozenset(
    {
        "Clinical Trial, Veterinary",
        "Observational Study, Veterinary",
        "Randomized Controlled Trial, Veterinary",
    }
)

_KINDS: Mapping[ReferenceKind, frozenset[str]] = {
    ReferenceKind.GUIDELINE: frozenset(
        {
            "Consensus Development Conference",
            "Consensus Development Conference, NIH",
            "Guideline",
            "Practice Guideline",
        }
    ),
    ReferenceKind.SYSTEMATIC_REVIEW: frozenset(
        {"Meta-Analysis", "Network Meta-Analysis", "Systematic Review"}
    ),
    ReferenceKind.TRIAL: frozenset(
        {
            "Adaptive Clinical Trial",
            "Clinical Trial",
            "Clinical Trial, Phase I",
            "Clinical Trial, Phase II",
            "Clinical Trial, Phase III",
            "Clinical Trial, Phase IV",
            "Controlled Clinical Trial",
            "Equivalence Trial",
            "Pragmatic Clinical Trial",
            "Randomized Controlled Trial",
        }
    ),
    ReferenceKind.OPINION: frozenset(
        {
            "Case Reports",
            "Comment",
            "Editorial",
            "Interview",
            "Lecture",
            "Letter",
            "News",
            "Newspaper Article",
            "Personal Narrative",
        }
    ),
    ReferenceKind.REFERENCE_WORK: frozenset({"Patient Education Handout", "Review", "Scoping Review"}),
}
"""The strongest first: a guideline that also is a review is a guideline. A narrative review is no study of
its own, and is shown as a reference work."""


def kind_of(types: Set[str], otherwise: ReferenceKind) -> ReferenceKind:
    """What sort of source it is by its publication types; `otherwise` where they do not say."""
    return next((kind for kind, names in _KINDS.items() if names & types), otherwise)


_CATEGORIES: Mapping[str, PassagePart] = {
    "BACKGROUND": PassagePart.BACKGROUND,
    "OBJECTIVE": PassagePart.BACKGROUND,
    "METHODS": PassagePart.METHODS,
    "RESULTS": PassagePart.RESULTS,
    "CONCLUSIONS": PassagePart.CONCLUSIONS,
}


def part_of(label: str, category: str) -> PassagePart | None:
    """What a section of an abstract does, by NLM's category or else by its label; None where neither says."""
    if "recommend" in label.casefold():
        return PassagePart.RECOMMENDATION
    return _CATEGORIES.get(category.upper()) or abstract_part(label)


_LANGUAGE_CODES = """
: ara:ar bul:bg cat:ca chi:zh cze:cs dan:da dut:nl eng:en est:et fin:fi fre:fr ger:de gre:el heb:he hrv:hr
hun:hu ice:is ind:id ita:it jpn:ja kor:ko lav:lv lit:lt mac:mk nor:no per:fa pol:pl por:pt rum:ro rus:ru
slo:sk slv:sl spa:es srp:sr swe:sv tha:th tur:tr ukr:uk vie:vi
"""
_LANGUAGES = dict(pair.split(":") for pair in _LANGUAGE_CODES.split())
"""NLM's codes (MARC's, of three letters) of what PubMed's journals are written in, as ISO 639-1."""


def language_of(code: str) -> str | None:
    """As ISO 639-1; None for one that is not known or is several (`mul`, `und`)."""
    return _LANGUAGES.get(code.strip().casefold())


_COUNTRY_CODES = """
Argentina:AR Australia:AU Austria:AT Belgium:BE Brazil:BR Bulgaria:BG Canada:CA Chile:CL China:CN
Colombia:CO Croatia:HR Cuba:CU Czech_Republic:CZ Czechia:CZ Denmark:DK Egypt:EG England:GB Estonia:EE
Ethiopia:ET Finland:FI France:FR Germany:DE Ghana:GH Greece:GR Hungary:HU Iceland:IS India:IN Indonesia:ID
Iran:IR Iraq:IQ Ireland:IE Israel:IL Italy:IT Japan:JP Kenya:KE Korea_(South):KR Latvia:LV Lebanon:LB
Lithuania:LT Malaysia:MY Mexico:MX Nepal:NP Netherlands:NL New_Zealand:NZ Nigeria:NG Northern_Ireland:GB
Norway:NO Pakistan:PK Peru:PE Philippines:PH Poland:PL Portugal:PT Qatar:QA Republic_of_Korea:KR
Romania:RO Russia_(Federation):RU Russia:RU Saudi_Arabia:SA Scotland:GB Serbia:RS Singapore:SG Slovakia:SK
Slovenia:SI South_Africa:ZA Spain:ES Sri_Lanka:LK Sweden:SE Switzerland:CH Taiwan:TW Thailand:TH
Tunisia:TN Turkey:TR Uganda:UG Ukraine:UA United_Arab_Emirates:AE United_Kingdom:GB United_States:US
Uruguay:UY Vietnam:VN Wales:GB :
"""
_COUNTRIES = dict(pair.replace("_", " ").split(":") for pair in _COUNTRY_CODES.split())
"""As NLM writes them for the places of journals, and MeSH for those of studies."""


def country_of(name: str) -> str | None:
    """The ISO 3166 code; the name itself where it is not among those known; None for none."""
    return _COUNTRIES.get(name, name or None)


def countries_in(subjects: tuple[str, ...]) -> list[str]:
    """The codes of the countries among MeSH headings, each once."""
    return list(dict.fromkeys(_COUNTRIES[name] for name in subjects if name in _COUNTRIES))
