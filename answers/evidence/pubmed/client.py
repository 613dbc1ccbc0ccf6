"""NCBI's E-utilities over HTTP: esearch (JSON) and efetch (XML) of PubMed.

Facts from NCBI's "A General Introduction to the E-utilities" (NBK25497) and "The E-utilities In-Depth"
(NBK25499): three calls a second, ten with a key; `tool` and `email` name who calls; POST is as good as GET.
Being over the rate is said by 429, or with 200 by a body `{"error": "API rate limit exceeded", …}`; a wrong
key by 400 with a body that repeats the key, which is why no body of an error is shown or logged.
"""

import asyncio
import io
import json
import logging
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx

from answers.errors import EvidenceUnavailable, OutwardUnavailable
from answers.library.base import Skipped
from answers.outward.base import Pace
from answers.sources.formats import pubmed_xml
from answers.sources.formats.pubmed_xml import Standing
from answers.sources.record import Source

_log = logging.getLogger(__name__)

BASE_URL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
TOOL = "curbside"

PER_SECOND = 3.0
PER_SECOND_WITH_KEY = 10.0
MARGIN = 0.9
"""Of the rate is used: calls that leave at equal distances do not arrive so."""

CONNECT_TIMEOUT = timedelta(seconds=3)
READ_TIMEOUT = timedelta(seconds=6)
"""Between two pieces of an answer, the first one included."""
CALL_TIMEOUT = timedelta(seconds=12)
"""One call with its tries and waits."""
WAIT_MAX = timedelta(seconds=4)
"""In the queue before one call."""
RETRY_WAITS_S = (0.5, 1.5)
"""Before the second and the third try, each plus up to a half at random; longer where `Retry-After` says."""

OVER_THE_RATE = timedelta(seconds=1)
"""Nobody calls, where NCBI says no time: it counts by the second."""
REST = timedelta(seconds=20)
"""For all processes, after a call that met nobody: a service that is down costs one person its time-out."""

BODY_MAX_BYTES = 10 * 1024**2
IDS_MAX = 200
"""In one efetch; NCBI asks for no more than about 200 in an address, and for batches."""

_RETRIED = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Account:
    """As whom NCBI is called; `key` is secret. Both None is allowed, at the lower rate."""

    email: str | None = None
    key: str | None = None

    @property
    def per_second(self) -> float:
        """The calls that may be made in a second, with a margin."""
        return MARGIN * (PER_SECOND_WITH_KEY if self.key else PER_SECOND)

    def parameters(self) -> dict[str, str]:
        named = {"tool": TOOL, "email": self.email, "api_key": self.key}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Hits:
    """PubMed ids, the best first, and the words of the search that PubMed does not know, in lower case."""

    pmids: tuple[str, ...]
    unknown: frozenset[str] = frozenset()


T = TypeVar("T")
R = TypeVar("R")


class _Failed(Exception):
    """One try failed; `after` is what the service asks to wait. `final`: another would fail as well. `down`:
    it is the service that failed, and not what it was asked."""

    def __init__(
        self, words: str, *, after: timedelta | None = None, final: bool = False, down: bool = False
    ) -> None:
        super().__init__(words)
        self.after = after
        self.final = final
        self.down = down


def today() -> date:
    return datetime.now(UTC).date()


class Eutilities:
    """The two calls. Every method raises `EvidenceUnavailable` where no (whole) answer comes."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        pace: Pace,
        account: Account,
        *,
        base_url: str = BASE_URL,
        call_timeout: timedelta = CALL_TIMEOUT,
        retry_waits_s: Sequence[float] = RETRY_WAITS_S,
        rest: timedelta = REST,
        day: Callable[[], date] = today,
    ) -> None:
        """`http` is closed by who opened it; see `open_http`."""
        self._http = http
        self._pace = pace
        self._account = account
        self._base_url = base_url.rstrip("/") + "/"
        self._call_timeout = call_timeout
        self._retry_waits_s = retry_waits_s
        self._rest = rest
        self._day = day

    async def search(self, term: str, limit: int) -> Hits:
        """The most relevant records for a term in PubMed's search language."""
        parameters = {"db": "pubmed", "term": term, "retmode": "json", "retmax": str(limit)}
        return await self._call("esearch.fcgi", {**parameters, "sort": "relevance"}, _search_result)

    async def fetch(self, pmids: Sequence[str]) -> list[Source | Skipped]:
        """The records of at most `IDS_MAX` ids, in PubMed's order, as of today; those that it does not have
        are left out."""
        if not pmids:
            return []
        day = self._day()
        return await self._call(
            "efetch.fcgi",
            _fetching(pmids),
            lambda body: _records(body, day),
        )

    async def standings(self, pmids: Sequence[str]) -> dict[str, Standing]:
        """What became of at most `IDS_MAX` records, by PubMed id; those that PubMed does not have are left
        out."""
        if not pmids:
            return {}
        return await self._call("efetch.fcgi", _fetching(pmids), _standings)

    async def _call(self, utility: str, parameters: Mapping[str, str], read: Callable[[bytes], T]) -> T:
        """One call with its tries, within the time for a call."""
        try:
            try:
                async with asyncio.timeout(self._call_timeout.total_seconds()):
                    return await self._tries(utility, {**parameters, **self._account.parameters()}, read)
            except TimeoutError as error:
                raise _Failed("no answer in time", down=True) from error
        except _Failed as failed:
            if failed.down:
                with suppress(OutwardUnavailable):
                    await self._pace.rest(self._rest)
            raise EvidenceUnavailable(f"PubMed: {failed}") from failed
        except OutwardUnavailable as error:
            raise EvidenceUnavailable(f"PubMed: {error}") from error

    async def _tries(self, utility: str, parameters: Mapping[str, str], read: Callable[[bytes], T]) -> T:
        """Raises `_Failed` for the last try."""
        for wait_s in (*self._retry_waits_s, None):
            try:
                wait = await self._pace.turn(at_most=WAIT_MAX)
                await asyncio.sleep(wait.total_seconds())
                return await asyncio.to_thread(read, await self._body(utility, parameters))
            except _Failed as failed:
                if failed.after:
                    await self._pace.rest(min(failed.after, self._call_timeout))
                if failed.final or wait_s is None or (failed.after or timedelta()) >= self._call_timeout:
                    raise
                await asyncio.sleep(wait_s * random.uniform(1, 1.5))  # noqa: S311 # no secret
        raise AssertionError("the last try returns or raises")

    async def _body(self, utility: str, parameters: Mapping[str, str]) -> bytes:
        # Always posted: an address may be long, and it gets into logs, httpx's own included; a body does not.
        request = self._http.build_request("POST", self._base_url + utility, data=dict(parameters))
        try:
            response = await self._http.send(request, stream=True)
            try:
                return await _whole(response)
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
            raise _Failed(type(error).__name__, down=True) from error


def open_http() -> httpx.AsyncClient:
    """A client for it: redirects are not followed, and no proxy or password file of the machine is used."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(READ_TIMEOUT.total_seconds(), connect=CONNECT_TIMEOUT.total_seconds()),
        limits=httpx.Limits(max_connections=4),
        follow_redirects=False,
        trust_env=False,
    )


async def _whole(response: httpx.Response) -> bytes:
    """The body of a good answer, up to its bound."""
    if response.status_code != httpx.codes.OK:
        raise _refused(response)
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > BODY_MAX_BYTES:
            raise _Failed("an answer that is too large", final=True)
    if body[:100].lstrip().startswith(b'{"error"'):
        raise _Failed("over the rate", after=OVER_THE_RATE)
    return bytes(body)


def _refused(response: httpx.Response) -> _Failed:
    status = response.status_code
    if status in _RETRIED:
        after = _retry_after(response.headers.get("Retry-After", ""))
        if status == httpx.codes.TOO_MANY_REQUESTS:
            return _Failed(f"status {status}", after=after or OVER_THE_RATE)
        return _Failed(f"status {status}", after=after, down=True)
    hint = ": check CURBSIDE_NCBI_API_KEY" if status == httpx.codes.BAD_REQUEST else ""
    return _Failed(f"status {status}{hint}", final=True)


def _retry_after(text: str) -> timedelta | None:
    """Seconds or a date; None where it is neither, or past."""
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text[:6])) or None
    with suppress(ValueError, TypeError):
        wait = parsedate_to_datetime(text) - datetime.now(UTC)
        return wait if wait > timedelta() else None
    return None


def _search_result(body: bytes) -> Hits:
    try:
        # NCBI's JSON can hold bare control characters.
        result: Any = json.loads(body, strict=False)["esearchresult"]
        if "ERROR" in result:
            raise _Failed("the search failed there")
        errors = result.get("errorlist") or {}
        unknown = _words(errors.get("phrasesnotfound"))
        if errors.get("fieldsnotfound"):
            # Ours: no field can come in with a question. PubMed then searches without it.
            _log.warning("PubMed does not know a field that is searched in")
        hits = Hits(tuple(map(str, result["idlist"])), unknown)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _Failed("an answer that is no search result") from error
    if not all(each.isascii() and each.isdigit() for each in hits.pmids):
        raise _Failed("an answer that is no search result")
    return hits


def _words(told: Any) -> frozenset[str]:
    """A list, or the one that there is; in lower case."""
    return frozenset(str(each).casefold() for each in ([told] if isinstance(told, str) else told or []))


def _fetching(pmids: Sequence[str]) -> dict[str, str]:
    return {"db": "pubmed", "id": ",".join(pmids[:IDS_MAX]), "retmode": "xml"}


def _records(body: bytes, day: date) -> list[Source | Skipped]:
    return _whole_set(body, pubmed_xml.records(io.BytesIO(body), BODY, checked=day))


def _standings(body: bytes) -> dict[str, Standing]:
    read = _whole_set(body, pubmed_xml.standings(io.BytesIO(body), BODY))
    return {each.pmid: each for each in read if isinstance(each, Standing)}


def _whole_set(body: bytes, reading: Iterator[R | Skipped]) -> list[R | Skipped]:
    read = list(reading)
    broken = next((each for each in read if isinstance(each, Skipped) and each.where == BODY), None)
    if broken is not None:
        raise _Failed(f"records that cannot be read ({broken.reason})")
    if not read and b"<PubmedArticleSet" not in body[:1_000]:
        raise _Failed("an answer that is no set of records")
    return read


BODY = "efetch"
"""Where the parser says that the answer as a whole is broken."""
