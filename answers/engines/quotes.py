"""Which sources are quoted, and which of their sentences. Pure, but for what the encoder says.

First which sources: one that says how near it is (`Found.relevance`) must be about the question
(`answers/engines/pertinence.py`), and speak of every drug that is asked about; of another, the sentence
itself must cover every word of the asked subject. None may leave out what counts of the patient. Then which
sentences of each: those near the question, a conclusion or recommendation before results, and those before
background and methods.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answers.differences import BLOCKING
from answers.engines.pertinence import NEAR_BEST, pertinent
from answers.engines.pieces import Piece, pieces, warnings
from answers.evidence.base import Found
from answers.evidence.directness import is_indirect
from answers.patient.drugs import is_drug
from answers.question import Analysis, analyse, subject_terms
from answers.search.encoder import Encoder
from answers.search.vocabulary import vocabulary
from answers.types import Audience, Dimension, PassagePart, Query, Reference, Retraction

CONSIDERED = 8
"""Sentences that are encoded, which is most of what a quoted answer costs."""
CONSIDERED_OF_RELEVANT = 5
"""Of one source that is known to be about the question: its likeliest ones."""
ENCODED_WORDS = 36
"""Of a longer piece: what it is about is said by then."""
QUOTED_MAX = 8
"""Statements of one answer, besides the warnings that come along."""
PER_SOURCE = 3
WARNINGS_MAX = 4
"""Passages of one source that are nothing but warnings."""
RELEVANT = 0.7
"""Relevance from which a model is given a source to write from, which nobody reads beside what it writes: it
must be nearer than one that is only quoted (docs/measurements.md)."""
CLOSE = 0.55
"""Cosine from which a sentence is close to the question whatever it stands under."""
RELATED = 0.30
"""The same, under the asked relation."""
PERTINENT = 0.20
"""The same, in a source that is known to be about the question."""
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


@dataclass(frozen=True, slots=True)
class AboutSource:
    """One reference's passages, with whom all of them speak of."""

    found: tuple[Found, ...]
    spoken: frozenset[Dimension]
    indirect: bool

    @property
    def reference(self) -> Reference:
        return self.found[0].passage.reference


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece that may be quoted; `bar` is the cosine that it needs."""

    source: AboutSource
    found: Found
    place: int
    piece: Piece
    bar: float
    cosine: float = 0.0

    @property
    def score(self) -> float:
        part = self.found.passage.part
        return self.cosine + (PART_WORTH[part] if part else 0.0)


def chosen(query: Query, asked: Analysis, found: Sequence[Found], encoder: Encoder) -> list[Quote]:
    """What to quote, by source, the best source first; none where nothing is to the point. Blocks."""
    sources = _covering(asked, _pertinent(query, found))
    candidates = list(_candidates(query, asked, sources))[:CONSIDERED]
    if not candidates:
        return []
    begun = (" ".join(quote.piece.text.split()[:ENCODED_WORDS]) for quote in candidates)
    texts = [vocabulary().spelled_out(query.question), *begun]
    vectors = encoder.encode(texts)
    scored = [
        replace(quote, cosine=float(cosine))
        for quote, cosine in zip(candidates, vectors[1:] @ vectors[0], strict=True)
    ]
    return list(_best(query, asked, scored))


def near_the_question(asked: Analysis, found: Sequence[Found]) -> list[AboutSource]:
    """The sources that are near enough to write from, direct evidence alone where there is any."""
    best = max((f.relevance or 0.0 for f in found), default=0.0)
    return _covering(asked, [source for source in _usable(found) if _is_near(source[0].relevance, best)])


def _pertinent(query: Query, found: Sequence[Found]) -> list[Sequence[Found]]:
    """The sources that are about the question, and those of which that is not known."""
    usable = _usable(found)
    about = pertinent(query.question, [source for source in usable if source[0].relevance is not None])
    return [source for source in usable if source[0].relevance is None or source in about]


def _usable(found: Sequence[Found]) -> list[Sequence[Found]]:
    """The passages that may be quoted, by source."""
    by_reference: dict[Reference, list[Found]] = {}
    for each in found:
        if each.passage.quotable and each.passage.reference.retraction is not Retraction.RETRACTED:
            by_reference.setdefault(each.passage.reference, []).append(each)
    return list(by_reference.values())


def _covering(asked: Analysis, near: Sequence[Sequence[Found]]) -> list[AboutSource]:
    """Of these the sources that leave out nothing that counts, direct evidence alone where there is any."""
    sources = [_source(asked, passages) for passages in near if _speaks_of_drugs(asked, passages)]
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


def _source(asked: Analysis, passages: Sequence[Found]) -> AboutSource:
    spoken = frozenset[Dimension]()
    if asked.dimensions:
        spoken = spoken.union(
            *(analyse(text).dimensions for text in (passages[0].about, *(f.passage.text for f in passages)))
        )
    return AboutSource(tuple(passages), spoken, is_indirect(asked, passages[0], spoken))


def _candidates(query: Query, asked: Analysis, sources: Sequence[AboutSource]) -> Iterator[Quote]:
    """What may be quoted, of each source as much as of another, its likeliest parts first."""
    share = max(PER_SOURCE, CONSIDERED // max(1, len(sources)))
    for source in sources:
        is_relevant = source.found[0].relevance is not None
        most = min(share, CONSIDERED_OF_RELEVANT) if is_relevant else share
        about = analyse(source.found[0].about)
        possible = _quotes(query, asked, source, about)
        likeliest = sorted(possible, key=lambda quote: (-_promise(asked, quote), quote.place))
        yield from likeliest[:most]


def _quotes(query: Query, asked: Analysis, source: AboutSource, about: Analysis) -> Iterator[Quote]:
    for place, found in enumerate(source.found):
        if _warns_with_dose(query, found):
            continue
        for piece in pieces(found.passage):
            if found.relevance is None and not _covers(asked, piece.text, about):
                continue
            if _is_dose_for_lay_people(query, found, piece) or _is_trial_dose(found, piece):
                continue
            under = bool(asked.kind and asked.kind == about.kind)
            bar = PERTINENT if found.relevance is not None else RELATED if under else CLOSE
            yield Quote(source, found, place, piece, bar)


def _covers(asked: Analysis, text: str, about: Analysis) -> bool:
    """Nothing of the subject is missing, and nothing that counts of what is said of the patient."""
    said = analyse(text)
    terms = set(said.terms) | set(subject_terms(text)) | set(about.terms)
    counting = asked.dimensions & BLOCKING
    return set(asked.terms) <= terms and counting <= said.dimensions | about.dimensions


def _is_dose_for_lay_people(query: Query, found: Found, piece: Piece) -> bool:
    """Clinical rule 7: no dosing out of texts for clinicians. A library's passages are chosen by audience."""
    return query.audience is Audience.PATIENT and found.relevance is not None and piece.has_dose


def _is_trial_dose(found: Found, piece: Piece) -> bool:
    """What was given in a trial is not what to give."""
    return found.passage.part is PassagePart.METHODS and piece.has_dose


def _warns_with_dose(query: Query, found: Found) -> bool:
    """Where what has to come along (`_warnings`) may not be shown, nothing of the passage is."""
    return any(_is_dose_for_lay_people(query, found, piece) for piece in warnings(found.passage))


def _promise(asked: Analysis, quote: Quote) -> float:
    """What a piece may be worth, before its meaning is looked at: its part, and the asked words in it."""
    part = quote.found.passage.part
    shared = len(set(asked.terms) & set(subject_terms(quote.piece.text)))
    return (PART_WORTH[part] if part else 0.0) + 0.3 * shared / len(asked.terms)


def _best(query: Query, asked: Analysis, scored: Sequence[Quote]) -> Iterator[Quote]:
    """Of each source its best sentences, in their order there, and its warnings."""
    by_source: dict[int, list[Quote]] = {}
    for quote in scored:
        if quote.cosine >= quote.bar:
            by_source.setdefault(id(quote.source), []).append(quote)
    room = QUOTED_MAX
    for quotes in by_source.values():
        best = _apart(sorted(quotes, key=lambda quote: -quote.score), min(room, PER_SOURCE))
        room -= len(best)
        whole = [_with_warnings(quote) for quote in best]
        warned = _apart([*whole, *_warnings(best), *_other_warnings(query, asked, best)], None)
        yield from sorted(warned, key=_reading_order)


def _apart(quotes: Sequence[Quote], most: int | None) -> list[Quote]:
    """The first `most` (None: all) that do not overlap; of those that score, the ones near the best."""
    kept: list[Quote] = []
    for quote in quotes:
        near = most is None or quote.score >= quotes[0].score - NEAR_BEST_SENTENCE
        if near and (most is None or len(kept) < most) and not any(_overlap(quote, other) for other in kept):
            kept.append(quote)
    return kept


def _warnings(chosen: Sequence[Quote]) -> Iterator[Quote]:
    """Clinical rule 4: what warns in a passage comes along with what is quoted of it."""
    for found, quote in {quote.place: (quote.found, quote) for quote in chosen}.values():
        for piece in warnings(found.passage):
            yield Quote(quote.source, found, quote.place, piece, quote.bar, quote.cosine)


def _with_warnings(quote: Quote) -> Quote:
    """The quote as far as the warnings that begin or end in it."""
    start, end, warns = quote.piece.start, quote.piece.end, quote.piece.warns
    found = warnings(quote.found.passage)
    while more := [
        p for p in found if p.start < end and start < p.end and not start <= p.start <= p.end <= end
    ]:
        start, end, warns = min(start, *(p.start for p in more)), max(end, *(p.end for p in more)), True
    return replace(quote, piece=Piece(start, end, quote.found.passage.text[start:end], warns))


def _other_warnings(query: Query, asked: Analysis, chosen: Sequence[Quote]) -> Iterator[Quote]:
    """What the source sets apart as warnings: of several such passages those with most of the asked words."""
    if not chosen:
        return
    source, quoted = chosen[0].source, {quote.place for quote in chosen}
    others = [
        (place, found)
        for place, found in enumerate(source.found)
        if place not in quoted
        and found.passage.part is PassagePart.WARNING
        and not _warns_with_dose(query, found)
    ]
    others.sort(key=lambda each: -len(set(asked.terms) & set(subject_terms(each[1].passage.text))))
    for place, found in others[:WARNINGS_MAX]:
        for piece in warnings(found.passage):
            yield Quote(source, found, place, piece, chosen[0].bar, chosen[0].cosine)


def _overlap(one: Quote, other: Quote) -> bool:
    same = one.found.passage.id == other.found.passage.id
    return same and one.piece.start < other.piece.end and other.piece.start < one.piece.end


def _reading_order(quote: Quote) -> tuple[float, int, int]:
    """A conclusion before the results that it is drawn from; within a part as in the source."""
    part = quote.found.passage.part
    return (-PART_WORTH[part] if part else 0.0, quote.place, quote.piece.start)
