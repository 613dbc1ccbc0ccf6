"""Claims that are true of their passage: its own sentences, the same said a little otherwise, paraphrases by
rule, and the authors' conclusions (which are inferences and stand in no passage)."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answers.citations import exceptions
from answers.citations.base import Claim
from answers.citations.pieces import Piece, pieces
from answers.evaluation.citations.documents import Document
from answers.library.sentences import on_one_line
from answers.types import Passage

SEED = 20_261_124
WORDS_MIN = 6
WORDS_MAX = 60


class Manner(StrEnum):
    """How a true claim was made."""

    VERBATIM = "verbatim"
    NEAR = "near-verbatim"
    """A remark in brackets or an adverb left out, one wording for another, “the study found that” in"
    " front."""
    PARAPHRASE = "paraphrase by rule"
    """Parts of the sentence in another order, or active for passive, or several wordings changed."""
    CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True)
class Case:
    """A true claim. `source` is the sentence that it was made from (of a conclusion none); `limits` are the
    sentences that the passage adds to it and that have to be said with it."""

    document: Document
    passage: Passage
    text: str
    manner: Manner
    source: str = ""
    limits: tuple[str, ...] = ()

    def claims(self) -> list[Claim]:
        """As an answer would hold them, this one first."""
        cited = self._cited()
        return [Claim(self.text, cited), *(Claim(text, cited, exception_to=0) for text in self.limits)]

    def _cited(self) -> tuple[str, ...]:
        if self.manner is Manner.CONCLUSION:
            return tuple(passage.id for passage in self.document.passages)
        return (self.passage.id,)


def truths(document: Document) -> list[Case]:
    """All true claims of a document, the same ones every time."""
    chance = random.Random(f"{SEED} {document.id}")
    found: list[Case] = []
    for passage in document.passages:
        of_passage = pieces(passage.id, passage.text)
        for piece in of_passage:
            if WORDS_MIN <= len(piece.text.split()) <= WORDS_MAX or piece.is_row:
                found += _of_piece(document, passage, piece, of_passage, chance)
    return [*found, *_conclusions(document)]


def _of_piece(
    document: Document, passage: Passage, piece: Piece, others: Sequence[Piece], chance: random.Random
) -> Iterator[Case]:
    source = on_one_line(piece.text)
    limits = tuple(on_one_line(limit.text) for limit in exceptions.after(piece, others))
    for manner, text in ((Manner.VERBATIM, source), *_reworded(source, chance)):
        yield Case(document, passage, text, manner, source, limits)


def _reworded(source: str, chance: random.Random) -> Iterator[tuple[Manner, str]]:
    said = {source}
    for manner, rules in _RULES:
        for rule in rules:
            text = rule(source, chance)
            if text and text not in said and len(text.split()) >= WORDS_MIN:
                said.add(text)
                yield manner, text


def _conclusions(document: Document) -> Iterator[Case]:
    if document.conclusion is None:
        return
    for piece in pieces(document.id, on_one_line(document.conclusion)):
        if len(piece.text.split()) >= WORDS_MIN:
            yield Case(document, document.passages[0], piece.text, Manner.CONCLUSION)


Rule = Callable[[str, random.Random], str | None]

_ASIDE = re.compile(r" \((?:[^()]|\([^()]*\))*\)")
_ADVERB = re.compile(
    r"^(?:However|Moreover|Furthermore|In addition|Additionally|Overall|Interestingly|Finally|Thus|Therefore"
    r"|Nevertheless|Also|In this study|In contrast), "
    r"|(?<=\w) (?:also|then|however,|therefore) (?=\w)"
)
_FRONT = re.compile(
    r"^(?P<front>(?:In|For|After|During|Among|With|Before) [^,;:()]{3,80}), (?P<rest>[^;:]+)\.$"
)
_BACK = re.compile(
    r"^(?P<rest>[^,;:()]{15,}) (?P<back>(?:in patients with|in adults|in children|after|during|before|among)"
    r" (?:(?! (?:and|than|or|but|with|to|in|for|of|versus|given|compared|by) )[^,;:()]){3,60})\.$"
)
_ACTIVE = re.compile(
    r"^(?P<a>(?:The |An? )?[\w -]{3,50}?) (?P<v>reduced|increased|improved|decreased"
    r"|prevented) (?P<b>[\w -]{3,60})\.$"
)
_INSTEAD: Sequence[tuple[str, str]] = (
    (r"\btwice daily\b", "two times a day"),
    (r"\bonce daily\b", "once a day"),
    (r"\bmg\b(?!/)", "milligrams"),
    (r"\bmicrograms\b", "mcg"),
    (r"\bby mouth\b", "orally"),
    (r"\bintravenously\b", "IV"),
    (r"\bis recommended\b", "is advised"),
    (r"\bprior to\b", "before"),
    (r"\bfollowing\b(?= surgery| treatment)", "after"),
    (r"\breduced\b", "lowered"),
    (r"\bincreased\b", "raised"),
    (r"\bpatients\b", "people"),
    (r"\bcompared with\b", "versus"),
    (r"\bcompared to\b", "in comparison with"),
    (r"\bat least\b", "no less than"),
    (r"\bup to\b", "at most"),
    (r"\bkidney\b", "renal"),
    (r"\brenal\b", "kidney"),
    (r"\bhepatic\b", "liver"),
    (r"\bassociated with\b", "linked to"),
    (r"\bshowed\b", "demonstrated"),
    (r"\bapproximately\b", "about"),
    (r"\bunless\b", "except if"),
    (r"\bshould not be used\b", "should not be given"),
    (r"\bstopped\b", "discontinued"),
    (r"\bevaluated\b", "assessed"),
    (r"\bevery week\b", "weekly"),
    (r"\bpercent\b", "%"),
)


def _without_asides(source: str, _: random.Random) -> str | None:
    return _ASIDE.sub("", source) if _ASIDE.search(source) else None


def _without_adverb(source: str, _: random.Random) -> str | None:
    text = _ADVERB.sub(lambda m: " " if m.group().startswith(" ") else "", source, count=1)
    return text[:1].upper() + text[1:] if text != source else None


def _one_wording(source: str, chance: random.Random) -> str | None:
    fitting = [pair for pair in _INSTEAD if re.search(pair[0], source)]
    return re.sub(*chance.choice(fitting), source, count=1) if fitting else None


def _introduced(source: str, chance: random.Random) -> str | None:
    if "|" in source or not re.match(r"(?:The|A|An|In|There|No|Of|Patients|Children) ", source):
        return None
    lead = chance.choice(("The study found that", "The authors report that", "It was found that"))
    return f"{lead} {source[:1].lower()}{source[1:]}"


def _front_to_back(source: str, _: random.Random) -> str | None:
    if not (match := _FRONT.match(source)):
        return None
    front, rest = match["front"], match["rest"]
    return f"{rest[:1].upper()}{rest[1:]} {front[:1].lower()}{front[1:]}."


def _back_to_front(source: str, _: random.Random) -> str | None:
    if not (match := _BACK.match(source)):
        return None
    back, rest = match["back"], match["rest"]
    return f"{back[:1].upper()}{back[1:]}, {rest[:1].lower()}{rest[1:]}."


def _passive(source: str, _: random.Random) -> str | None:
    if not (match := _ACTIVE.match(source)):
        return None
    a, b = match["a"], match["b"]
    was = "were" if b.endswith("s") else "was"
    return f"{b[:1].upper()}{b[1:]} {was} {match['v']} by {a[:1].lower()}{a[1:]}."


def _several_wordings(source: str, _: random.Random) -> str | None:
    fitting = [pair for pair in _INSTEAD if re.search(pair[0], source)]
    if len(fitting) < 2:
        return None
    text = source
    for pattern, other in fitting[:3]:
        text = re.sub(pattern, other, text, count=1)
    return text


_RULES: tuple[tuple[Manner, tuple[Rule, ...]], ...] = (
    (Manner.NEAR, (_without_asides, _without_adverb, _one_wording, _introduced)),
    (Manner.PARAPHRASE, (_front_to_back, _back_to_front, _passive, _several_wordings)),
)
