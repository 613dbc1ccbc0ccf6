"""Checked claims as the answer to show. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answers.citations.base import Claim, Verdict
from answers.engines.kept import in_groups
from answers.library.statements import is_warning
from answers.question import Analysis, analyse
from answers.types import (
    BOTTOM_LINE_MAX_WORDS,
    Answer,
    ArticleText,
    Origin,
    Passage,
    Query,
    Reference,
    ReferenceKind,
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


def answered(query: Query, asked: Analysis, kept: Draft, writer: Writer) -> Answer:
    """The generated answer: the summary first, then guidelines, research, and other sources."""
    numbers = _Numbers()
    summary = kept.summary if kept.summary and _fits(kept.summary) else None
    in_order = [summary] if summary else []
    bottom_line = numbers.statement(summary) if summary else None
    sections: list[Section] = []
    for kind in SectionKind:
        claims = [each for group in kept.groups if _part(group[0]) is kind for each in group]
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
        writer=writer,
    )


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
            must_show=checked.claim.exception_to is not None or is_warning(checked.claim.text),
        )


def _fits(summary: Checked) -> bool:
    return len(summary.claim.text.split()) <= BOTTOM_LINE_MAX_WORDS


def _part(checked: Checked) -> SectionKind:
    kinds = {passage.reference.kind for passage in checked.passages}
    if ReferenceKind.GUIDELINE in kinds:
        return SectionKind.GUIDELINES
    if kinds <= {ReferenceKind.REFERENCE_WORK, ReferenceKind.LABEL}:
        return SectionKind.BODY
    return SectionKind.RESEARCH
