"""Which of the passages that were found a model is given: those on the asked subject, and their warnings."""

from collections.abc import Iterator, Sequence

from answers.differences import BLOCKING
from answers.evidence.base import Found
from answers.library.statements import is_warning
from answers.question import Analysis, analyse, subject_terms
from answers.types import Passage, PassagePart, Retraction

CONSIDERED_MAX = 60
"""Looking at one takes about a millisecond."""
GIVEN_MAX = 16
WARNINGS_MAX = 4
"""Besides those that are on the subject by their own words."""
CHARS_MAX = 16_000
"""Of all together: about 4,000 tokens."""
PASSAGE_MAX_CHARS = 4_000
"""A longer one is no passage that a statement could be checked against."""


def relevant(asked: Analysis, found: Sequence[Found]) -> list[Passage]:
    """In their order, without repeats; none where no passage, with what it stands in, covers the whole
    subject and what is said of the patient: then the sources do not answer this question."""
    usable = [f for f in found[:CONSIDERED_MAX] if _is_usable(f.passage)]
    about = {text: analyse(text) for text in {f.about for f in usable}}
    wanted = set(asked.terms)
    covering = [f for f in usable if _covers(asked, f, about[f.about])]
    if not wanted or not covering:
        return []
    by_subject = sorted(covering, key=lambda f: -len(wanted & set(subject_terms(f.passage.text))))
    chosen = list(_within([f.passage for f in by_subject][:GIVEN_MAX], CHARS_MAX))
    sources = {passage.reference for passage in chosen}
    warnings = [f.passage for f in usable if f.passage.reference in sources and warns(f.passage)]
    more = [passage for passage in warnings if passage not in chosen][:WARNINGS_MAX]
    kept = {passage.id for passage in (*chosen, *more)}
    return list({f.passage.id: f.passage for f in usable if f.passage.id in kept}.values())


def warns(passage: Passage) -> bool:
    """Whether it must be shown with what it warns of."""
    return passage.part is PassagePart.WARNING or is_warning(passage.text)


def _is_usable(passage: Passage) -> bool:
    """The sources leave out what was retracted; that nothing is said from it does not depend on them."""
    retracted = passage.reference.retraction is Retraction.RETRACTED
    return not retracted and len(passage.text) <= PASSAGE_MAX_CHARS


def _covers(asked: Analysis, found: Found, about: Analysis) -> bool:
    terms = set(subject_terms(found.passage.text)) | set(about.terms)
    if not set(asked.terms) <= terms:
        return False
    counting = asked.dimensions & BLOCKING
    return not counting or counting <= analyse(found.passage.text).dimensions | about.dimensions


def _within(passages: Sequence[Passage], chars: int) -> Iterator[Passage]:
    for passage in passages:
        chars -= len(passage.text)
        if chars < 0:
            return
        yield passage
