"""The rung without a model: the best sentences of the evidence, verbatim, each with its source.

A sentence is quoted only where it and what it stands in cover every word of the asked subject, and where
it stands under the asked relation or says something close to the question. Where none does, there is no
quoted answer: nothing is better than something beside the point.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from answers.differences import BLOCKING
from answers.evidence.base import EvidenceSource, Found
from answers.question import Analysis, analyse, subject_terms
from answers.search.encoder import Encoder
from answers.types import (
    Answer,
    ArticleText,
    Origin,
    Query,
    Reference,
    ReferenceKind,
    Section,
    SectionKind,
    Statement,
)

SOURCES = 4
CONSIDERED = 40
"""Sentences that are encoded: about 0.1 s."""
QUOTED = 5
CLOSE = 0.55
"""Cosine from which a sentence is close to the question whatever it stands under."""
RELATED = 0.30
"""The same, under the asked relation."""
WORDS_MIN = 5
"""Shorter ones are headings."""


@dataclass(frozen=True, slots=True)
class _Scored:
    found: Found
    place: int
    score: float


class QuotingEngine:
    """Quotes evidence; needs no model."""

    origin = Origin.QUOTED

    def __init__(self, evidence: EvidenceSource, encoder: Encoder) -> None:
        self._evidence = evidence
        self._encoder = encoder

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        if not asked.terms:
            return None
        found = await self._evidence.find(query, SOURCES)
        about = {f.about: analyse(f.about) for f in found}
        usable = [(place, f) for place, f in enumerate(found) if _covers(asked, f, about[f.about])][
            :CONSIDERED
        ]
        if not usable:
            return None
        scored = await asyncio.to_thread(self._score, query.question, usable)
        chosen = [s for s in scored if s.score >= _bar(asked, about[s.found.about])]
        best = sorted(chosen, key=lambda s: -s.score)[:QUOTED]
        return _quoted(query, asked, best) if best else None

    def _score(self, question: str, usable: Sequence[tuple[int, Found]]) -> list[_Scored]:
        vectors = self._encoder.encode([question, *(f.passage.text for _, f in usable)])
        cosines = vectors[1:] @ vectors[0]
        return [
            _Scored(found, place, float(cosine))
            for (place, found), cosine in zip(usable, cosines, strict=True)
        ]


def _covers(asked: Analysis, found: Found, about: Analysis) -> bool:
    """Nothing of the subject is missing, and nothing that counts of what is said of the patient."""
    text = found.passage.text
    if len(text.split()) < WORDS_MIN:
        return False
    said = analyse(text)
    terms = set(said.terms) | set(subject_terms(text)) | set(about.terms)
    counting = asked.dimensions & BLOCKING
    return set(asked.terms) <= terms and counting <= said.dimensions | about.dimensions


def _bar(asked: Analysis, about: Analysis) -> float:
    return RELATED if asked.kind and asked.kind == about.kind else CLOSE


def _quoted(query: Query, asked: Analysis, best: Iterable[_Scored]) -> Answer:
    in_order = sorted(best, key=lambda s: s.place)
    references: list[Reference] = []
    sections: dict[SectionKind, list[Statement]] = {}
    for scored in in_order:
        passage = scored.found.passage
        if passage.reference not in references:
            references.append(passage.reference)
        number = references.index(passage.reference) + 1
        sections.setdefault(_kind(passage.reference), []).append(
            Statement(text=passage.text, citations=(number,))
        )
    spoken = frozenset().union(*(analyse(s.found.passage.text).dimensions for s in in_order))
    return Answer(
        origin=Origin.QUOTED,
        question=query.question,
        text=ArticleText(
            sections=tuple(
                Section(kind=kind, statements=tuple(sections[kind]))
                for kind in SectionKind
                if kind in sections
            )
        ),
        references=tuple(references),
        not_accounted_for=tuple(c.words for c in asked.constraints if c.dimension not in spoken),
    )


def _kind(reference: Reference) -> SectionKind:
    if reference.kind is ReferenceKind.GUIDELINE:
        return SectionKind.GUIDELINES
    if reference.kind in (ReferenceKind.REFERENCE_WORK, ReferenceKind.LABEL):
        return SectionKind.BODY
    return SectionKind.RESEARCH
