"""What passages say and the claims of an answer leave out: warnings, and how a sentence goes on. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from answers.citations.base import Claim
from answers.engines.leaning import rests_on
from answers.engines.pieces import following, spans_of, warned_by, warnings
from answers.engines.written import Checked
from answers.library.sentences import on_one_line, sentences
from answers.library.statements import warns
from answers.types import Passage

_CONTRASTS = re.compile(r"\b(?:but|although|though|however|unless|except)\b", re.IGNORECASE)


def completed(each: Checked, said: Mapping[str, set[int]]) -> Claim:
    """The claim; or, where its sentence has a *but* that the claim has not, or goes on in sentences that
    belong to it and that nothing says (the dose in kidney disease, what takes it back), those word for word.

    `said` are the numbers of the sentences that something rests on, by passage (`rests_on`).
    """
    claim = each.claim
    if not each.verdict.supported or len(sentences(claim.text)) != 1:
        return claim
    own = rests_on([each])
    for passage in each.passages:
        numbers = own.get(passage.id, set())
        if len(numbers) != 1:
            continue
        (number,) = numbers
        spans = list(spans_of(passage.text))
        low, high = spans[number]
        more = following(passage.text)[number]
        if not set(more) <= said.get(passage.id, set()):
            return replace(
                claim, text=on_one_line(passage.text[low : spans[more[-1]][1]]), passages=(passage.id,)
            )
        if _CONTRASTS.search(passage.text[low:high]) and not _CONTRASTS.search(claim.text):
            return replace(claim, text=on_one_line(passage.text[low:high]), passages=(passage.id,))
    return claim


def left_unsaid(passage: Passage, said: Sequence[Checked]) -> list[str]:
    """Stretches of the passage that must be shown, word for word: all of one that warns as a whole and that
    no claim rests on; of another the sentences that warn, with what they cannot stand without."""
    cited = any(passage.id == other.id for each in said for other in each.passages)
    if not cited and warns(passage):
        return [passage.text]
    marked = [mark for each in said for mark in each.verdict.marked.get(passage.id, ())]
    return list(dict.fromkeys(_unsaid(passage, marked)))


def _unsaid(passage: Passage, marked: Sequence[tuple[int, int]]) -> Iterator[str]:
    pieces = warnings(passage)
    for low, high in spans_of(passage.text):
        if any(start < high and low < end for start, end in marked):
            continue
        if not warned_by(passage, passage.text[low:high]):
            continue
        around = [piece for piece in pieces if piece.start <= low and high <= piece.end]
        if around:
            yield max(around, key=lambda piece: piece.end - piece.start).text
