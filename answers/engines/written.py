"""Checked claims as the answer to show. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answers.citations.base import Claim, Verdict
from answers.engines.kept import in_groups
from answers.engines.pieces import pieces, warned_by
from answers.engines.quotes import AboutSource
from answers.engines.quoting import caveats, part_of
from answers.evidence.disagreement import Said, disagreements
from answers.library.statements import is_warning
from answers.question import Analysis, analyse
from answers.types import (
    BOTTOM_LINE_MAX_WORDS,
    Answer,
    ArticleText,
    Audience,
    Origin,
    Passage,
    Query,
    Reference,
    Section,
    SectionKind,
    Statement,
    Support,
    Writer,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim, its verdict, and the passages that bear it out."""

    claim: Claim
    verdict: Verdict
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is left of what a model wrote: the claims in groups of a recommendation and what limits it, and
    the one that sums them up."""

    groups: tuple[tuple[Checked, ...], ...]
    summary: Checked | None

    @property
    def claims(self) -> tuple[Checked, ...]:
        return tuple(checked for group in self.groups for checked in group)


def bearing(claim: Claim, verdict: Verdict, given: Sequence[Passage]) -> tuple[Passage, ...]:
    """The cited passages in which words bear the claim out; all that it cites where none is marked."""
    by_id = {passage.id: passage for passage in given}
    cited = [by_id[each] for each in claim.passages if each in by_id]
    marked = [passage for passage in cited if verdict.marked.get(passage.id)]
    return tuple(marked or cited)


def draft(checked: Sequence[Checked], standing: Iterable[int], summary: Checked | None) -> Draft:
    """Of the checked claims those that stand."""
    groups = in_groups([each.claim for each in checked], frozenset(standing))
    return Draft(tuple(tuple(checked[place] for place in group) for group in groups), summary)


def answered(
    query: Query, asked: Analysis, kept: Draft, sources: Sequence[AboutSource], writer: Writer
) -> Answer:
    """The generated answer: the summary first, then guidelines, research, and other sources. `sources` are
    those of the passages, with what is known of them."""
    numbers = _Numbers()
    summary = kept.summary
    in_order = [summary] if summary else []
    bottom_line = numbers.statement(summary) if summary else None
    sections: list[Section] = []
    for kind in SectionKind:
        claims = [each for group in kept.groups if _kind(group[0]) is kind for each in group]
        if claims:
            in_order += claims
            sections.append(Section(kind=kind, statements=tuple(map(numbers.statement, claims))))
    spoken = frozenset().union(*(analyse(p.text).dimensions for c in in_order for p in c.passages))
    return Answer(
        origin=Origin.GENERATED,
        question=query.question,
        text=ArticleText(bottom_line=bottom_line, sections=tuple(sections)),
        references=tuple(numbers.references),
        written_for=query.audience,
        not_accounted_for=tuple(c.words for c in asked.constraints if c.dimension not in spoken),
        support=tuple(
            Support(
                statement=place,
                citation=numbers.of(passage.reference),
                passage=passage,
                marked=tuple(each.verdict.marked.get(passage.id, ())),
            )
            for place, each in enumerate(in_order)
            for passage in each.passages
        ),
        caveats=tuple(caveats([source for source in sources if source.reference in numbers.references])),
        disagreements=disagreements(asked, _positions(in_order, sources, query.audience), query.jurisdiction),
        writer=writer,
    )


def _positions(in_order: Sequence[Checked], sources: Sequence[AboutSource], audience: Audience) -> list[Said]:
    """What the passages say, verbatim, where they bear something out; no doses to lay people."""
    about = {found.passage.id: found.about for source in sources for found in source.found}
    bearing = {
        (passage.id, piece.start): Said(piece.text, passage, about.get(passage.id, ""))
        for each in in_order
        for passage in each.passages
        for start, end in each.verdict.marked.get(passage.id, ())
        for piece in pieces(passage)
        if piece.start < end and start < piece.end
        if not (audience is Audience.PATIENT and piece.has_dose)
    }
    return list(bearing.values())


class _Numbers:
    """References by number, in the order in which they are first cited."""

    def __init__(self) -> None:
        self.references: list[Reference] = []

    def of(self, reference: Reference) -> int:
        if reference not in self.references:
            self.references.append(reference)
        return self.references.index(reference) + 1

    def statement(self, checked: Checked) -> Statement:
        return Statement(
            text=checked.claim.text,
            citations=tuple(self.of(passage.reference) for passage in checked.passages),
            must_show=must_show(checked),
        )


def must_show(checked: Checked) -> bool:
    """Whether it limits a recommendation or warns."""
    text = checked.claim.text
    if checked.claim.exception_to is not None or is_warning(text):
        return True
    return any(warned_by(passage, text) for passage in checked.passages)


def fits(summary: Checked) -> bool:
    """Whether it is short enough to be shown."""
    return len(summary.claim.text.split()) <= BOTTOM_LINE_MAX_WORDS


def _kind(checked: Checked) -> SectionKind:
    """That of the strongest source that bears the recommendation out."""
    kinds = {part_of(passage.reference) for passage in checked.passages}
    return next(kind for kind in SectionKind if kind in kinds)
