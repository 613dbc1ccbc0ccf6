"""Passages of PubMed records, found in the moment of the question; the same question again from a cache.

Each record comes with its retraction status of the day on which it was fetched, and what is retracted,
superseded or withdrawn is left out.
"""

import asyncio
import hashlib
import logging
import zlib
from collections import OrderedDict
from datetime import timedelta
from itertools import chain

from pydantic import TypeAdapter, ValidationError

from answers.errors import EvidenceUnavailable
from answers.evidence.base import Found
from answers.evidence.pubmed.client import Eutilities
from answers.evidence.pubmed.search import Searches, searches
from answers.outward.base import Cache
from answers.question import analyse
from answers.sources.record import Source
from answers.types import Passage, Query, Retraction

SEARCHED = 10
"""Records asked of each search; two searches and what one fetch brings are about 20 abstracts."""
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

    def __init__(self, eutilities: Eutilities, cache: Cache) -> None:
        self._eutilities = eutilities
        self._cache = cache
        self._remembered: OrderedDict[str, Source] = OrderedDict()

    async def find(self, query: Query, limit: int) -> list[Found]:
        asked = await asyncio.to_thread(analyse, query.question)
        wanted = searches(asked)
        if wanted is None:
            return []
        sources = await self._sources(wanted)
        for source in sources[:limit]:
            self._remember(source)
        return [found for source in sources[:limit] for found in passages(source)]

    def remembered(self, pmid: str) -> Source | None:
        """A record that was found lately, by its PubMed id; None where it was not, or is forgotten."""
        return self._remembered.get(pmid)

    async def _sources(self, wanted: Searches) -> list[Source]:
        key = hashlib.sha256("\n".join((FORMAT, *wanted.together)).encode()).hexdigest()
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
        found = await self._all_hits(wanted)
        pmids = list(dict.fromkeys(chain(*found)))
        if not pmids and wanted.otherwise:
            pmids = list(await self._hits(wanted, wanted.otherwise))
        records = await self._eutilities.fetch(pmids)
        sources = {each.reference.pmid: each for each in records if isinstance(each, Source)}
        in_order = (sources[pmid] for pmid in pmids if pmid in sources)
        return [source for source in in_order if _is_usable(source)]

    async def _all_hits(self, wanted: Searches) -> list[tuple[str, ...]]:
        """Of the searches that belong together, at once; where one fails the others end."""
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._hits(wanted, term)) for term in wanted.together]
        except* EvidenceUnavailable as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    async def _hits(self, wanted: Searches, term: str) -> tuple[str, ...]:
        """None where PubMed left out a part of the subject: that would be another question."""
        hits = await self._eutilities.search(term, SEARCHED)
        return () if wanted.is_lost(hits.unknown) else hits.pmids[:SEARCHED]

    def _remember(self, source: Source) -> None:
        if source.reference.pmid is None:
            return
        self._remembered[source.reference.pmid] = source
        self._remembered.move_to_end(source.reference.pmid)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)


def passages(source: Source) -> list[Found]:
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
            ),
            about,
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
