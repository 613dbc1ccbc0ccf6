"""What an answer cites of PubMed is stored as a source.

So it can be opened, shown and checked for retraction after the record is gone from the cache. Only what was
cited is kept, at most a few records an answer and each once: a store of all that was ever found would grow
with every question, unasked.
"""

import logging

from answers.engines.base import Engine
from answers.errors import StoreError
from answers.evidence.pubmed.live import PubMedEvidence
from answers.question import Analysis
from answers.sources.base import SourceStore
from answers.types import Answer, Query

ACTOR = "PubMed live"
KEPT_MAX = 20
"""Of one answer."""
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
            await self._store.put_sources(sources, actor=ACTOR, workspace=workspace)
        except StoreError as error:
            _log.warning("cited records not kept: %s", type(error).__name__)
