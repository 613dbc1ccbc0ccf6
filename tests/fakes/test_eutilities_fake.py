"""The fake refuses what NCBI refuses."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.fakes.clock import ManualClock
from tests.fakes.eutilities import FakeEutilities, article
from tests.fakes.eutilities.fake import EFETCH, ESEARCH, URL_MAX_CHARS

SEARCH = {"db": "pubmed", "term": "gout", "retmode": "json", "retmax": "5"}
CLOCK = ManualClock()


@pytest.fixture
async def ncbi() -> AsyncIterator[FakeEutilities]:
    async with FakeEutilities(clock=CLOCK) as fake:
        fake.records["1"] = article("1")
        yield fake


@pytest.fixture
async def http(ncbi: FakeEutilities) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=ncbi.base_url) as client:
        yield client


@pytest.mark.parametrize(("with_key", "calls"), [(False, 3), (True, 10)])
async def test_so_many_calls_are_answered_in_a_second(
    ncbi: FakeEutilities, http: httpx.AsyncClient, with_key: bool, calls: int
) -> None:
    asked = SEARCH | ({"api_key": ncbi.key} if with_key else {})
    statuses = [(await http.post(ESEARCH, data=asked)).status_code for _ in range(calls + 1)]
    assert statuses == [200] * calls + [429]
    refused = await http.get(ESEARCH, params=asked)
    assert refused.json()["error"] == "API rate limit exceeded"
    CLOCK.advance(1)
    assert (await http.get(ESEARCH, params=asked)).json()["esearchresult"]["idlist"] == ["1"]


async def test_a_wrong_key_is_refused_and_repeated(http: httpx.AsyncClient) -> None:
    CLOCK.advance(1)
    refused = await http.post(ESEARCH, data=SEARCH | {"api_key": "wrong"})
    assert refused.status_code == 400
    assert refused.json()["api-key"] == "wrong"


async def test_an_address_that_is_too_long_is_refused_and_a_body_is_not(http: httpx.AsyncClient) -> None:
    CLOCK.advance(1)
    asked = SEARCH | {"term": "gout OR " * (URL_MAX_CHARS // 8) + "gout"}
    assert (await http.get(ESEARCH, params=asked)).status_code == 414
    assert (await http.post(ESEARCH, data=asked)).status_code == 200


@pytest.mark.parametrize(
    ("utility", "asked"),
    [
        (ESEARCH, {**SEARCH, "db": "gene"}),
        (ESEARCH, {**SEARCH, "retmode": "yaml"}),
        (ESEARCH, {**SEARCH, "term": ""}),
        (ESEARCH, {**SEARCH, "term": "(gout"}),
        (EFETCH, {"db": "pubmed", "id": "1", "retmode": "json"}),
        (EFETCH, {"db": "pubmed", "id": "one", "retmode": "xml"}),
        ("elink.fcgi", {"db": "pubmed"}),
    ],
)
async def test_what_is_badly_asked_is_refused(
    http: httpx.AsyncClient, utility: str, asked: dict[str, str]
) -> None:
    CLOCK.advance(1)
    assert (await http.post(utility, data=asked)).status_code == 400
