"""A message as the signs read it: one form for every spelling, what is said of whom, what is meant.

Three steps. `sentences` brings the text into plain form. `told` keeps what is said of a person now,
and drops what is asked in general or remembered. `shows` then asks of a sign whether it is meant:
not denied ("no"), not supposed ("if"), not a mere subject ("symptoms of").
"""

import re
import unicodedata
from collections.abc import Iterable

from bot.red_flags.people import PERSON
from bot.red_flags.sign import Sign, any_of

TEXT_MAX_CHARS = 8_000
"""What is looked at: of a longer message, its first and its last half of this. Telegram's own limit
is 4,096, Slack's 40,000."""

LEFT_MAX_CHARS = 120
"""How far before a sign a word can still deny or suppose it."""

_ONE_FORM = {
    **dict.fromkeys(["can not", "cannot", "can t", "cnt", "unable to", "not able to"], "cant"),
    **dict.fromkeys(["do not", "don t"], "dont"),
    **dict.fromkeys(["will not", "won t"], "wont"),
    "does not": "doesnt",
    "did not": "didnt",
    "is not": "isnt",
    "are not": "arent",
    "was not": "wasnt",
    "has not": "hasnt",
    "have not": "havent",
    "could not": "couldnt",
    "would not": "wouldnt",
    "i am": "im",
    "i m": "im",
    "he is": "hes",
    "she is": "shes",
    "they are": "theyre",
    "i have been": "ive been",
    "wanna": "want to",
    "gonna": "going to",
    "anymore": "any more",
    "u": "you",
    "ur": "your",
    "w": "with",
    "od": "overdose",
    "unconcious": "unconscious",
    "siezure": "seizure",
    "seisure": "seizure",
    "suiside": "suicide",
    "sucide": "suicide",
    "suicidle": "suicidal",
    "commiting": "committing",
    "stomache": "stomach",
    "preggo": "pregnant",
    "chocking": "choking",
}
_SPELLINGS = re.compile(rf"\b{any_of(*sorted(_ONE_FORM, key=len, reverse=True))}\b")
_MARKS = (
    (re.compile(r"\bod['\u2019]d\b"), "overdosed"),
    (re.compile(r"['\u2018\u2019\u02bc`\u00b4]"), ""),
    (re.compile(r"[\"\u201c\u201d\u201e\u00ab\u00bb]"), ' " '),
    (re.compile(r"&"), " and "),
    (re.compile(r"\?[?!.]*"), " ? "),
    (re.compile(r"[!\n\r\u2026]+|(?<!\d)\.+|\.+(?!\d)"), " . "),
    (re.compile(r"[,;:()\u2013\u2014]| - "), " , "),
    (re.compile(r"[^\w,.?\"]+"), " "),
)
_OF_ONE_IN_PARTICULAR = r"(?= (?:my|our|he|hes|she|shes|i|im)\b)"
_UNSURE = re.compile(
    r"\b"
    + any_of(
        rf"is (?:it|this|that)(?: \w+){{1,4}} if{_OF_ONE_IN_PARTICULAR}",
        r"(?:not sure|dont know|unsure|wonder|wondering|as) (?:if|whether)\b",
        r"what (?:(?:should|do|can|must|shall) (?:i|we)|to) do (?:if|when)" + _OF_ONE_IN_PARTICULAR,
    )
)
"""An "if" that supposes nothing: it says what the asker is afraid of."""


def sentences(text: str) -> list[str]:
    """The sentences in plain form, each with the mark that ends it."""
    found = re.findall(r"(?:[^.?]|(?<=\d)\.(?=\d))+[.?]?", _plain(_bounded(text)))
    return [sentence.strip() for sentence in found if sentence.strip()]


def _bounded(text: str) -> str:
    if len(text) <= TEXT_MAX_CHARS:
        return text
    half = TEXT_MAX_CHARS // 2
    return f"{text[:half]}\n{text[-half:]}"


def _plain(text: str) -> str:
    # Compatibility forms can be eighteen characters for one, hence the second bound.
    text = unicodedata.normalize("NFKC", text)[: 2 * TEXT_MAX_CHARS].casefold()
    for mark, plain in _MARKS:
        text = mark.sub(plain, text)
    text = _SPELLINGS.sub(lambda match: _ONE_FORM[match[0]], " ".join(text.split()))
    return _UNSURE.sub("maybe", text)


_ASKS = re.compile(
    r"\?$|^(?:please |hi |hello |so |and |, ){0,3}(?:what|whats|which|how|why|when|where|who|is|"
    r"are|"
    r"can|could|does|do|did|should|will|would|tell|explain|describe|list|define)\b"
)
_SUBJECT = re.compile(
    r"\b(?:symptoms?|signs?|causes?|caus(?:ed|ing)|treatments?|treat(?:ed|ing)?|diagnos\w+|"
    r"manag(?:e|ing|ement)|guidelines?|definition|risks?|factors?|prevent\w*|complications?|"
    r"prognosis|protocols?|algorithm|people|adults|patients|work ?up|differential|vs|versus|"
    r"first aid|dos(?:e|es|ing|age)|role of|incidence|history|difference|information|info|learn|"
    r"mechanism|pathophysiology|essay|exam|study|article|course)\b"
)


def told(said: Iterable[str]) -> str:
    """What is said of somebody, now: no question or subject without a person, no memory."""
    return current(s for s in said if PERSON.search(s) or not (_ASKS.search(s) or _SUBJECT.search(s)))


_NOW = re.compile(
    r"\b(?:now|currently|today|tonight|this (?:morning|evening|afternoon)|at the moment|just|"
    r"suddenly|still|(?:minutes?|mins?|hours?|hrs?) ago)\b"
)
_REMEMBERED = re.compile(
    r"\b(?:in (?:19|20)\d\d|"
    r"(?<!for the )(?<!since )(?<!over the )(?:last|past|previous) (?:year|month|week|summer|"
    r"winter|"
    r"spring|autumn|fall|christmas|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)|"
    r"(?:weeks?|months?|years?|yrs?|decades?) (?:ago|back|earlier|before)|history of|hx of|h o|"
    r"used to|as a (?:child|kid|teen\w*|baby)|previously|prior|when (?:i|he|she) was (?!\w+ing)|"
    r"once had|survivor|survived|recover(?:ed|ing)|in the past|long ago|died (?:of|from|in))\b"
)
_PRESENT = re.compile(r"\b(?:is|are|am|im|hes|shes|theyre|isnt|arent|cant|wont|has|keeps|having|feels?)\b")
_CLAUSE = re.compile(r" , | but |(?= and (?:he|hes|she|shes|his|her|my|i|im|they|now|is|cant|isnt)\b)")


def current(said: Iterable[str]) -> str:
    """The sentences as one text, without what is past."""
    return " ".join(_without_memories(sentence) for sentence in said)


def _without_memories(sentence: str) -> str:
    """A clause that remembers takes with it the other clauses that have no present tense."""
    if not _REMEMBERED.search(sentence):
        return sentence
    kept = (
        clause
        for clause in _CLAUSE.split(sentence)
        if _NOW.search(clause) or (_PRESENT.search(clause) and not _REMEMBERED.search(clause))
    )
    return f"{' , '.join(kept)} {sentence[-1]}"


_QUOTED = re.compile(r'"[^"]*"')


def unquoted(text: str) -> str:
    """The text without what stands in double quotes."""
    return _QUOTED.sub(" , ", text)


# Each of these stands to the left of a sign, and ends where the sign begins.
_NEGATIVE_VERB = (
    r"(?:dont|doesnt|didnt|hasnt|havent|isnt|arent|wasnt|im not|not|never|wouldnt|wont|nor|neither)"
    r"(?: (?:have|had|has|having|feel\w*|get|got|been|being|really|any|seem|appear|look|want|"
    r"wanting|plan|planning|intend|going|trying|to|be|a|an|the|ever|actually|currently|in|my|"
    r"swallow|"
    r"take|taken|drink|experienc\w+|thinking|think|thought|of|about|considering|or|at|all|"
    r"suffering|"
    r"from|actively)){0,8}"
)
_NEGATIVE_NOUN = (
    r"(?:no|without|denies|denied|deny|denying|negative for|free of|absence of|rule out|ruled out|"
    r"ruling out)(?! (?:one|idea|clue|help|longer|doubt|matter))(?: (?!but\b|and now\b)\w+){0,3}"
)
_NEGATIVE_LIST = r"(?:no|without|denies|denied) (?:[\w,]+ ){1,8}?(?:or|nor)(?: \w+){0,2}"
_DENIED = any_of(
    rf"\b{any_of(_NEGATIVE_VERB, _NEGATIVE_NOUN, _NEGATIVE_LIST)} $",
    r"\b(?:can|could|does|do|will|would|may) (?:\w+ ){1,4}(?:make|makes|cause|causes)\b[^.?]*$",
)
_SUPPOSED = any_of(
    r"\b(?:if|in case|unless|suppose|imagine|whether)\b[^.?]*$",
    r"\b(?:when|whenever|while) (?:someone|somebody|a|an|people|you|your|one|anyone|patients?)\b"
    r"[^.?]*$",
    r"\b(?:someone|somebody|person|people|anyone|child|children|adult|patients?|those|individual) "
    r"(?:who|that|whos)\b[^.?]*$",
    r"\b(?:symptoms?|signs?|causes?|risks?|treatment|management|first aid|prevention|definition|"
    r"diagnosis|prognosis|history|fear|chances?|danger|phobia|mechanism|care|guidelines?|approach|"
    r"protocol) (?:of|for|in|to|about|on)(?: \w+){0,4} $",
    r"\bneed to see a doctor (?:for|about)(?: \w+){0,2} $",
    r"\b(?:risk|fear|afraid|scared|worried|possibility|chances?|odds|avoid|prevent)(?: \w+)?"
    r"(?: of| about| from)? $",
    r"\b(?:can|could|does|do|will|would|may|might) (?:\w+ ){1,5}(?:cause|lead to|trigger|result in|"
    r"mean|include)\b(?! (?:my|his|her|this))[^.?]*$",
)
_IN_ANOTHERS_WORDS = (
    r"(?:(?<!\bi )\b(?:says?|said|saying|states?|stat(?:ed|ing)|texted|wrote|report(?:s|ed|ing)|"
    r"asks?|asked|asking|patient ,|pt ,)(?: me)?(?: that| if| whether)?)(?: [,\"]){0,3}"
    r"(?: (?:i|im|ive|id)(?: (?!and\b|but\b)\w+){0,4})? $"
)

NOT_MEANT = re.compile(any_of(_DENIED, _SUPPOSED))
"""For what is said of a body: a sign after this is denied, supposed or a subject."""

NOT_OWN = re.compile(any_of(_DENIED, _IN_ANOTHERS_WORDS))
"""For what a writer says of their own life: there an "if" says enough."""


def shows(sign: Sign, text: str, not_meant: re.Pattern[str]) -> bool:
    """Whether a text in plain form shows the sign, and means it."""
    if sign.unless and sign.unless.search(text):
        return False
    return all(_meant(pattern, text, not_meant) for pattern in sign.needs)


def _meant(pattern: re.Pattern[str], text: str, not_meant: re.Pattern[str]) -> bool:
    for match in pattern.finditer(text):
        left = text[max(0, match.start() - LEFT_MAX_CHARS) : match.start()]
        if not not_meant.search(re.split("[.?]", left)[-1]):
            return True
    return False
