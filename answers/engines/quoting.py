"""The rung without a model: the best sentences of the evidence, verbatim, each with its source.

First which sources: one that says how near it is (`Found.relevance`) must be near, and speak of every drug
that is asked about; of another, the sentence itself must cover every word of the asked subject. None may
leave out what counts of the patient. Then which sentences of each: those near the question, a conclusion or
recommendation before results, and those before background and methods. Where nothing is left there is no
quoted answer: nothing is better than something beside the point.
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from answers.differences import BLOCKING
from answers.engines.pieces import Piece, pieces, warnings
from answers.evidence.base import Found, Gathered
from answers.evidence.directness import is_indirect
from answers.evidence.disagreement import Said, disagreements
from answers.patient.drugs import is_drug
from answers.question import Analysis, analyse, subject_terms
from answers.search.encoder import Encoder
from answers.search.vocabulary import vocabulary
from answers.types import (
    Answer,
    ArticleText,
    Audience,
    Caveat,
    Dimension,
    Origin,
    PassagePart,
    Query,
    Reference,
    ReferenceKind,
    Section,
    SectionKind,
    Statement,
    Support,
)

SOURCES = 5
CONSIDERED = 20
"""Sentences that are encoded: about 0.1 s."""
QUOTED = 8
PER_SOURCE = 3
RELEVANT = 0.68
"""Relevance from which a source is about the question (docs/measurements.md)."""
NEAR_BEST = 0.7
"""Of the best source's relevance: what is much less relevant adds nothing."""
CLOSE = 0.55
"""Cosine from which a sentence is close to the question whatever it stands under."""
RELATED = 0.30
"""The same, under the asked relation, or in a source that is relevant."""
NEAR_BEST_SENTENCE = 0.12
"""What a source's further sentences may score below its best."""
PART_WORTH = {
    PassagePart.RECOMMENDATION: 0.15,
    PassagePart.DOSAGE: 0.15,
    PassagePart.CONCLUSIONS: 0.15,
    PassagePart.WARNING: 0.1,
    PassagePart.RESULTS: 0.0,
    PassagePart.METHODS: -0.25,
    PassagePart.BACKGROUND: -0.2,
}


class Evidence(Protocol):
    """What gathers passages (`answers/evidence/gather.py`)."""

    async def gather(self, query: Query, limit: int) -> Gathered:
        """Passages of the `limit` best sources. Raises `EvidenceUnavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class _Source:
    """One reference's passages, with whom all of them speak of."""

    found: tuple[Found, ...]
    spoken: frozenset[Dimension]
    indirect: bool

    @property
    def reference(self) -> Reference:
        return self.found[0].passage.reference


@dataclass(frozen=True, slots=True)
class _Quote:
    """A piece that may be quoted; `bar` is the cosine that it needs."""

    source: _Source
    found: Found
    place: int
    piece: Piece
    bar: float
    cosine: float = 0.0

    @property
    def score(self) -> float:
        part = self.found.passage.part
        return self.cosine + (PART_WORTH[part] if part else 0.0)


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
        quotes = await asyncio.to_thread(self._chosen, query, asked, gathered.found)
        if not quotes:
            return None
        return _answer(query, asked, quotes).model_copy(update={"degraded": gathered.missing})

    def _chosen(self, query: Query, asked: Analysis, found: Sequence[Found]) -> list[_Quote]:
        """The sentences to quote, by source, the best source first."""
        candidates = list(_candidates(query, asked, _sources(asked, found)))[:CONSIDERED]
        if not candidates:
            return []
        texts = [vocabulary().spelled_out(query.question), *(quote.piece.text for quote in candidates)]
        vectors = self._encoder.encode(texts)
        cosines = vectors[1:] @ vectors[0]
        scored = [
            _Quote(q.source, q.found, q.place, q.piece, q.bar, float(cosine))
            for q, cosine in zip(candidates, cosines, strict=True)
        ]
        return list(_best(scored))[:QUOTED]


# -- which sources


def _sources(asked: Analysis, found: Sequence[Found]) -> list[_Source]:
    """The sources that are about the question, direct evidence alone where there is any."""
    by_reference: dict[Reference, list[Found]] = {}
    for each in found:
        if each.passage.quotable:
            by_reference.setdefault(each.passage.reference, []).append(each)
    best = max((f.relevance or 0.0 for f in found), default=0.0)
    sources = [
        _source(asked, passages)
        for passages in by_reference.values()
        if _is_near(passages[0].relevance, best) and _speaks_of_drugs(asked, passages)
    ]
    counting = asked.dimensions & BLOCKING
    covering = [source for source in sources if counting <= source.spoken]
    direct = [source for source in covering if not source.indirect]
    return direct or covering


def _is_near(relevance: float | None, best: float) -> bool:
    return relevance is None or relevance >= max(RELEVANT, NEAR_BEST * best)


def _speaks_of_drugs(asked: Analysis, passages: Sequence[Found]) -> bool:
    """Whether every drug that is asked about occurs; where no relevance is known, sentences are held to all
    words of the subject anyway."""
    drugs = [term for term, said in asked.terms.items() if is_drug(said)]
    if not drugs or passages[0].relevance is None:
        return True
    said = " . ".join((passages[0].about, *(found.passage.text for found in passages)))
    return set(drugs) <= vocabulary().canonical(said) | set(subject_terms(said))


def _source(asked: Analysis, passages: Sequence[Found]) -> _Source:
    spoken = frozenset[Dimension]()
    if asked.dimensions:
        spoken = spoken.union(
            *(analyse(text).dimensions for text in (passages[0].about, *(f.passage.text for f in passages)))
        )
    return _Source(tuple(passages), spoken, is_indirect(asked, passages[0], spoken))


# -- which sentences


def _candidates(query: Query, asked: Analysis, sources: Sequence[_Source]) -> Iterator[_Quote]:
    """What may be quoted, of each source as much as of another, its likeliest parts first."""
    each_most = max(PER_SOURCE, CONSIDERED // max(1, len(sources)))
    for source in sources:
        about = analyse(source.found[0].about)
        possible = _quotes(query, asked, source, about)
        likeliest = sorted(possible, key=lambda quote: (-_promise(asked, quote), quote.place))
        yield from likeliest[:each_most]


def _quotes(query: Query, asked: Analysis, source: _Source, about: Analysis) -> Iterator[_Quote]:
    for place, found in enumerate(source.found):
        for piece in pieces(found.passage):
            if found.relevance is None and not _covers(asked, piece.text, about):
                continue
            if _is_dose_for_lay_people(query, found, piece):
                continue
            under = bool(asked.kind and asked.kind == about.kind)
            bar = RELATED if under or found.relevance is not None else CLOSE
            yield _Quote(source, found, place, piece, bar)


def _covers(asked: Analysis, text: str, about: Analysis) -> bool:
    """Nothing of the subject is missing, and nothing that counts of what is said of the patient."""
    said = analyse(text)
    terms = set(said.terms) | set(subject_terms(text)) | set(about.terms)
    counting = asked.dimensions & BLOCKING
    return set(asked.terms) <= terms and counting <= said.dimensions | about.dimensions


def _is_dose_for_lay_people(query: Query, found: Found, piece: Piece) -> bool:
    """Clinical rule 7: no dosing out of texts for clinicians. A library's passages are chosen by audience."""
    return query.audience is Audience.PATIENT and found.relevance is not None and piece.has_dose


def _promise(asked: Analysis, quote: _Quote) -> float:
    """What a piece may be worth, before its meaning is looked at: its part, and the asked words in it."""
    part = quote.found.passage.part
    shared = len(set(asked.terms) & set(subject_terms(quote.piece.text)))
    return (PART_WORTH[part] if part else 0.0) + 0.3 * shared / len(asked.terms)


def _best(scored: Sequence[_Quote]) -> Iterator[_Quote]:
    """Of each source its best sentences, in their order there, and the warnings of those passages."""
    by_source: dict[int, list[_Quote]] = {}
    for quote in scored:
        if quote.cosine >= quote.bar:
            by_source.setdefault(id(quote.source), []).append(quote)
    for quotes in by_source.values():
        quotes.sort(key=lambda quote: -quote.score)
        near = [q for q in quotes if q.score >= quotes[0].score - NEAR_BEST_SENTENCE]
        chosen: list[_Quote] = []
        for quote in near:
            if len(chosen) < PER_SOURCE and not any(_overlap(quote, other) for other in chosen):
                chosen.append(quote)
        chosen += [w for w in _warnings(chosen) if not any(_overlap(w, other) for other in chosen)]
        yield from sorted(chosen, key=_reading_order)


def _warnings(chosen: Sequence[_Quote]) -> Iterator[_Quote]:
    """Clinical rule 4: what warns in a passage comes along with what is quoted of it."""
    for found, quote in {quote.place: (quote.found, quote) for quote in chosen}.values():
        for piece in warnings(found.passage):
            yield _Quote(quote.source, found, quote.place, piece, quote.bar, quote.cosine)


def _overlap(one: _Quote, other: _Quote) -> bool:
    same = one.found.passage.id == other.found.passage.id
    return same and one.piece.start < other.piece.end and other.piece.start < one.piece.end


def _reading_order(quote: _Quote) -> tuple[float, int, int]:
    """A conclusion before the results that it is drawn from; within a part as in the source."""
    part = quote.found.passage.part
    return (-PART_WORTH[part] if part else 0.0, quote.place, quote.piece.start)


# -- the answer


def _answer(query: Query, asked: Analysis, quotes: Sequence[_Quote]) -> Answer:
    in_order = sorted(quotes, key=lambda quote: list(SectionKind).index(_kind(quote.source.reference)))
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
        caveats=tuple(_caveats(in_order)),
        disagreements=disagreements(
            asked,
            [Said(q.piece.text, q.found.passage, q.found.about) for q in in_order],
            query.jurisdiction,
        ),
    )


def _sections(in_order: Sequence[_Quote], numbers: dict[Reference, int]) -> Iterator[Section]:
    for kind in SectionKind:
        statements = tuple(
            Statement(
                text=quote.piece.text,
                citations=(numbers[quote.source.reference],),
                must_show=quote.piece.warns,
            )
            for quote in in_order
            if _kind(quote.source.reference) is kind
        )
        if statements:
            yield Section(kind=kind, statements=statements)


def _caveats(quotes: Iterable[_Quote]) -> Iterator[Caveat]:
    """For what all of the answer rests on: where something better is quoted, that is what it rests on."""
    sources = [quote.source for quote in quotes]
    if all(source.indirect for source in sources):
        yield Caveat.INDIRECT
    if all(source.reference.kind is ReferenceKind.OPINION for source in sources):
        yield Caveat.OPINION


def _kind(reference: Reference) -> SectionKind:
    if reference.kind is ReferenceKind.GUIDELINE:
        return SectionKind.GUIDELINES
    if reference.kind in (ReferenceKind.REFERENCE_WORK, ReferenceKind.LABEL):
        return SectionKind.BODY
    return SectionKind.RESEARCH
