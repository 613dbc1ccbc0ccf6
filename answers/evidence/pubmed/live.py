"""Passages of PubMed records, found in the moment of the question; the same question again from a cache.

Each record comes with its retraction status of the day on which it was fetched, and what is retracted,
superseded or withdrawn is left out; so is what an operator took out of use here.
"""

import asyncio
import hashlib
import logging
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from pydantic import TypeAdapter, ValidationError

from answers.condense import searched
from answers.errors import EvidenceUnavailable
from answers.evidence.base import Found
from answers.evidence.order import ordered
from answers.evidence.pubmed.client import Eutilities, Hits, today
from answers.evidence.pubmed.known import as_known
from answers.evidence.pubmed.search import Searches, searches
from answers.outward.base import Cache
from answers.question import analyse
from answers.search.encoder import Encoder
from answers.sources.base import SourceStore
from answers.sources.record import Source
from answers.types import Passage, PassagePart, Query, Retraction

SEARCHED = 10
"""Records asked of each search; two searches and what one fetch brings are about 20 abstracts."""
ENOUGH = 3
"""Records; where all of the subject's words find fewer, any two of them are looked for."""
READ = 8
"""Records whose abstracts are compared with the question; no engine asks for more sources."""
LONG_MIN_WORDS = 40
"""A longer message is searched for what it asks alone (`answers/condense.py`)."""
QUESTION_TIMEOUT = timedelta(seconds=15)
"""For all calls of a question."""
TTL = timedelta(hours=24)
"""How long the same searches are answered from the cache: for as long, a retraction may go unnoticed."""
FORMAT = "1"
"""Of what is cached; counted up when `Source` or the searches change their meaning."""
REMEMBERED = 500
"""Records that are kept in the process, so that what is cited of them can be stored."""
UNPACKED_MAX_BYTES = 4 * 1024**2

_log = logging.getLogger(__name__)
_SOURCES = TypeAdapter(list[Source])


class PubMedEvidence:
    """One more place where passages come from."""

    def __init__(
        self,
        eutilities: Eutilities,
        cache: Cache,
        encoder: Encoder,
        store: SourceStore,
        *,
        day: Callable[[], date] = today,
    ) -> None:
        """`store` says what is known here of a record."""
        self._eutilities = eutilities
        self._cache = cache
        self._encoder = encoder
        self._store = store
        self._day = day
        self._remembered: OrderedDict[str, Source] = OrderedDict()

    async def find(self, query: Query, limit: int) -> list[Found]:
        wanted = await asyncio.to_thread(_wanted, query.question)
        if wanted is None:
            return []
        sources = await as_known(await self._sources(wanted), self._store, query.workspace)
        ranked = await asyncio.to_thread(self._ranked, query, sources)
        for source, _ in ranked[:limit]:
            self._remember(source)
        return [found for source, relevance in ranked[:limit] for found in passages(source, relevance)]

    def _ranked(self, query: Query, sources: Sequence[Source]) -> list[tuple[Source, float]]:
        """The best first, each with its relevance on the scale of `answers/evidence/passages.py`.

        PubMed's own order is by words, and a search for some of them finds what is about something else. Only
        the nearest by their titles are read: to encode an abstract takes five times as long.
        """
        if not sources:
            return []
        question, *titles = self._encoder.encode(
            [query.question, *(each.reference.title for each in sources)]
        )
        by_title = sorted(
            ((float(title @ question), each) for title, each in zip(titles, sources, strict=True)),
            key=lambda pair: -pair[0],
        )[:READ]
        gists = self._encoder.encode([_gist(each) for _, each in by_title]) @ question
        near = [
            (each, (title + float(gist)) / 2) for (title, each), gist in zip(by_title, gists, strict=True)
        ]
        ranked = [(pair, pair[1], pair[0].reference, pair[0].published) for pair in near]
        return ordered(ranked, query.jurisdiction, self._day())

    def remembered(self, pmid: str) -> Source | None:
        """A record that was found lately, by its PubMed id; None where it was not, or is forgotten."""
        return self._remembered.get(pmid)

    async def _sources(self, wanted: Searches) -> list[Source]:
        key = hashlib.sha256("\n".join((FORMAT, *wanted.together, repr(wanted.subject))).encode()).hexdigest()
        if (kept := await self._cache.get(key)) is not None and (sources := _unpacked(kept)) is not None:
            return sources
        try:
            async with asyncio.timeout(QUESTION_TIMEOUT.total_seconds()):
                sources = await self._fetched(wanted)
        except TimeoutError as error:
            raise EvidenceUnavailable("PubMed: no answer in time") from error
        await self._cache.put(key, _packed(sources), TTL)
        return sources

    async def _fetched(self, wanted: Searches) -> list[Source]:
        found = await self._all_hits(wanted.together)
        unknown = frozenset().union(*(hits.unknown for hits in found))
        # What PubMed found without a part of the subject would be an answer to another question.
        pmids = [] if wanted.is_lost(unknown) else [pmid for hits in found for pmid in hits.pmids[:SEARCHED]]
        if len(set(pmids)) < ENOUGH and (otherwise := wanted.otherwise(unknown)):
            pmids += (await self._eutilities.search(otherwise, SEARCHED)).pmids[:SEARCHED]
        records = await self._eutilities.fetch(list(dict.fromkeys(pmids)))
        return [each for each in records if isinstance(each, Source) and _is_usable(each)]

    async def _all_hits(self, terms: Sequence[str]) -> list[Hits]:
        """Of searches that go out together; where one fails the others end."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._eutilities.search(term, SEARCHED)) for term in terms]
        except* EvidenceUnavailable as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    def _remember(self, source: Source) -> None:
        if source.reference.pmid is None:
            return
        self._remembered[source.reference.pmid] = source
        self._remembered.move_to_end(source.reference.pmid)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)


def _wanted(question: str) -> Searches | None:
    """Of a long message, what it asks."""
    is_long = len(question.split()) > LONG_MIN_WORDS
    return searches(analyse(searched(question) if is_long else question))


def _gist(source: Source) -> str:
    """What a record comes to: its recommendation or conclusion, else how it ends."""
    parts = {passage.part: passage.text for passage in source.passages}
    last = source.passages[-1].text
    return parts.get(PassagePart.RECOMMENDATION) or parts.get(PassagePart.CONCLUSIONS) or last


def passages(source: Source, relevance: float | None = None) -> list[Found]:
    """A record's passages in order, under ids that name it and the place in it."""
    about = " . ".join((source.reference.title, *source.subjects))
    return [
        Found(
            Passage(
                id=f"{source.external_id}#{number}",
                text=passage.text,
                reference=source.reference,
                place=passage.place,
                part=passage.part,
                published=source.published,
                language=source.language,
                quotable=source.quotable,
            ),
            about,
            relevance,
        )
        for number, passage in enumerate(source.passages, start=1)
    ]


def _is_usable(source: Source) -> bool:
    """As `StoredSource.usable`, of a record that is not stored."""
    reference = source.reference
    return not (
        source.withdrawn_by_issuer
        or reference.superseded_by
        or reference.retraction is Retraction.RETRACTED
        or not source.quotable
    )


def _packed(sources: list[Source]) -> bytes:
    return zlib.compress(_SOURCES.dump_json(sources))


def _unpacked(kept: bytes) -> list[Source] | None:
    """None where it is not what was put there: of another version, or cut."""
    try:
        unpacking = zlib.decompressobj()
        return _SOURCES.validate_json(unpacking.decompress(kept, UNPACKED_MAX_BYTES))
    except (zlib.error, ValidationError) as error:
        _log.warning("a cached answer cannot be read: %s", type(error).__name__)
        return None
