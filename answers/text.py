"""Words of a text, normalised so that the same word written differently is the same."""

import re
import unicodedata
from functools import lru_cache

import tantivy

_WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"'“(]?[A-Z0-9])")
_NO_FINAL_E = ("s", "x", "ch", "sh", "i")
_STEMMER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer("english")).build()
)

STOP_WORDS = frozenset(
    [
        "a",
        "about",
        "above",
        "after",
        "again",
        "against",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "below",
        "between",
        "both",
        "but",
        "by",
        "can",
        "cannot",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "few",
        "for",
        "from",
        "further",
        "get",
        "gets",
        "getting",
        "got",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "itself",
        "just",
        "let",
        "like",
        "may",
        "me",
        "might",
        "more",
        "most",
        "must",
        "my",
        "no",
        "nor",
        "not",
        "now",
        "of",
        "off",
        "on",
        "once",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "really",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "too",
        "under",
        "until",
        "up",
        "us",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
        "s",
        "t",
        "don",
        "im",
        "ive",
        "id",
        "isnt",
    ]
)
"""English function words: they carry grammar, not medicine (negation is looked at on its own)."""


def unbroken(text: str) -> str:
    """Whitespace runs as one space, control characters gone, and all else as it is: where a text is shown,
    compatibility forms must stay (unified, 10⁹ would be 109)."""
    return _SPACE.sub(" ", _CONTROL.sub(" ", text)).strip()


_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
NUMBER_WORDS = {word: number for number, word in enumerate(_ONES)} | _TENS


def one_line(text: str) -> str:
    """Whitespace runs as one space, compatibility forms unified (NFKC), control characters and halves of
    surrogate pairs gone."""
    return _SPACE.sub(" ", _CONTROL.sub(" ", unicodedata.normalize("NFKC", text))).strip()


def words(text: str) -> list[str]:
    """Words and numbers as written, without possessive endings: "Bell's 0.5 mg" → Bell, 0.5, mg."""
    return _WORD.findall(_POSSESSIVE.sub("", unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English stem of one word, without accents and case; a final e stays.

    Names are told apart by it: Tietz and Tietze are two syndromes.
    """
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    stemmed = str(next(iter(_STEMMER.analyze(plain)), plain))
    if stemmed.endswith(_NO_FINAL_E):
        # Their plural takes an e that is not the word's own: viruses, boxes, allergies.
        return stemmed
    if plain.endswith("e") and stemmed == plain[:-1]:
        return plain
    if plain.endswith("es") and stemmed == plain[:-2]:
        return plain[:-1]
    return stemmed


def sentences(text: str) -> list[str]:
    """A person's message cut at its sentence ends; for looking, never for quoting."""
    return [part for part in _SENTENCE_END.split(one_line(text)) if part]
