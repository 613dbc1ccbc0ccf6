"""Which of the passages that were gathered a model is given: those on the asked subject, and their warnings.

Whether the sources speak of the question at all is decided as for the quoted rung; where they do not, the
model is not asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answers.engines.quotes import PART_WORTH, AboutSource, near_the_question
from answers.evidence.base import Found
from answers.library.statements import warns
from answers.question import Analysis, analyse, subject_terms
from answers.types import Passage, Retraction

CONSIDERED_MAX = 60
"""Looking at one takes about a millisecond."""
GIVEN_MAX = 16
WARNINGS_MAX = 4
"""Besides those that are on the subject by their own words."""
CHARS_MAX = 16_000
"""Of all together: about 4,000 tokens."""
PASSAGE_MAX_CHARS = 4_000
"""A longer one is no passage that a statement could be checked against."""


@dataclass(frozen=True, slots=True)
class Given:
    """The passages in their order, without repeats, and the sources that they are of."""

    passages: tuple[Passage, ...]
    sources: tuple[AboutSource, ...]


def given(asked: Analysis, found: Sequence[Found]) -> Given:
    """Nothing where the sources do not answer this question."""
    sources = near_the_question(asked, found) if asked.terms else []
    usable = [f for source in sources for f in source.found if _is_usable(f.passage)][:CONSIDERED_MAX]
    worth = {f.passage.id: _worth(asked, f) for f in usable if _is_on_it(asked, f)}
    likeliest = sorted(worth, key=lambda name: -worth[name])[:GIVEN_MAX]
    by_id = {f.passage.id: f.passage for f in usable}
    chosen = list(_within([by_id[name] for name in likeliest], CHARS_MAX))
    cited = {passage.reference for passage in chosen}
    more = [p for p in by_id.values() if p.reference in cited and p not in chosen and warns(p)][:WARNINGS_MAX]
    kept = [passage for passage in by_id.values() if passage in chosen or passage in more]
    return Given(tuple(kept), tuple(source for source in sources if source.reference in cited))


def _is_usable(passage: Passage) -> bool:
    """What was retracted is not found at all; that nothing is said from it does not depend on that."""
    retracted = passage.reference.retraction is Retraction.RETRACTED
    return not retracted and len(passage.text) <= PASSAGE_MAX_CHARS


def _is_on_it(asked: Analysis, found: Found) -> bool:
    """Where it is not known how near a source is, each passage has to cover the whole subject."""
    if found.relevance is not None:
        return True
    terms = set(subject_terms(found.passage.text)) | set(analyse(found.about).terms)
    return set(asked.terms) <= terms


def _worth(asked: Analysis, found: Found) -> float:
    """Its source's relevance, its part in it, and the asked words in it."""
    part = found.passage.part
    shared = len(set(asked.terms) & set(subject_terms(found.passage.text))) / len(asked.terms)
    return (found.relevance or 0.0) + (PART_WORTH[part] if part else 0.0) + 0.3 * shared


def _within(passages: Sequence[Passage], chars: int) -> Iterator[Passage]:
    for passage in passages:
        chars -= len(passage.text)
        if chars < 0:
            return
        yield passage
