"""What an operator took out of use or wrote down does not come back through PubMed live."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from answers.evidence.pubmed.kept import KeepingEngine
from answers.evidence.pubmed.live import PubMedEvidence
from answers.search.encoder import MiniLm
from answers.sources.base import StoredSource
from answers.store.sql import SqlStore
from answers.types import Query, Retraction
from tests.answers.evidence.pubmed.test_kept import ASKED, GOUT, FirstSource
from tests.answers.evidence.stored import Sources, opened
from tests.sources import source

AT = datetime(2026, 11, 20, tzinfo=UTC)
FIRST = "pmid:11111111"

Step = Callable[[SqlStore, StoredSource], Awaitable[object]]


async def removed(store: SqlStore, stored: StoredSource) -> None:
    await store.remove_source(stored, actor="somebody")


async def retracted(store: SqlStore, stored: StoredSource) -> None:
    await store.mark_retraction(stored, Retraction.RETRACTED, at=AT, actor="somebody")


async def superseded(store: SqlStore, stored: StoredSource) -> None:
    await store.put_sources([record(superseded_by="PMID 9")], actor="me", workspace=stored.workspace)


async def not_shown(store: SqlStore, stored: StoredSource) -> None:
    await store.put_sources([record(quotable=False)], actor="me", workspace=stored.workspace)


def record(**fields: Any) -> Any:
    return source(FIRST, "Ice eases gout.", pmid="11111111", title="Cooling for gout", **fields)


@pytest.mark.parametrize("step", [removed, retracted, superseded, not_shown])
@pytest.mark.parametrize("where", [None, "ward"])
async def test_what_is_out_of_use_is_not_found_in_pubmed_either(
    evidence: PubMedEvidence, sqlite_store: SqlStore, step: Step, where: str | None
) -> None:
    await evidence.find(GOUT, 4)
    await sqlite_store.put_sources([record()], actor="me", workspace=where)
    await step(sqlite_store, await sqlite_store.find_source(FIRST, where))
    assert {each.passage.reference.pmid for each in await evidence.find(GOUT, 4)} == {"22222222"}


async def test_what_another_workspace_took_out_is_its_own_matter(
    evidence: PubMedEvidence, sqlite_store: SqlStore
) -> None:
    await sqlite_store.put_sources([record()], actor="me", workspace="another")
    await removed(sqlite_store, await sqlite_store.find_source(FIRST, "another"))
    assert len(await evidence.find(GOUT, 4)) == 2


async def test_what_a_person_found_out_is_shown_with_its_day_and_kept(
    evidence: PubMedEvidence, sqlite_store: SqlStore
) -> None:
    await sqlite_store.put_sources([record()], actor="me", workspace="ward")
    stored = await sqlite_store.find_source(FIRST, "ward")
    await sqlite_store.mark_retraction(stored, Retraction.CONCERN, at=AT, actor="somebody")
    keeping = KeepingEngine(FirstSource(evidence), evidence, sqlite_store)
    answer = await keeping.answer(GOUT, ASKED)
    assert answer
    (reference,) = answer.references
    assert (reference.retraction, reference.checked) == (Retraction.CONCERN, date(2026, 11, 20))
    after = (await sqlite_store.find_source(FIRST, "ward")).source.reference
    assert (after.retraction, after.checked) == (Retraction.CONCERN, date(2026, 11, 20))


async def test_an_operators_own_text_of_a_record_stays_and_is_not_copied(
    evidence: PubMedEvidence, sqlite_store: SqlStore
) -> None:
    keeping = KeepingEngine(FirstSource(evidence), evidence, sqlite_store)
    await sqlite_store.put_sources([record(licence="CC BY")], actor="me")
    await keeping.answer(GOUT, ASKED)
    assert await sqlite_store.find_sources([FIRST], "ward") == {}
    await keeping.answer(Query(question=GOUT.question), ASKED)
    stored = await sqlite_store.find_source(FIRST)
    assert (stored.version, stored.source.licence) == (1, "CC BY")
    assert stored.source.reference.retraction is Retraction.NONE


@pytest.mark.parametrize("step", [removed, retracted, superseded])
async def test_a_copy_that_an_answer_left_in_a_workspace_does_not_bring_it_back(
    evidence: PubMedEvidence, sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path, step: Step
) -> None:
    await KeepingEngine(FirstSource(evidence), evidence, sqlite_store).answer(GOUT, ASKED)
    with opened(sqlite_store, tmp_path, encoder) as index:
        sources = Sources(sqlite_store, index, encoder)
        await sources.follower.catch_up()
        assert await sources.found(GOUT.question, workspace="ward")
        await sources.add(record())
        await step(sqlite_store, await sqlite_store.find_source(FIRST))
        assert await sources.found(GOUT.question, workspace="ward") == []
