"""PubMed as a place where passages come from."""

import asyncio
from datetime import timedelta

import pytest

from answers.errors import EvidenceUnavailable
from answers.evidence.pubmed.client import Eutilities
from answers.evidence.pubmed.live import REMEMBERED, SEARCHED, TTL, PubMedEvidence
from answers.evidence.pubmed.search import FILTERS, STRONG
from answers.outward.memory import MemoryCache
from answers.search.encoder import MiniLm
from answers.store.sql import SqlStore
from answers.types import PassagePart, Query, QuestionType, ReferenceKind, Retraction
from tests.answers.evidence.pubmed.conftest import DAY
from tests.fakes.eutilities import FakeEutilities, article
from tests.fakes.eutilities.fake import EFETCH, ESEARCH
from tests.fakes.eutilities.records import structured

GOUT = Query(question="How is gout treated?")


async def test_passages_come_with_reference_place_and_day(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    ncbi.records = {
        "7": article(
            "7",
            abstract=structured(
                [("METHODS", "METHODS", "We cooled."), ("CONCLUSION", "CONCLUSIONS", "Ice helps.")]
            ),
        )
    }
    first, second = await evidence.find(GOUT, 4)
    assert [found.passage.id for found in (first, second)] == ["pmid:7#1", "pmid:7#2"]
    passage = second.passage
    assert (passage.text, passage.place, passage.part) == (
        "Ice helps.", "CONCLUSION", PassagePart.CONCLUSIONS,
    )  # fmt: skip
    assert (passage.reference.retraction, passage.reference.checked) == (Retraction.NONE, DAY)
    assert second.about == "Cooling for gout . Gout . Humans"


async def test_the_strongest_come_first_among_equals_and_each_once(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    ncbi.records = {
        "1": article("1"),
        "2": article("2", types=["Practice Guideline"]),
        "3": article("3", types=["Editorial"]),
    }
    ncbi.found = lambda term: ["2"] if STRONG in term else ["3", "1", "2"]
    found = await evidence.find(GOUT, 4)
    assert [each.passage.reference.pmid for each in found] == ["2", "1", "3"]
    assert found[0].passage.reference.kind is ReferenceKind.GUIDELINE
    assert [call.arguments["retmax"] for call in ncbi.called(ESEARCH)] == [str(SEARCHED)] * 2
    assert len(ncbi.called(EFETCH)) == 1


async def test_what_is_nearer_to_the_question_comes_first_and_says_how_near(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    far = "<AbstractText>Night shifts were unpopular among bus drivers in three towns.</AbstractText>"
    ncbi.records = {
        "1": article("1", title="Work at night.", abstract=far, types=["Guideline"]),
        "2": article("2"),
        "3": article("3", title="Colchicine for acute gout."),
    }
    first, _, third = await evidence.find(GOUT, 4)
    assert third.passage.reference.pmid == "1"
    assert first.relevance is not None
    assert third.relevance is not None
    assert first.relevance > 0.4 > third.relevance


async def test_no_more_sources_are_given_than_were_asked_for(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    assert [each.passage.reference.pmid for each in await evidence.find(GOUT, 1)] == ["11111111"]


async def test_any_two_words_are_asked_for_where_all_of_them_find_too_little(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    told = Query(question="Does colchicine or ice ease gout of the knee better than waiting it out at home?")
    ncbi.found = lambda term: ["11111111"] if ") OR ((" in term else []
    assert len(await evidence.find(told, 4)) == 1
    assert len(ncbi.terms) == 3


async def test_any_design_is_asked_for_where_no_fitting_one_is_found(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    filters = (STRONG, FILTERS[QuestionType.TREATMENT])
    ncbi.found = lambda term: [] if any(each in term for each in filters) else ["11111111", "22222222"]
    assert len(await evidence.find(GOUT, 4)) == 2
    assert len(ncbi.terms) == 3


async def test_what_is_retracted_superseded_or_withdrawn_is_left_out(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    ncbi.records = {
        "1": article("1", links=[("RetractionIn", "J", "9")]),
        "2": article("2", links=[("UpdateIn", "J", "9")]),
        "3": article("3", title="WITHDRAWN: Ice."),
        "4": article("4", abstract=""),
        "5": article("5", links=[("ExpressionOfConcernIn", "J", "9")]),
    }
    (found,) = await evidence.find(GOUT, 9)
    assert (found.passage.reference.pmid, found.passage.reference.retraction) == ("5", Retraction.CONCERN)


async def test_a_search_without_a_part_of_the_subject_finds_nothing(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    ncbi.unknown = ["xyzzyglim"]
    assert await evidence.find(Query(question="How does xyzzyglim treat gout?"), 4) == []
    assert ncbi.called(EFETCH) == []


async def test_a_question_without_a_subject_calls_nobody(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    assert await evidence.find(Query(question="What should I do?"), 4) == []
    assert ncbi.calls == []


async def test_the_same_question_is_answered_from_the_cache(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    found = await evidence.find(GOUT, 4)
    calls = len(ncbi.calls)
    again = await evidence.find(Query(question="how is gout treated"), 4)
    assert [each.passage for each in again] == [each.passage for each in found]
    assert len(ncbi.calls) == calls


async def test_what_was_cached_long_ago_or_is_broken_is_asked_for_again(
    ncbi: FakeEutilities, eutilities: Eutilities, encoder: MiniLm, sqlite_store: SqlStore
) -> None:
    now = 0.0
    cache = MemoryCache(clock=lambda: now)
    evidence = PubMedEvidence(eutilities, cache, encoder, sqlite_store)
    await evidence.find(GOUT, 4)
    calls = len(ncbi.calls)
    (key,) = cache._kept
    await cache.put(key, b"broken", TTL)
    assert await evidence.find(GOUT, 4)
    assert len(ncbi.calls) == 2 * calls
    now = TTL.total_seconds() + 1
    assert await evidence.find(GOUT, 4)
    assert len(ncbi.calls) == 3 * calls


async def test_failures_are_not_cached(ncbi: FakeEutilities, evidence: PubMedEvidence) -> None:
    ncbi.faults.status(EFETCH, 503, times=3)
    with pytest.raises(EvidenceUnavailable):
        await evidence.find(GOUT, 4)
    assert await evidence.find(GOUT, 4)


async def test_all_calls_of_a_question_have_one_end(
    ncbi: FakeEutilities, evidence: PubMedEvidence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("answers.evidence.pubmed.live.QUESTION_TIMEOUT", timedelta(seconds=0.2))
    held = ncbi.faults.hold(EFETCH)
    with pytest.raises(EvidenceUnavailable, match="in time"):
        await evidence.find(GOUT, 4)
    held.release()


async def test_what_was_found_is_remembered_up_to_a_bound(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    await evidence.find(GOUT, 4)
    source = evidence.remembered("11111111")
    assert source is not None
    assert source.external_id == "pmid:11111111"
    for number in range(REMEMBERED + 1):
        reference = source.reference.model_copy(update={"pmid": str(number)})
        evidence._remember(source.model_copy(update={"reference": reference}))
    assert len(evidence._remembered) == REMEMBERED
    assert evidence.remembered("11111111") is None


async def test_who_goes_away_ends_the_call(ncbi: FakeEutilities, evidence: PubMedEvidence) -> None:
    held = ncbi.faults.hold(ESEARCH)
    asked = asyncio.create_task(evidence.find(GOUT, 4))
    await held.struck.wait()
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    held.release()


async def test_a_search_that_fails_is_one_error_however_many_fail(
    ncbi: FakeEutilities, evidence: PubMedEvidence
) -> None:
    ncbi.faults.status(ESEARCH, 503, times=6)
    with pytest.raises(EvidenceUnavailable, match="503"):
        await evidence.find(GOUT, 4)
