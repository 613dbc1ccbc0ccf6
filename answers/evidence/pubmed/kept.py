"""What an answer cites of PubMed is stored as a source.

So it can be opened, shown and checked for retraction after the record is gone from the cache. Only what was
cited is kept, at most a few records an answer and each once: a store of all that was ever found would grow
with every question, unasked. What is known already keeps the text and the marks that an operator gave it.
"""

import asyncio
import logging
from collections.abc import Sequence

from answers.engines.base import Engine
from answers.errors import StoreError
from answers.evidence.pubmed.known import as_known
from answers.evidence.pubmed.live import PubMedEvidence
from answers.question import Analysis
from answers.sources.base import SourceStore
from answers.sources.record import Source
from answers.types import Answer, Query

ACTOR = "PubMed live"
KEPT_MAX = 20
"""Of one answer."""
KEEP_WITHIN_S = 2.0
"""The answer waits for it, and it waits for who imports: one writer at a time."""
_log = logging.getLogger(__name__)


class KeepingEngine:
    """An engine, and what its answers cite is kept."""

    def __init__(self, engine: Engine, pubmed: PubMedEvidence, store: SourceStore) -> None:
        self._engine = engine
        self._pubmed = pubmed
        self._store = store
        self.origin = engine.origin

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        answer = await self._engine.answer(query, asked)
        if answer:
            await self._keep(answer, query.workspace)
        return answer

    async def _keep(self, answer: Answer, workspace: str | None) -> None:
        """Store the cited records in the asker's workspace; an answer is not lost where that fails."""
        found = (self._pubmed.remembered(each.pmid) for each in answer.references if each.pmid)
        known = {source.external_id: source for source in found if source}
        sources = list(known.values())[:KEPT_MAX]
        if not sources:
            return
        try:
            async with asyncio.timeout(KEEP_WITHIN_S):
                new = await self._new(await as_known(sources, self._store, workspace), workspace)
                if new:
                    await self._store.put_sources(new, actor=ACTOR, workspace=workspace)
        except (StoreError, TimeoutError) as error:
            _log.warning("cited records not kept: %s", type(error).__name__)

    async def _new(self, sources: Sequence[Source], workspace: str | None) -> list[Source]:
        """Those that are not stored for all; of one that stands in the workspace, its own text with what
        PubMed says of a retraction today."""
        names = [source.external_id for source in sources]
        own = await self._store.find_sources(names, workspace)
        shared = await self._store.find_sources(names) if workspace else {}
        return [
            own[each.external_id].source.with_retraction(each.reference.retraction, each.reference.checked)
            if each.external_id in own
            else each
            for each in sources
            if each.external_id in own or each.external_id not in shared
        ]
