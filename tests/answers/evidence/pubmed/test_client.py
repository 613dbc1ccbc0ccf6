"""The calls: what is sent, what is tried again and when, and where it ends."""

import asyncio
import inspect
import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest
from redis.asyncio import Redis

from answers.errors import AnswersError, EvidenceUnavailable, OutwardUnavailable
from answers.evidence.pubmed import client
from answers.evidence.pubmed.client import (
    BODY_MAX_BYTES,
    IDS_MAX,
    PER_SECOND_WITH_KEY,
    Account,
    Eutilities,
    open_http,
)
from answers.library.base import Skipped
from answers.outward.base import Pace
from answers.outward.memory import MemoryPace
from answers.sources.record import Source
from bot.outward.redis import RedisPace
from bot.redis_scripts import Scripts
from tests.answers.evidence.pubmed.conftest import AT_ONCE, DAY
from tests.fakes.eutilities import FakeEutilities, article, article_set
from tests.fakes.eutilities.fake import EFETCH, ESEARCH

Made = Callable[..., Eutilities]


@pytest.fixture
async def made(ncbi: FakeEutilities) -> AsyncIterator[Made]:
    """Clients as a test wants them."""
    async with open_http() as http:

        def make(*, key: str | None = None, pace: Pace | None = None, timeout_s: float = 5) -> Eutilities:
            return Eutilities(
                http,
                pace or MemoryPace(1_000),
                Account(key=key),
                base_url=ncbi.base_url,
                call_timeout=timedelta(seconds=timeout_s),
                retry_waits_s=AT_ONCE,
            )

        yield make


async def test_a_search_says_who_asks_for_how_many(ncbi: FakeEutilities, eutilities: Eutilities) -> None:
    assert (await eutilities.search("gout", 5)).pmids == ("11111111", "22222222")
    (call,) = ncbi.calls
    assert dict(call.arguments) == {
        "db": "pubmed", "term": "gout", "retmode": "json", "retmax": "5", "sort": "relevance",
        "tool": "curbside", "email": "library@example.org", "api_key": ncbi.key,
    }  # fmt: skip


async def test_words_that_pubmed_does_not_know_are_told(ncbi: FakeEutilities, eutilities: Eutilities) -> None:
    ncbi.unknown = ["Xyzzy"]
    assert (await eutilities.search("xyzzy", 5)).unknown == {"xyzzy"}


async def test_records_come_with_the_day_of_the_check(eutilities: Eutilities) -> None:
    first, second = await eutilities.fetch(["11111111", "99", "22222222"])
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.reference.pmid, first.reference.checked) == ("11111111", DAY)
    assert await eutilities.fetch([]) == []


async def test_records_that_are_no_evidence_are_told_with_their_reason(
    ncbi: FakeEutilities, eutilities: Eutilities
) -> None:
    ncbi.records = {"1": article("1", abstract="")}
    assert await eutilities.fetch(["1"]) == [Skipped("no abstract", "pmid:1")]
    assert await eutilities.fetch(["2"]) == []


async def test_long_requests_are_taken(ncbi: FakeEutilities, eutilities: Eutilities) -> None:
    await eutilities.search(" OR ".join(f"(gout and {number})" for number in range(400)), 5)
    await eutilities.fetch([str(10_000_000 + number) for number in range(2 * IDS_MAX)])
    assert len(str(ncbi.called(EFETCH)[0].arguments["id"]).split(",")) == IDS_MAX
    assert all(call.ok for call in ncbi.calls)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_what_passes_is_tried_again(ncbi: FakeEutilities, eutilities: Eutilities, status: int) -> None:
    ncbi.faults.status(ESEARCH, status, times=1, headers={"Retry-After": "0"})
    assert (await eutilities.search("gout", 5)).pmids


async def test_a_dropped_connection_is_tried_again(ncbi: FakeEutilities, eutilities: Eutilities) -> None:
    ncbi.faults.drop(ESEARCH, times=2)
    assert (await eutilities.search("gout", 5)).pmids


async def test_there_are_three_tries(ncbi: FakeEutilities, eutilities: Eutilities) -> None:
    fault = ncbi.faults.status(ESEARCH, 503, times=None)
    with pytest.raises(EvidenceUnavailable, match="status 503"):
        await eutilities.search("gout", 5)
    assert fault.count == 3


async def test_nobody_calls_before_the_time_that_the_service_named(ncbi: FakeEutilities, made: Made) -> None:
    ncbi.faults.status(ESEARCH, 429, times=1, headers={"Retry-After": "1"})
    told = asyncio.Event()

    class Told(MemoryPace):
        async def rest(self, for_: timedelta) -> None:
            await super().rest(for_)
            told.set()

    pace = Told(1_000)
    asked = asyncio.create_task(made(pace=pace).search("gout", 5))
    await told.wait()
    assert (await pace.turn(at_most=timedelta(hours=1))).total_seconds() > 0.5
    assert (await asked).pmids


async def test_a_time_that_is_too_long_is_not_waited_for(ncbi: FakeEutilities, made: Made) -> None:
    fault = ncbi.faults.status(ESEARCH, 503, times=None, headers={"Retry-After": "3600"})
    with pytest.raises(EvidenceUnavailable):
        await made().search("gout", 5)
    assert fault.count == 1


@pytest.mark.parametrize(("with_status", "words"), [(200, "over the rate"), (429, "status 429")])
async def test_being_over_the_rate_is_understood_with_either_status(with_status: int, words: str) -> None:
    async with FakeEutilities(clock=lambda: 0.0) as ncbi, open_http() as http:
        ncbi.limits_are_200 = with_status == 200
        eutilities = Eutilities(http, MemoryPace(1_000), Account(), base_url=ncbi.base_url, retry_waits_s=())
        for _ in range(3):
            await eutilities.search("gout", 5)
        with pytest.raises(EvidenceUnavailable, match=words):
            await eutilities.search("gout", 5)


async def test_a_wrong_key_is_final_and_shown_to_nobody(ncbi: FakeEutilities, made: Made) -> None:
    with pytest.raises(EvidenceUnavailable, match="CURBSIDE_NCBI_API_KEY") as refused:
        await made(key="wrong-key-0123").search("gout", 5)
    assert len(ncbi.calls) == 1
    assert "wrong-key" not in str(refused.value)


async def test_neither_the_question_nor_the_key_gets_into_any_log(
    ncbi: FakeEutilities, made: Made, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ncbi.faults.status(ESEARCH, 503, times=1)
    await made(key=ncbi.key).search("podagra", 5)
    logged = "".join(record.getMessage() for record in caplog.records)
    assert "esearch.fcgi" in logged
    assert "podagra" not in logged
    assert ncbi.key not in logged


async def test_an_answer_that_is_too_large_is_not_read_to_its_end(
    ncbi: FakeEutilities, eutilities: Eutilities
) -> None:
    ncbi.bodies[EFETCH].append(article_set("x" * (BODY_MAX_BYTES + 1)).encode())
    with pytest.raises(EvidenceUnavailable, match="too large"):
        await eutilities.fetch(["1"])
    assert len(ncbi.calls) == 1


async def test_an_answer_of_nearly_ten_megabytes_is_read(
    ncbi: FakeEutilities, eutilities: Eutilities
) -> None:
    long = "<AbstractText>" + "Ice helps in gout. " * 1_000 + "</AbstractText>"
    many = [article(str(number), abstract=long) for number in range(1, 480)]
    body = article_set(*many).encode()
    assert 9 * 1024**2 < len(body) < BODY_MAX_BYTES
    ncbi.bodies[EFETCH].append(body)
    assert len(await eutilities.fetch(["1"])) == 479


BOMB = b'<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]><PubmedArticleSet>&m;</PubmedArticleSet>'


@pytest.mark.parametrize(
    "body",
    [article_set(article()).encode()[:-300], BOMB, b"<html>busy</html>", b"", b"\xff\xfe\x00", b"{}"],
)
async def test_records_that_cannot_be_read_whole_are_none(
    ncbi: FakeEutilities, eutilities: Eutilities, body: bytes
) -> None:
    ncbi.bodies[EFETCH].extend([body] * 3)
    with pytest.raises(EvidenceUnavailable):
        await eutilities.fetch(["11111111"])
    ncbi.bodies[EFETCH].clear()
    assert len(await eutilities.fetch(["11111111"])) == 1


@pytest.mark.parametrize(
    "body",
    [
        b'{"esearchresult": {"ERROR": "Search Backend failed: example"}}',
        b'{"esearchresult": {"idlist": ["1; DROP"]}}',
        b'{"esearchresult": {"idlist": 5}}',
        b'{"esearchresult": []}',
        b'{"esearchresult": null}',
        b"[" * 100_000,
        b"<html>busy</html>",
        b"",
    ],
)
async def test_a_search_result_that_is_none_is_an_error(
    ncbi: FakeEutilities, eutilities: Eutilities, body: bytes
) -> None:
    ncbi.bodies[ESEARCH].extend([body] * 3)
    with pytest.raises(EvidenceUnavailable):
        await eutilities.search("gout", 5)


async def test_control_characters_in_a_search_result_do_no_harm(
    ncbi: FakeEutilities, eutilities: Eutilities
) -> None:
    ncbi.bodies[ESEARCH].append(b'{"esearchresult": {"idlist": ["7"], "querytranslation": "a\x01\nb"}}')
    assert (await eutilities.search("gout", 5)).pmids == ("7",)


async def test_a_connection_that_dies_in_the_middle_is_tried_again(
    ncbi: FakeEutilities, eutilities: Eutilities
) -> None:
    ncbi.cut_after = 500
    assert len(await eutilities.fetch(["11111111"])) == 1
    assert len(ncbi.called(EFETCH)) == 2


async def test_a_first_byte_that_does_not_come_is_waited_for_no_longer_than_a_call_may_take(
    ncbi: FakeEutilities, made: Made
) -> None:
    held = ncbi.faults.hold(ESEARCH)
    with pytest.raises(EvidenceUnavailable, match="in time"):
        await made(timeout_s=0.2).search("gout", 5)
    held.release()


@pytest.mark.parametrize("how", ["status", "drop", "hold"])
async def test_a_service_that_is_down_is_left_alone_for_a_while_by_everybody(
    ncbi: FakeEutilities, made: Made, how: str
) -> None:
    pace = MemoryPace(1_000)
    failing = {
        "status": lambda: ncbi.faults.status(ESEARCH, 503, times=3),
        "drop": lambda: ncbi.faults.drop(ESEARCH, times=3),
        "hold": lambda: ncbi.faults.hold(ESEARCH),
    }
    failing[how]()
    with pytest.raises(EvidenceUnavailable):
        await made(pace=pace, timeout_s=0.3 if how == "hold" else 5).search("gout", 5)
    calls = len(ncbi.calls)
    with pytest.raises(EvidenceUnavailable, match="queue"):
        await made(pace=pace).search("gout", 5)
    assert len(ncbi.calls) == calls


async def test_redis_that_goes_while_the_service_is_down_is_no_other_error(
    ncbi: FakeEutilities, made: Made
) -> None:
    class Gone(MemoryPace):
        async def rest(self, for_: timedelta) -> None:
            raise OutwardUnavailable("Redis did not answer")

    ncbi.faults.status(ESEARCH, 503, times=3)
    with pytest.raises(EvidenceUnavailable, match="503"):
        await made(pace=Gone(1_000)).search("gout", 1)


async def test_a_question_that_is_answered_badly_stops_nobody_else(ncbi: FakeEutilities, made: Made) -> None:
    pace = MemoryPace(1_000)
    ncbi.bodies[ESEARCH].extend([b'{"esearchresult": {"ERROR": "example"}}'] * 3)
    with pytest.raises(EvidenceUnavailable):
        await made(pace=pace).search("gout", 5)
    assert (await made(pace=pace).search("gout", 5)).pmids


async def test_redirects_are_not_followed(ncbi: FakeEutilities, eutilities: Eutilities) -> None:
    ncbi.faults.status(ESEARCH, 302, headers={"Location": f"{ncbi.url}/elsewhere"})
    with pytest.raises(EvidenceUnavailable, match="302"):
        await eutilities.search("gout", 5)


async def test_a_full_queue_is_said_at_once(made: Made) -> None:
    pace = MemoryPace(0.001)
    await pace.turn(at_most=timedelta())
    with pytest.raises(EvidenceUnavailable, match="queue"):
        await made(pace=pace).search("gout", 5)


async def test_ten_workers_with_one_key_are_all_answered(redis: Redis) -> None:
    """Ten clients of their own, as ten processes have; the fake refuses what comes too fast of all, which a
    machine that stands still for a moment can make happen."""
    async with FakeEutilities() as ncbi, open_http() as http:
        account = Account(key=ncbi.key)
        assert account.per_second < PER_SECOND_WITH_KEY
        workers = [
            Eutilities(
                http, RedisPace(Scripts(redis), "ncbi", account.per_second), account, base_url=ncbi.base_url
            )
            for _ in range(10)
        ]
        await asyncio.gather(*(worker.search("gout", 5) for worker in workers for _ in range(2)))
        assert sum(call.ok for call in ncbi.calls) == 20


async def test_without_redis_nobody_calls(ncbi: FakeEutilities, made: Made) -> None:
    gone = Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=1)
    with pytest.raises(EvidenceUnavailable, match="Redis"):
        await made(pace=RedisPace(Scripts(gone), "ncbi", 1)).search("gout", 5)
    assert ncbi.calls == []
    await gone.aclose()


def errors_of_httpx() -> list[type[Exception]]:
    found = [each for _, each in inspect.getmembers(httpx, inspect.isclass) if issubclass(each, Exception)]
    return [each for each in found if each is not httpx.CookieConflict]


@pytest.mark.parametrize("error", errors_of_httpx())
async def test_every_error_of_httpx_is_ours(
    error: type[Exception], ncbi: FakeEutilities, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> httpx.Response:
        raise error.__new__(error)

    class Failing(httpx.AsyncBaseTransport):
        handle_async_request = fail

    async with httpx.AsyncClient(transport=Failing()) as http:
        eutilities = Eutilities(
            http, MemoryPace(1_000), Account(), base_url=ncbi.base_url, retry_waits_s=AT_ONCE
        )
        with pytest.raises(AnswersError, match=error.__name__):
            await eutilities.search("gout", 5)


def test_an_account_without_a_key_uses_less_than_three_calls_a_second() -> None:
    assert Account().per_second < client.PER_SECOND
    assert Account().parameters() == {"tool": "curbside"}
