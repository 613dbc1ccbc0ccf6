"""Identifiers of patients, masked before a text is stored or searched.

The list is HIPAA's Safe Harbor, 45 CFR 164.514(b)(2). What identifies is replaced by its kind in
brackets ("[name]"); of a date the year stays. What a clinical question needs (doses, values, ages
up to 89, weeks of gestation, stages, eponyms, PMIDs) passes unchanged. Rules find what has a form
or is introduced as an identifier; a bare name or town in the middle of a sentence stays.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Identifier(StrEnum):
    """What was masked; the value is the word that stands in the brackets."""

    NAME = "name"
    ADDRESS = "address"
    DATE = "date"
    AGE = "age over 89"
    PHONE = "phone"
    EMAIL = "email"
    ID = "id"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without the identifiers that were found, and what kinds those were."""

    text: str
    kinds: frozenset[Identifier] = frozenset()


@dataclass(frozen=True, slots=True)
class _Rule:
    """Replaces each match of `pattern`; its groups `keep` and `year` stay, before and after."""

    kind: Identifier
    pattern: re.Pattern[str]


def mask(text: str) -> Masked:
    """The text with its identifiers masked; masking it again changes nothing.

    What one rule leaves can complete what another looks for, so the rules run until none fires.
    That ends: each replacement takes letters or digits away and adds only what no rule matches.
    """
    kinds: set[Identifier] = set()
    before = None
    while text != before:
        before = text
        for rule in _RULES:
            text, count = rule.pattern.subn(_placeholder(rule.kind), text)
            if count:
                kinds.add(rule.kind)
    return Masked(text, frozenset(kinds))


def _placeholder(kind: Identifier) -> Callable[[re.Match[str]], str]:
    def replacement(match: re.Match[str]) -> str:
        groups = match.groupdict()
        year = groups.get("year")
        return f"{groups.get('keep') or ''}[{kind}]" + (f" {year}" if year else "")

    return replacement


def _rule(kind: Identifier, pattern: str, *, any_case: bool = False) -> _Rule:
    return _Rule(kind, re.compile(pattern, re.IGNORECASE if any_case else re.NOFLAG))


def _one_of(listed: str) -> str:
    return f"(?:{'|'.join(listed.split())})"


_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTH = rf"(?:{_MONTHS}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
"""Written as a name is: OCT, SEP and MAR in capitals are clinical words, and so is a lower "
""may"."""
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)?"
_NO_QUANTITY = (
    r"(?! ?(?:%|(?:mg|mcg|ug|g|kg|ml|mL|dl|l|L|mm|cm|mmol|mEq|IU|units?|tablets?|tabs?|pills?|caps|"
    r"doses?|scale|cups?|of|years?|yrs?|months?|weeks?|wks?|days?|hours?|hrs?|min|minutes|times|"
    r"cycles?|"
    r"patients|points?|x)\b))"
)
"""What a number is counted in: before it a number is not a day of the month."""

_DATES = (
    _rule(
        Identifier.DATE,
        rf"(?<![\w./-]){_YEAR}([-./])(?:0?[1-9]|1[0-2])\2{_DAY}{_TIME}(?![\d/]|[.-]\d)",
    ),
    _rule(
        Identifier.DATE,
        rf"(?<![\w./-])(?:{_DAY}([-./]){_MONTH_NUMBER}|{_MONTH_NUMBER}([-./]){_DAY})(?:\1|\2)"
        rf"{_YEAR}{_TIME}(?![\d/]|[.-]\d)",
    ),
    _rule(
        Identifier.DATE,
        rf"(?<![\w./-])(?:{_DAY}/{_MONTH_NUMBER}|{_MONTH_NUMBER}/{_DAY})/\d\d(?![\w/]|[.-]\d)"
        rf"{_NO_QUANTITY}",
    ),
    _rule(
        Identifier.DATE,
        rf"(?<![\w./-])(?:0[1-9]|[12]\d|3[01])([-.])(?:0[1-9]|1[0-2])\1\d\d(?![\w/]|[.-]\d)"
        rf"{_NO_QUANTITY}",
    ),
    # 12 March 2024, 12th of March, 12-15 March 2024
    _rule(
        Identifier.DATE,
        rf"(?<![\w./-]){_ORDINAL}(?: ?(?:-|–|to|and|&) ?{_ORDINAL})?(?:[ -]|(?: of |-of-)){_MONTH}"
        rf"(?:,? ?-?{_YEAR})?(?!\w)",
    ),
    _rule(
        Identifier.DATE,
        rf"(?<![\w./-]){_ORDINAL}(?:[ -]| of ){_MONTH}(?:,? ?-?){_YEAR}(?!\w)",
        any_case=True,
    ),
    # March 12, 2024; March 12-15; March 2024
    _rule(
        Identifier.DATE,
        rf"(?<!\w){_MONTH} {_ORDINAL}(?: ?(?:-|–|to) ?{_ORDINAL})?,? {_YEAR}(?!\w)",
        any_case=True,
    ),
    _rule(
        Identifier.DATE,
        rf"(?<!\w){_MONTH} {_ORDINAL}(?: ?(?:-|–|to) ?{_ORDINAL})?(?![\w/]|[.,]\d){_NO_QUANTITY}",
    ),
    _rule(Identifier.DATE, rf"(?<!\w){_MONTH},? ?-?{_YEAR}(?![\w-])"),
    _rule(Identifier.DATE, rf"(?<!\w)(?:{_MONTHS}),? {_YEAR}(?!\w)", any_case=True),
    # what is only known to be a date by the word before it
    _rule(
        Identifier.DATE,
        r"(?P<keep>\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|born|admitted|discharged|seen|"
        r"presented|operated|died|dated|diagnosed|appointment|surgery|delivered)(?: on| in| date)?"
        rf"[ :=(-]{{1,3}})(?:{_DAY}/{_MONTH_NUMBER}|{_MONTH_NUMBER}/{_DAY}|(?:{_MONTHS}))"
        rf"(?![\w/]|[.-]\d){_NO_QUANTITY}",
        any_case=True,
    ),
    _rule(
        Identifier.DATE,
        rf"(?P<keep>\bon )(?!(?:[12]/[2-5]|3/4|\d{{1,2}}/10)\b)"
        rf"(?:{_DAY}/{_MONTH_NUMBER}|{_MONTH_NUMBER}/{_DAY})(?![\w/]|[.-]\d){_NO_QUANTITY}",
    ),
    _rule(Identifier.DATE, rf"(?P<keep>\b(?:since|last|until|till) )(?:{_MONTHS})(?!\w)"),
    _rule(
        Identifier.DATE,
        r"(?P<keep>\b(?:dob|d\.o\.b\.?|date of birth|birth ?date|born)[ :=-]{1,3})\d{6,8}(?!\d)",
        any_case=True,
    ),
)

_OLD = r"(?:9\d|1[0-4]\d)"
_AGED = r"(?:years?|yrs?|y)[ -]?(?:of age|old|o\b)|y/?o\b|y\.o\."
# Who was born before 1940 is over 89 from 2030 on; a pure function has no clock to be exact by.
_BORN_LONG_AGO = r"(?:1[0-8]\d\d|19[0-3]\d)"
_AGES = (
    _rule(
        Identifier.AGE,
        rf"(?<![\w.,/<>≥≤-]){_OLD}[ -]?(?:{_AGED}|year[ -]old\w*)",
        any_case=True,
    ),
    _rule(
        Identifier.AGE,
        rf"(?P<keep>(?:^|\b(?:an?|pt|patient|the|my|this),? )){_OLD} ?[MF]\b(?! ?(?:%|mg|\d))",
    ),
    _rule(
        Identifier.AGE,
        rf"(?<!patients )(?<!people )(?<!adults )(?<!those )(?<!women )(?<!men )(?<!persons )"
        rf"\b(?:aged?|turned|turning)(?: is|:|=)? {_OLD}(?!\w|[.,/-]\d| ?-| ?(?:days?|weeks?|"
        r"months?|hours?|and over|or over|and older|or older|and above)\b)",
        any_case=True,
    ),
    _rule(
        Identifier.AGE,
        r"(?P<keep>\b(?:grand)?(?:mother|mum|mom|father|dad|ma|pa|aunt|uncle|wife|husband|"
        r"neighbour|"
        rf"neighbor)(?: is|,) ){_OLD}(?=[,.;!?](?!\d)| and\b| with\b|\s*$)",
        any_case=True,
    ),
    _rule(
        Identifier.AGE,
        r"\b(?:ninety|one hundred|a hundred|hundred)(?:[ -](?:and )?(?:one|two|three|four|five|six|"
        r"seven|eight|nine|ten))?[ -](?:years?|yrs?)[ -](?:old|of age)",
        any_case=True,
    ),
    _rule(
        Identifier.AGE,
        r"(?P<keep>\b(?:dob|date of birth|born)[ :=-]{1,3}(?:(?:on|in) )?(?:\[date\] )?)"
        rf"{_BORN_LONG_AGO}(?!\w|[.-]\d)",
        any_case=True,
    ),
)

_LINKS = (
    _rule(Identifier.EMAIL, r"<mailto:[^<>]{1,300}>", any_case=True),
    _rule(Identifier.PHONE, r"<tel:[^<>]{1,300}>", any_case=True),
    _rule(Identifier.LINK, r"<(?:https?|ftp|tg)://[^<>]{1,4000}>", any_case=True),
    _rule(
        Identifier.LINK,
        r"\b(?:https?|ftp|tg)://[^\s<>\[\]]*[^\s<>\[\].,;:!?)'\"]"
        r"|\bwww\.[^\s<>\[\]]*[^\s<>\[\].,;:!?)'\"]"
        r"|(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|edu|gov|io|me|co|uk|de|health)"
        r"/[^\s<>\[\]]*[^\s<>\[\].,;:!?)'\"]",
        any_case=True,
    ),
    _rule(Identifier.EMAIL, r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24}\b"),
    _rule(
        Identifier.ID,
        r"(?<![\w.])(?<!EC )(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|"
        r"1?\d?\d)(?![\w.])",
    ),
    _rule(
        Identifier.ID,
        r"(?<![\w:.])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|"
        r"(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\w:.])",
        any_case=True,
    ),
)

_NUMBER_SIGN = r"(?: ?(?:number|no\b\.?|nr\b\.?|num\b\.?|id\b|code)| ?#)"
_IS = r"(?: ?(?:is|was|:|=|#|-) ?| ){1,3}"
_CODE = r"(?:\d{3}[ -]\d{2,3}[ -]\d{4}|[A-Za-z]{0,4}-?\d[\w/-]{2,40})"
_CODES = (
    # Slack and Telegram mentions, ids and names
    _rule(Identifier.ID, r"<(?:@|#|!subteam\^)[A-Z0-9]{1,30}(?:\|[^<>]{0,200})?>"),
    _rule(Identifier.ID, r"\b[UWCTDGB]0[A-Z0-9]{7,12}\b"),
    _rule(
        Identifier.ID,
        r"(?<![\w@./])@(?!(?:bedtime|night|least|other|school|breakfast|lunch|dinner|midnight|"
        r"morning|evening|present|baseline|birth|discharge|admission|follow|times|weeks?|months?|"
        r"hours?|days?)\b)[A-Za-z][\w.]{4,31}(?<!\.)",
        any_case=True,
    ),
    # labelled: the strong labels need no "number"
    _rule(
        Identifier.ID,
        r"(?P<keep>\b(?:MRN|UMRN|EMPI|CSN|FIN|SSN|VIN|IMEI|NHI|medical record|social security|"
        r"national insurance|"
        r"patient id|user ?id|telegram id|slack id|member id|policy id|passport|hospital id)"
        rf"{_NUMBER_SIGN}?{_IS}){_CODE}",
        any_case=True,
    ),
    _rule(
        Identifier.ID,
        r"(?P<keep>\b(?:record|chart|hospital|hosp|patient|pt|case|file|account|acct|insurance|"
        r"policy|"
        r"member|medicare|medicaid|health card|health plan|beneficiary|NHS|CHI|NPI|DEA|licen[sc]e|"
        r"certificate|driver'?s licen[cs]e|licen[cs]e plate|plate|vehicle|serial|device|implant|"
        rf"accession|claim|group|room|bed|encounter|visit|identity|ID){_NUMBER_SIGN}{_IS}?){_CODE}",
        any_case=True,
    ),
    _rule(
        Identifier.ID,
        r"(?P<keep>\b(?:license|licence|number) plate(?: is|:)? )[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,5}\b",
    ),
    _rule(Identifier.ID, r"\b[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d\d\b"),
    _rule(Identifier.ID, rf"(?P<keep>\bID ?[:#=] ?){_CODE}", any_case=True),
    _rule(Identifier.ID, r"(?P<keep>\b(?:NHS|CHI):? )\d{3} ?\d{3} ?\d{4}(?!\d)"),
    _rule(Identifier.ID, r"(?P<keep>\b(?:[Pp]t|[Pp]atient)\.? #? ?)\d{6,12}(?!\w|[.,]\d)"),
    _rule(Identifier.ID, r"(?<![\w.-])\d{3}-\d{2}-\d{4}(?![\w-])"),
)
_PHONES = (
    _rule(Identifier.PHONE, r"(?<![\w+])\+\d(?:[ .()-]{0,2}\d){7,14}(?!\d|[.,]\d| ?(?:mg|ml|mcg|g)\b)"),
    _rule(
        Identifier.PHONE,
        r"(?<![\w./-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?:,? ?(?:ext|"
        r"x)\.? ?\d{1,6})?"
        r"(?![\w/-]|[.,]\d)",
        any_case=True,
    ),
    _rule(Identifier.PHONE, r"(?<![\w./-])\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}(?![\w/-]|[.,]\d)"),
    _rule(
        Identifier.PHONE,
        r"(?P<keep>\b(?:phone|telephone|tel|cell|cellphone|mobile|fax|ph|pager|beeper|bleep|"
        r"whatsapp|"
        r"extension)(?: (?:number|no|me|him|her|us|is|at|on)\b\.?){0,3}[ .:#=-]{1,3})"
        r"\(?\d(?:[ .()-]{0,2}\d){3,14}(?!\w|[.,]\d| ?(?:mg|ml|mcg|g)\b)",
        any_case=True,
    ),
    _rule(
        Identifier.PHONE,
        r"(?P<keep>\b(?:call|text|ring|reach|contact)(?: (?:me|him|her|us|them|back|at|"
        r"on)\b){1,3} )"
        r"\(?\d(?:[ .()-]{0,2}\d){5,14}(?!\w|[.,]\d)",
        any_case=True,
    ),
    # A long bare number is somebody's number of some kind, unless it is a count or a citation.
    _rule(
        Identifier.ID,
        r"(?<![\w./:-])(?<!PMID )(?<!PMID: )(?<!pmid )(?<!pmid: )\d{9,20}(?<!000)(?![\w/]|[.,-]\d)",
    ),
)

_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
    r"T[NX]|UT|V[AT]|W[AIVY])"
)
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr(?!\.? [A-Z])|Court|Ct|Place|"
    r"Terrace|Square|Crescent|Close|Highway|Hwy|Parkway|Pkwy|Way)\b\.?"
)
_ZIP = r"\d{5}(?:-\d{4})?"
_ADDRESSES = (
    _rule(
        Identifier.ADDRESS,
        r"(?<![\w.,/-])\d{1,5}[A-Za-z]?,? (?:[NSEW]\.? )?"
        rf"(?:[A-Z][a-z'’]{{1,30}} ){{1,3}}{_STREET}"
        r"(?:,? (?:Apt|Apartment|Unit|Suite|Flat|#)\.? ?\w{1,6})?"
        rf"(?:,? (?:[A-Z][a-z'’]{{1,30}} ?){{1,3}},? {_STATE}\b)?(?:,? {_ZIP}(?!\d))?",
    ),
    _rule(
        Identifier.ADDRESS,
        r"(?P<keep>\b(?:address(?: is)?|liv(?:es?|ing) (?:at|on)|resid(?:es?|ing) at|"
        r"home is)[ :]{1,2})"
        r"\d{1,5}[a-z]? (?:[\w'’]{1,30} ){1,3}(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|"
        r"ln|"
        r"drive|court|place|terrace|square|crescent|close|highway|parkway|way)\b\.?",
        any_case=True,
    ),
    _rule(
        Identifier.ADDRESS,
        r"(?P<keep>\b(?:home |postal |street |mailing )address(?: is|:)? )"
        r"\d{1,5}[a-z]?(?: [^\W\d_]{1,30}){1,5}",
        any_case=True,
    ),
    _rule(Identifier.ADDRESS, r"\bP\.? ?O\.? Box \d{1,6}\b", any_case=True),
    _rule(
        Identifier.ADDRESS,
        rf"\b(?:[A-Z][a-z'’]{{1,30}} ){{0,2}}[A-Z][a-z'’]{{1,30}},? {_STATE},? {_ZIP}(?![\d-])",
    ),
    _rule(Identifier.ADDRESS, rf"\b{_STATE},? {_ZIP}(?![\w-]| ?(?:mg|units?|IU|cells|copies)\b)"),
    _rule(
        Identifier.ADDRESS,
        rf"(?P<keep>\b(?:liv(?:es?|ing) in|zip|zip ?code|postal ?code|"
        rf"post ?code)(?: is)?[ :#]{{1,3}})"
        rf"(?:{_ZIP}|[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?![\w-])",
        any_case=True,
    ),
    # A British postcode's last two letters are never C, I, K, M, O or V: "B12 5MG" is a dose.
    _rule(
        Identifier.ADDRESS,
        r"(?<![\w-])(?:[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?) \d[ABD-HJLNP-UW-Z]{2}(?![\w-])",
    ),
    _rule(
        Identifier.ADDRESS,
        # what follows the comma may be a state or a country, which can matter and may stay
        r"(?P<keep>\b(?:[Ll]iv(?:es?|ing) in|[Rr]esid(?:es?|ing) in|[Hh]ails from|[Mm]oved to) )"
        r"(?:[A-Z][a-z'’]{1,30} ){0,2}[A-Z][a-z'’]{1,30}(?=, [A-Z])",
    ),
)

_CAP = r"[A-ZÀ-ÖØ-Þ](?:[a-zß-öø-ÿ'’-]|[A-Z](?=[a-z])){1,30}"
_NO_NAME = _one_of(
    "With Has Had Have Is Was Are Were And Or But On In At To Of For From The An? Who That Not No If "
    "When Can Should Does Do Did Will Would May Might Health Global Reported Safety Specific "
    "Education Centered Centred Care Information Controlled Satisfaction Activity Assessment "
    "Outcomes? Population Selection Presents? Presented Presenting Denies Denied Reports? Complains "
    "States Says Taking Takes Took Off Admitted Diagnosed Needs Needed Started Stable Currently Now "
    "Also African Asian American Hispanic Caucasian European Indian Chinese Japanese Jewish "
    "Ashkenazi Black White Type Stage Grade Class Disease Syndrome Positive Negative Pregnant "
    "Allergic Really Doctor Doc All Everyone Team Again Office Visit Appointment Monday Tuesday "
    "Wednesday Thursday Friday Saturday Sunday"
)
"""Capitalised words that follow a title or "patient" without being a name."""
_NAME = rf"(?!{_NO_NAME}\b){_CAP}"
_INITIAL = r"[A-Z]\."
_NAMES = rf"(?:{_INITIAL} ){{0,2}}{_NAME}(?:,? (?:{_INITIAL} )?{_NAME}){{0,2}}"
_NO_NAME_IN_ANY_CASE = _one_of(
    "and i im i'm but my is the a an so or who with from am he she it not this please what can how in "
    "on at to for of"
)
_ANY_CASE_NAME = rf"(?!{_NO_NAME_IN_ANY_CASE}\b)[^\W\d_][^\W\d_'’-]{{1,30}}"
_KIN = _one_of(
    "mother mum mom father dad wife husband partner son daughter baby child boyfriend girlfriend "
    "brother sister friend grandmother grandfather grandson granddaughter niece nephew aunt uncle "
    "cousin colleague neighbou?r patient client"
)
_PERSONS = _one_of(
    f"{_KIN} pt man woman boy girl lady gentleman guy infant toddler person resident male female"
)
_THINGS = (
    "drug drugs medicine medication tablet condition disease syndrome disorder illness gene protein "
    "enzyme test score scale procedure operation device study trial bacteria bacterium virus vaccine "
    "product cream diet is are"
)
_OF_NO_THING = "".join(rf"(?<!\b{thing} )" for thing in _THINGS.split())

_PEOPLE = (
    _rule(
        Identifier.NAME,
        r"\b(?:Mr|Mrs|Ms|(?<!We )(?<!You )(?<!I )(?<!To )(?<!Not )Miss|Mx|Dr|Prof|"
        r"Professor|Sir|Rev|Señora?|Herr|Frau|Monsieur|Madame|Mme|Signora?)\.? "
        rf"(?:{_INITIAL} ?){{0,2}}{_NAME}(?: (?:{_INITIAL} )?{_NAME}){{0,2}}",
    ),
    _rule(Identifier.NAME, rf"\bmrs\.? {_ANY_CASE_NAME}"),
    _rule(
        Identifier.NAME,
        r"(?P<keep>\b(?:my|his|her|their|the patient's|patient's|pt's|child's|son's|daughter's|"
        r"(?:my|the|our) (?:\w+ )?\w+'?s) (?:full |first |last |sur|given |maiden )?name(?:'s| is|"
        r":| =)? )"
        rf"{_ANY_CASE_NAME}(?: {_ANY_CASE_NAME})?",
        any_case=True,
    ),
    _rule(
        Identifier.NAME,
        r"(?P<keep>(?<!trade )(?<!brand )(?<!generic )(?<!drug )(?<!product )(?<!gene )(?<!test )"
        rf"\b[Nn]ame ?(?:[:=]| -) ?){_NAMES}",
    ),
    _rule(Identifier.NAME, rf"(?P<keep>{_OF_NO_THING}\b[Nn]amed ){_NAME}(?: {_NAME})?"),
    _rule(
        Identifier.NAME,
        rf"(?P<keep>\b(?i:{_PERSONS}|year[ -]old|y/?o)(?:,)? (?:is )?(?:called|by the name of) )"
        rf"{_NAME}(?: {_NAME})?",
    ),
    _rule(
        Identifier.NAME,
        rf"(?P<keep>\b(?:pt|patient|client|re|(?<![\w,] )(?:Pt|Patient|PATIENT|Client|Re))[.:]? )"
        rf"{_NAME}(?: {_INITIAL})? {_NAME}",
    ),
    _rule(
        Identifier.NAME,
        rf"(?P<keep>\b(?:[Pp]t|[Pp]atient|[Cc]lient) ){_NAME}(?=,? \(?\d{{1,3}} ?(?:[MF]\b|y/?o|"
        rf"yrs?|"
        r"years?)|,? \(?(?:DOB|dob|aged?)\b)",
    ),
    _rule(
        Identifier.NAME,
        rf"(?<![Gg]ive )(?<!gave )(?<!giving )(?<!given )(?P<keep>\b(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er) "
        rf"(?:\w+ )?{_KIN},? ){_NAME}(?: {_NAME})?(?=,| is\b| has\b| was\b| had\b| who\b| needs\b|"
        rf" got\b|"
        r"['’]s\b| \(| \d| and I\b|\.(?!\w))",
    ),
    _rule(
        Identifier.NAME,
        rf"(?P<keep>\b(?:(?:[Hh]i|[Hh]ello|[Hh]ey)[,.!]? )(?:I['’]?m|I am|[Tt]his is|[Ii]t['’]?s) )"
        rf"{_NAME}(?: {_NAME})?",
    ),
    _rule(
        Identifier.NAME,
        rf"(?P<keep>\b(?:[Rr]egards|[Ss]incerely|[Tt]hanks|[Tt]hank you|[Cc]heers|"
        rf"[Bb]est)(?:,?[ \t]*\n\s{{0,5}}|, ))"
        rf"{_NAME}(?: {_NAME}){{0,2}}(?=\.?\s*$)",
    ),
    _rule(
        Identifier.NAME,
        rf"(?P<keep>(?:^|[.!?\n] ?)(?:I['’]?m|I am|[Tt]his is) ){_NAME} {_NAME}"
        r"(?=[,.]| and\b| from\b|\s*$)",
    ),
    _rule(
        Identifier.NAME,
        rf"(?:(?:^|(?<=\n)){_NAME} {_NAME}(?=,)|\b[A-Z]\. ?[A-Z]\.(?:[A-Z]\.)?|\b[A-Z]\. {_NAME})"
        r"(?=,?(?: is an?)? \(?\d{1,3}[ -]?(?:[MF]\b|y/?o|yrs?|years?))",
    ),
    _rule(Identifier.NAME, r"(?P<keep>\bNAME ?[:=] ?)[A-Z]{2,30}(?:,? [A-Z]{2,30}){0,2}\b"),
    # a name or initials before a date of birth
    _rule(
        Identifier.NAME,
        rf"\b{_NAME}(?:,? {_INITIAL})?(?:,? {_NAME})?(?=,? \(?(?:DOB|dob|D\.O\.B|"
        rf"[Dd]ate of birth)\b)",
    ),
    _rule(
        Identifier.NAME,
        r"\b[A-Z]\.? ?[A-Z]\.?(?: ?[A-Z]\.?)?(?=,? \(?(?:DOB|dob|D\.O\.B|[Dd]ate of birth)\b)",
    ),
)

_RULES = (*_LINKS, *_CODES, *_DATES, *_AGES, *_PHONES, *_ADDRESSES, *_PEOPLE)
