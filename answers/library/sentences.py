"""Where sentences end, in text that is quoted: no character is lost, no sentence is cut in two.

Where it is unclear whether a sentence ends, it does not: two sentences in one piece read well,
half a sentence does not. That holds for doses above all ("10 mg. Tablets …").
"""

import re

_TERMINAL = frozenset(".!?")
_CLOSERS = "\"'”’)]"

_END = re.compile(
    r"(?<![.!?])([.!?]++[\"'”’)\]]*+)(?: (?=[\"'“‘(\[]*+[A-ZÀ-ÖØ-Þ0-9])|(?=[A-Z][a-z]))"
    r"|(?<=[a-z]{4})()(?=(?:The|This|These|You|Your|It|If|In|Most|Many|Some|Older|People) [a-z])"
)
"""Where a sentence may end: a space or a capital letter follows, or a capitalised first word is
glued to what came before it ("hemophiliaYou usually")."""

_LOWERCASE_WORD = re.compile(r"[(\"']*[a-z][a-z'-]{2,}\)?")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}")
_FIRST_WORD = re.compile(r"[\"'“‘(\[]*([^\W_]+)")

_NEVER_LAST = frozenset(
    """dr. drs. mr. mrs. ms. prof. st. vs. e.g. i.e. cf. ca. approx. dept.
    """.split()  # noqa: SIM905 - a list of words reads better without quotes, here and below
)
_BEFORE_NUMBER = frozenset(
    """no. nos. fig. figs. vol. p. pp. ch. sec. ref. refs.
    """.split()  # noqa: SIM905
)
_RARELY_LAST = frozenset(
    """etc. al. inc. co. corp. ltd. jr. sr. mg. mcg. kg. ml. oz. tsp. tbsp. lb. lbs. hr. hrs. min.
    in. ft. wk. yr. yrs. mo. avg. max. jan. feb. mar. apr. jun. jul. aug. sept. oct. nov. dec.
    """.split()  # noqa: SIM905
)
_LETTERED = frozenset(
    """vitamin hepatitis type group factor stage grade class part figure table influenza complex
    protein coenzyme immunoglobulin category phase appendix""".split()  # noqa: SIM905
)
"""What a single capital letter belongs to when it ends a sentence: "hepatitis B."."""

_STARTERS = frozenset(
    """A About After All Also Although An And Any Anyone Ask As At Because Before Both But By Call
    Children Contact Do Doctors During Each For From He Her His How However If In It Its Many Men
    More Most Never No Not Often On Once Or Other Others Our Patients People She Since So Some
    Symptoms Take Talk Tell That The Their Then There These They This Those Though To Treatment
    Until We What When Where Which While Who With Without Women You Your
    """.split()  # noqa: SIM905
)
"""Words that begin a sentence even after an abbreviation."""


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph; a word alone ("Race.", "Yes.") stays with what follows."""
    text = on_one_line(text)
    found, start = [], 0
    for end in _END.finditer(text):
        if not _ends(text, start, end):
            continue
        sentence = text[start : max(end.end(1), end.end(2))]
        if not _is_label(sentence):
            found.append(sentence)
            start = end.end()
    return [*found, text[start:]] if text[start:] else found


def on_one_line(text: str) -> str:
    """Whitespace runs as one space: all that changes in a quoted text."""
    return " ".join(text.split())


def word_count(text: str) -> int:
    """The words of a text that is on one line."""
    return text.count(" ") + 1


def is_closed(text: str) -> bool:
    """Whether a text ends as sentences do, and not as headings and lead-ins do."""
    return text.rstrip(_CLOSERS)[-1:] in _TERMINAL


def _is_label(sentence: str) -> bool:
    return sentence.endswith(".") and " " not in sentence


def _ends(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the sentence that began at `start` ends at this match of `_END`."""
    if end[1] is None:
        return True
    if end.end() == end.end(1):
        return _is_glued(text, end)
    if end[1].rstrip(_CLOSERS) != ".":
        return True
    return _ends_with(_last_words(text, start, end.start() + 1), _next_word(text, end.end()))


def _is_glued(text: str, end: re.Match[str]) -> bool:
    """A sentence that begins without a space ("disease.The"), not a name such as Cancer.Net."""
    word = text[max(0, end.start() - 40) : end.start()].rsplit(" ", 1)[-1]
    return word != "www" and _LOWERCASE_WORD.fullmatch(word + end[1][1:]) is not None


def _last_words(text: str, start: int, end: int) -> tuple[str, str]:
    """The two words before `end`, the earlier one "" where the sentence begins with the later."""
    before = text[max(start, end - 60) : end].rsplit(" ", 2)
    last = before[-1].lstrip("\"'“‘([")
    return (before[-2] if len(before) > 1 else ""), last


def _next_word(text: str, start: int) -> str:
    match = _FIRST_WORD.match(text, start)
    return match[1] if match else ""


def _ends_with(last_words: tuple[str, str], following: str) -> bool:
    """Whether a full stop after these words ends their sentence, given the word that follows."""
    earlier, last = last_words
    lower, name = last.lower(), last[:-1]
    if lower in _NEVER_LAST or (lower in _BEFORE_NUMBER and following[:1].isdigit()):
        return False
    if name.isdigit() and len(name) <= 2:
        return bool(earlier) and earlier[-1] not in ".:;?!"
    if len(name) == 1 and name.isupper():
        return bool(earlier) and (earlier.lower() in _LETTERED or following in _STARTERS)
    if lower in _RARELY_LAST or _DOTTED.fullmatch(last):
        return following in _STARTERS
    return True
