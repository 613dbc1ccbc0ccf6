"""The rung without a model: the best sentences of the evidence, verbatim, each with its source.

Which they are is for `answers/engines/quotes.py` to say. Where nothing is to the point there is no quoted
answer: nothing is better than something beside the point.
"""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Protocol

from answers.engines.base import nothing
from answers.engines.quotes import AboutSource, Quote, chosen
from answers.evidence.base import Gathered
from answers.evidence.disagreement import Said, disagreements
from answers.question import Analysis, analyse
from answers.search.encoder import Encoder
from answers.types import (
    Answer,
    ArticleText,
    Caveat,
    Dimension,
    Origin,
    Query,
    Reference,
    ReferenceKind,
    Section,
    SectionKind,
    Statement,
    Support,
)

SOURCES = 5


class Evidence(Protocol):
    """What gathers passages (`answers/evidence/gather.py`)."""

    async def gather(self, query: Query, limit: int) -> Gathered:
        """Passages of the `limit` best sources. Raises `EvidenceUnavailable`."""
        ...


class QuotingEngine:
    """Quotes evidence; needs no model."""

    origin = Origin.QUOTED

    def __init__(self, evidence: Evidence, encoder: Encoder) -> None:
        self._evidence = evidence
        self._encoder = encoder

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        if not asked.terms:
            return None
        gathered = await self._evidence.gather(query, SOURCES)
        quotes = await asyncio.to_thread(chosen, query, asked, gathered.found, self._encoder)
        if not quotes:
            return nothing(query, gathered.missing)
        return _answer(query, asked, quotes).model_copy(update={"degraded": gathered.missing})


def _answer(query: Query, asked: Analysis, quotes: Sequence[Quote]) -> Answer:
    in_order = sorted(quotes, key=lambda quote: list(SectionKind).index(part_of(quote.source.reference)))
    references = tuple(dict.fromkeys(quote.source.reference for quote in in_order))
    numbers = {reference: number for number, reference in enumerate(references, start=1)}
    spoken = frozenset[Dimension]().union(
        *(analyse(f"{q.found.about} . {q.piece.text}").dimensions for q in in_order)
    )
    return Answer(
        origin=Origin.QUOTED,
        question=query.question,
        text=ArticleText(sections=tuple(_sections(in_order, numbers))),
        references=references,
        not_accounted_for=tuple(c.words for c in asked.constraints if c.dimension not in spoken),
        support=tuple(
            Support(
                statement=place,
                citation=numbers[quote.source.reference],
                passage=quote.found.passage,
                marked=((quote.piece.start, quote.piece.end),),
            )
            for place, quote in enumerate(in_order)
        ),
        caveats=tuple(caveats([quote.source for quote in in_order])),
        disagreements=disagreements(
            asked,
            [Said(q.piece.text, q.found.passage, q.found.about) for q in in_order],
            query.jurisdiction,
        ),
    )


def _sections(in_order: Sequence[Quote], numbers: dict[Reference, int]) -> Iterator[Section]:
    for kind in SectionKind:
        statements = tuple(
            Statement(
                text=quote.piece.text,
                citations=(numbers[quote.source.reference],),
                must_show=quote.piece.warns,
            )
            for quote in in_order
            if part_of(quote.source.reference) is kind
        )
        if statements:
            yield Section(kind=kind, statements=statements)


def caveats(sources: Sequence[AboutSource]) -> Iterator[Caveat]:
    """For what all of the answer rests on: where something better is cited, that is what it rests on."""
    if all(source.indirect for source in sources):
        yield Caveat.INDIRECT
    if all(source.reference.kind is ReferenceKind.OPINION for source in sources):
        yield Caveat.OPINION


def part_of(reference: Reference) -> SectionKind:
    if reference.kind is ReferenceKind.GUIDELINE:
        return SectionKind.GUIDELINES
    if reference.kind in (ReferenceKind.REFERENCE_WORK, ReferenceKind.LABEL):
        return SectionKind.BODY
    return SectionKind.RESEARCH
