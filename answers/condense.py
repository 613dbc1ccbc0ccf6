"""What a message asks, out of the story around it. Rules, no model; linear in the message's length.

People write a subject line, a story, one question or several, and thanks. A search for all of it finds what
the story is about. What is left out here is left out of the search alone: constraints and match see the whole
message (clinical rule 2).
"""

import re
from dataclasses import dataclass

from answers.question import question_type, subject_terms
from answers.spoken_relations import WORDS as RELATION_WORDS
from answers.text import one_line

SUBJECT_LINE_MAX_WORDS = 8
MESSAGE_MIN_WORDS = 12
"""A shorter message of one sentence is its question."""

_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-Z][a-z]\.)(?<!\b[a-z]\.[a-z]\.)(?<!\bvs\.)[\s.!?]+(?=\S)|\n+")
_COURTESY = re.compile(
    r"^\W*(?:(?:many |please |so |very |and )*(?:thanks?|thank you|thx|(?:kind |best |warm )?regards"
    r"|sincerely|hello|hi|hey|dear|good"
    r" (?:morning|day|evening)|please help(?: me)?|help me|sorry|god bless|i (?:really )?appreciate|any"
    r" (?:help|information|advice|info) (?:is|would be|will be)|looking forward)\b.{0,60}|help|please)\W*$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear (?:doctor|sir|all|team))(?: there| all)?[,.! ]+", re.IGNORECASE
)
_QUESTION = (
    r"what(?:['’]?s)?|which|who|whom|where|when|why|how|is|are|am|was|were|do|does|did|can|could|should"
    r"|would|will|may"
    r"|might|must|has|have|at what|in what|for how"
)
_ASKS = re.compile(
    rf"\?\W*$|^(?:and |or |also,? |so |but |if so,? )?(?:{_QUESTION}) (?!a\b|an\b)"
    r"|\b(?:i (?:would|['’]d) (?:like|want|love)|(?:i )?would like|i(?: a|['’])m (?:looking|trying"
    r"|searching)|i (?:want|need"
    r"|wish|wanted|was hoping)|(?:we are|we['’]re) looking) (?:to (?:know|learn|find|ask|understand|obtain"
    r"|request|get)"
    r"|for|info)"
    r"|\b(?:i )?(?:wonder(?:ed|ing)?|curious|not sure|like to know) (?:if|whether|what|how|why|about|which)\b"
    r"|\b(?:(?:please|pls|kindly|could you|can you|can anyone|will you) (?:please )?(?:tell|let|explain"
    r"|advise|send|give"
    r"|inform|help|point|offer|describe))\b|\bmy (?:main )?questions? (?:is|are)\b|\btell me\b|\b(?:need"
    r"|any) info",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"^(?:(?:and|also|so|but|or|well|now|hi|hello|if so),? )?(?:"
    r"(?:(?:could|can|will|would) (?:you|anyone|someone) )?(?:please )?(?:tell|inform|advise) (?:me"
    r"|us) (?:if |whether |about )?"
    r"|(?:i )?(?:was |am |['’]m )?(?:just )?(?:wondering|curious|wonder) (?:if |whether |about )?"
    r"|(?:i )?(?:would|['’]d) (?:really )?like to (?:know|ask|learn|find out) (?:more )?(?:if |whether "
    r"|about )?"
    r"|i (?:want|need|wanted) to (?:know|ask) (?:if |whether |about )?"
    r"|my (?:main )?question is(?: that| this)?[,:]? ?)",
    re.IGNORECASE,
)
_TWO_IN_ONE = re.compile(
    rf"(?P<one>.{{8,}}?[^,?]),?\s(?:and|&|or|also)\s(?:also\s)?(?P<two>(?:{_QUESTION}) .{{6,}})$",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"^(?:{_QUESTION})\b", re.IGNORECASE)
_POINTS = re.compile(r"\b(?:it|this|that|these|those|they|them|its|their)\b", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:i|my|we|he|she|is|are|was|were|am|has|have|had|do|does|did|can|could|would|should|will|just|please"
    r"|thank\w*|hello|hi)\b",
    re.IGNORECASE,
)
_ABOUT_THE_SITE = re.compile(
    r"\b(?:web ?site|this site|site|topic not covered|clinicaltrials\.gov|question|search|article|subject"
    r"|inquiry|general"
    r" (?:health|information)|consultation|help|info)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Condensed:
    """`asks`: the sentences that ask, in order, each one question; `subject`: what the subject line says,
    where it names something; `story`: all that does not ask, without courtesies."""

    asks: tuple[str, ...]
    subject: str | None
    story: str

    @property
    def several(self) -> tuple[str, ...]:
        """The questions that can be answered one by one: those that name a subject or a relation."""
        return tuple(ask for ask in self.asks if _names(ask) or question_type(ask))


def condense(message: str) -> Condensed:
    """Take a message apart."""
    told = [
        part for part in map(_bare, _SENTENCE.split(one_line(message))) if part and not _COURTESY.match(part)
    ]
    subject = _subject_line(told)
    rest = told[1:] if subject is not None else told
    asks = list(dict.fromkeys(one for part in rest if _ASKS.search(part) for one in _single(part)))
    story = " ".join(part for part in rest if not _ASKS.search(part))
    return Condensed(tuple(asks), subject or None, story)


def searched(message: str) -> str:
    """What to search for: the sentences that ask, with the subject where they name none."""
    message = one_line(message)
    heard = condense(message)
    if not heard.asks or len(message.split()) < MESSAGE_MIN_WORDS:
        return message
    asks = [ask for ask in heard.asks if _names(ask) or question_type(ask)] or list(heard.asks)
    text = " ".join(asks)
    if heard.subject and not _says(text, heard.subject):
        return f"{heard.subject}. {text}"
    if not heard.subject and (_POINTS.search(text) or not _names(text)):
        return f"{heard.story} {text}".strip()
    return text


def _bare(part: str) -> str:
    return _GREETING.sub("", part).strip()


def _subject_line(told: list[str]) -> str | None:
    """The subject line without its stop; "" for one that names nothing, None where there is none."""
    if len(told) < 2 or len(told[0].split()) > SUBJECT_LINE_MAX_WORDS or told[0].endswith("?"):
        return None
    line = told[0].rstrip(".! ")
    if _VERB.search(line) or _OPENS.match(line):
        return None
    return line if _names(line) and not _ABOUT_THE_SITE.search(line) else ""


def _single(part: str) -> list[str]:
    """A sentence as its questions: “what is it and how is it treated?” is two."""
    part = _FRAME.sub("", part).strip() or part
    if (match := _TWO_IN_ONE.match(part)) and _OPENS.match(match["one"]):
        return [f"{match['one'].rstrip('?., ')}?", *_single(match["two"])]
    return [part]


def _names(text: str) -> bool:
    """Whether it names a subject."""
    return bool(frozenset(subject_terms(text)) - RELATION_WORDS)


def _says(text: str, subject: str) -> bool:
    named = frozenset(subject_terms(subject)) - RELATION_WORDS
    return named <= frozenset(subject_terms(text))
