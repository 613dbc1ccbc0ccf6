"""What is cited of PubMed is kept, and nothing else."""

import asyncio

import pytest

from answers.engines.base import Engine
from answers.errors import NotFound, StoreUnavailable
from answers.evidence.pubmed.kept import ACTOR, KeepingEngine
from answers.evidence.pubmed.live import PubMedEvidence
from answers.question import Analysis, analyse
from answers.sources.base import SourceAction
from answers.store.sql import SqlStore
from answers.types import Answer, ArticleText, Origin, Query, Section, Statement

GOUT = Query(question="How is gout treated?", workspace="ward")
ASKED = analyse(GOUT.question)


class FirstSource:
    """An engine that says the first sentence that it finds."""

    origin = Origin.QUOTED

    def __init__(self, evidence: PubMedEvidence) -> None:
        self._evidence = evidence

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        found = await self._evidence.find(query, 4)
        if not found:
            return None
        passage = found[0].passage
        said = Statement(text=passage.text, citations=(1,))
        return Answer(
            origin=Origin.QUOTED,
            question=query.question,
            text=ArticleText(sections=(Section(statements=(said,)),)),
            references=(passage.reference,),
        )


@pytest.fixture
def engine(evidence: PubMedEvidence) -> Engine:
    return FirstSource(evidence)


async def test_what_is_cited_is_stored_in_the_askers_workspace_and_once(
    engine: Engine, evidence: PubMedEvidence, store: SqlStore
) -> None:
    keeping = KeepingEngine(engine, evidence, store)
    assert keeping.origin is Origin.QUOTED
    for _ in range(2):
        assert await keeping.answer(GOUT, ASKED)
    stored = await store.find_source("pmid:11111111", "ward")
    assert stored.usable
    (entry,) = await store.source_history(stored.id)
    assert (entry.actor, entry.action, entry.version) == (ACTOR, SourceAction.IMPORTED, 1)
    with pytest.raises(NotFound):
        await store.find_source("pmid:22222222", "ward")
    with pytest.raises(NotFound):
        await store.find_source("pmid:11111111")


async def test_what_an_operator_removed_stays_removed(
    engine: Engine, evidence: PubMedEvidence, sqlite_store: SqlStore
) -> None:
    keeping = KeepingEngine(engine, evidence, sqlite_store)
    await keeping.answer(GOUT, ASKED)
    stored = await sqlite_store.find_source("pmid:11111111", "ward")
    await sqlite_store.remove_source(stored, actor="somebody")
    await keeping.answer(GOUT, ASKED)
    assert (await sqlite_store.find_source("pmid:11111111", "ward")).removed


async def test_an_answer_is_not_lost_where_the_store_is_away(
    engine: Engine, evidence: PubMedEvidence, sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(sqlite_store, "put_sources", away)
    assert await KeepingEngine(engine, evidence, sqlite_store).answer(GOUT, ASKED)


async def test_an_answer_does_not_wait_for_long_for_a_busy_store(
    engine: Engine, evidence: PubMedEvidence, sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object, **__: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(sqlite_store, "put_sources", busy)
    monkeypatch.setattr("answers.evidence.pubmed.kept.KEEP_WITHIN_S", 0.1)
    assert await KeepingEngine(engine, evidence, sqlite_store).answer(GOUT, ASKED)


async def test_no_answer_is_no_answer(
    engine: Engine, evidence: PubMedEvidence, sqlite_store: SqlStore
) -> None:
    nothing = Query(question="What should I do?")
    assert await KeepingEngine(engine, evidence, sqlite_store).answer(nothing, ASKED) is None
