"""Stored sources are checked against PubMed, over both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from answers.errors import EvidenceUnavailable
from answers.evidence.pubmed.client import Account, Eutilities, open_http
from answers.outward.memory import MemoryPace
from answers.sources import recheck as module
from answers.sources.base import StoredSource
from answers.sources.recheck import Checked, recheck
from answers.store.sql import SqlStore
from answers.types import Retraction
from tests.answers.evidence.pubmed.conftest import Moving
from tests.fakes.eutilities import FakeEutilities, article
from tests.fakes.eutilities.fake import EFETCH
from tests.sources import source

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
LINK = ("J Aches. 2023;2:3", "9")


@pytest.fixture
async def ncbi() -> AsyncIterator[FakeEutilities]:
    async with FakeEutilities(clock=Moving()) as fake:
        yield fake


@pytest.fixture
async def pubmed(ncbi: FakeEutilities) -> AsyncIterator[Eutilities]:
    async with open_http() as http:
        yield Eutilities(http, MemoryPace(1_000), Account(), base_url=ncbi.base_url, retry_waits_s=())


async def put(store: SqlStore, *pmids: str) -> None:
    await store.put_sources([source(f"pmid:{pmid}", pmid=pmid) for pmid in pmids], actor="import")


async def check(store: SqlStore, pubmed: Eutilities) -> Checked:
    return await recheck(store, pubmed, at=AT, actor="check")


async def stored(store: SqlStore, pmid: str) -> StoredSource:
    return await store.find_source(f"pmid:{pmid}")


async def test_what_pubmed_knows_is_written_down_with_the_day(
    store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities
) -> None:
    await put(store, "1", "2", "3")
    ncbi.records = {
        "1": article("1"),
        "2": article("2", abstract="", links=[("RetractionIn", *LINK)]),
        "3": article("3", links=[("ErratumIn", *LINK)]),
    }
    found = await check(store, pubmed)
    assert found.checked == 3
    assert [(each.external_id, each.after) for each in found.changed] == [
        ("pmid:2", Retraction.RETRACTED),
        ("pmid:3", Retraction.CORRECTED),
    ]
    for pmid, retraction in (
        ("1", Retraction.NONE),
        ("2", Retraction.RETRACTED),
        ("3", Retraction.CORRECTED),
    ):
        reference = (await stored(store, pmid)).source.reference
        assert (reference.retraction, reference.checked) == (retraction, AT.date())
    assert not (await stored(store, "2")).usable
    assert (await check(store, pubmed)).changed == []


async def test_a_later_version_takes_a_source_out_of_use(
    store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities
) -> None:
    await put(store, "1")
    ncbi.records = {"1": article("1", links=[("UpdateIn", *LINK)])}
    (change,) = (await check(store, pubmed)).changed
    assert change.superseded_by == "J Aches. 2023;2:3 PMID 9"
    assert not (await stored(store, "1")).usable
    assert (await check(store, pubmed)).changed == []


@pytest.mark.parametrize("known", [Retraction.RETRACTED, Retraction.CONCERN, Retraction.REINSTATED])
async def test_what_a_person_wrote_down_is_not_taken_back(
    sqlite_store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities, known: Retraction
) -> None:
    await put(sqlite_store, "1")
    before = datetime(2026, 1, 1, tzinfo=UTC)
    await sqlite_store.mark_retraction(await stored(sqlite_store, "1"), known, at=before, actor="a person")
    ncbi.records = {"1": article("1")}
    found = await check(sqlite_store, pubmed)
    assert [each.before for each in found.left] == [known]
    assert found.changed == []
    reference = (await stored(sqlite_store, "1")).source.reference
    assert (reference.retraction, reference.checked) == (known, date(2026, 1, 1))


async def test_what_a_person_wrote_down_does_not_keep_a_later_version_from_being_seen(
    sqlite_store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities
) -> None:
    await put(sqlite_store, "1")
    known = await stored(sqlite_store, "1")
    await sqlite_store.mark_retraction(known, Retraction.CORRECTED, at=AT, actor="a person")
    ncbi.records = {"1": article("1", links=[("UpdateIn", *LINK)])}
    found = await check(sqlite_store, pubmed)
    (change,) = found.changed
    assert (change.after, len(found.left)) == (Retraction.CORRECTED, 1)
    after = await stored(sqlite_store, "1")
    assert (after.usable, after.source.reference.retraction) == (False, Retraction.CORRECTED)


async def test_what_pubmed_does_not_have_is_named_and_stays_as_it_is(
    sqlite_store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities
) -> None:
    await put(sqlite_store, "1")
    leaflet = source("leaflet", pmid=None, url="https://example.org/leaflet")
    await sqlite_store.put_sources([leaflet], actor="import")
    found = await check(sqlite_store, pubmed)
    assert (found.checked, found.unknown, found.without_pmid) == (0, ["1"], 1)
    assert (await stored(sqlite_store, "1")).source.reference.retraction is Retraction.UNCHECKED


async def test_two_sources_of_one_record_are_both_marked(
    sqlite_store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities
) -> None:
    await put(sqlite_store, "1")
    await sqlite_store.put_sources([source("full text", pmid="1")], actor="import")
    ncbi.records = {"1": article("1", links=[("RetractionIn", *LINK)])}
    assert len((await check(sqlite_store, pubmed)).changed) == 2


async def test_what_answers_left_in_workspaces_is_checked_too(
    store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities
) -> None:
    await put(store, "1")
    for workspace in ("T1", "T2"):
        await store.put_sources([source("pmid:1", pmid="1")], actor="PubMed live", workspace=workspace)
    ncbi.records = {"1": article("1", links=[("RetractionIn", *LINK)])}
    assert len((await recheck(store, pubmed, at=AT, actor="check", workspace="T2")).changed) == 1
    assert len((await check(store, pubmed)).changed) == 2
    assert await store.source_workspaces() == [None, "T1", "T2"]
    assert not (await store.find_source("pmid:1", "T1")).usable


async def test_many_are_asked_for_in_batches(
    sqlite_store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    await put(sqlite_store, *map(str, range(1, 6)))
    ncbi.records = {str(pmid): article(str(pmid)) for pmid in range(1, 6)}
    assert (await check(sqlite_store, pubmed)).checked == 5
    assert [call.arguments["id"] for call in ncbi.called(EFETCH)] == ["1,2", "3,4", "5"]


async def test_where_pubmed_does_not_answer_nothing_is_marked(
    sqlite_store: SqlStore, ncbi: FakeEutilities, pubmed: Eutilities
) -> None:
    await put(sqlite_store, "1")
    ncbi.faults.status(EFETCH, 503)
    with pytest.raises(EvidenceUnavailable):
        await check(sqlite_store, pubmed)
    assert (await stored(sqlite_store, "1")).source.reference.retraction is Retraction.UNCHECKED
