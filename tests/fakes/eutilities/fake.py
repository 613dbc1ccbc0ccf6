"""The fake itself: esearch and efetch of PubMed, with NCBI's limits and ways to refuse.

From NBK25497 and NBK25499: three calls a second without a key and ten with one, counted over all callers;
429 with `{"error":"API rate limit exceeded",…}`; 400 with the key repeated for one that is not known. That
long requests are refused with 414 is how NCBI's front behaves; the number here is ours.
"""

import json
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from tests.fakes.clock import Clock
from tests.fakes.eutilities.records import article_set
from tests.fakes.rates import Rate, Windows
from tests.fakes.server import Call, LoopbackServer

WITHOUT_KEY, WITH_KEY = Rate(3, 1.0), Rate(10, 1.0)
URL_MAX_CHARS = 2_000
FETCHED_MAX = 10_000
ESEARCH, EFETCH = "esearch.fcgi", "efetch.fcgi"

Search = Callable[[str], Sequence[str]]


class FakeEutilities(LoopbackServer):
    """`async with FakeEutilities() as ncbi`: `ncbi.base_url` is what the client takes.

    `records` are by PubMed id, as XML; a search finds `found(term)`, by default all of them. `unknown` are
    words that PubMed does not have. `bodies` are answers to come instead of the real ones, by utility;
    `cut_after` ends the connection after so many bytes of the next efetch.
    """

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.key = "0123456789abcdef0123456789abcdef0123"
        self.windows = Windows(clock)
        self.records: dict[str, str] = {}
        self.found: Search = lambda _: list(self.records)
        self.unknown: list[str] = []
        self.bodies: dict[str, deque[bytes]] = {ESEARCH: deque(), EFETCH: deque()}
        self.cut_after: int | None = None
        self.limits_are_200 = False
        """NCBI says that the rate was exceeded in a body alone, too."""
        self.at_once = 0
        """Calls over the rate that were refused."""

    @property
    def base_url(self) -> str:
        return f"{self.url}/entrez/eutils/"

    @property
    def terms(self) -> list[str]:
        """What was searched for."""
        return [str(call.arguments["term"]) for call in self.called(ESEARCH)]

    def called(self, utility: str) -> list[Call]:
        return [call for call in self.calls if call.method == utility]

    def routes(self) -> list[web.AbstractRouteDef]:
        path = "/entrez/eutils/{utility}"
        return [web.get(path, self._api), web.post(path, self._api)]

    async def closing(self) -> None:
        """Nothing of it outlives the server."""

    async def _api(self, request: web.Request) -> web.StreamResponse:
        utility = request.match_info["utility"]
        arguments: Mapping[str, Any] = {**request.query, **(await request.post())}

        async def act() -> web.StreamResponse:
            refusal = self._refusal(request, utility, arguments)
            self.calls.append(Call(utility, arguments, self.clock(), {"ok": refusal is None}))
            if refusal is not None:
                return refusal
            if waiting := self.bodies[utility]:
                return web.Response(body=waiting.popleft(), content_type="text/xml")
            return self._search(arguments) if utility == ESEARCH else await self._fetch(request, arguments)

        return await self.faults.around(request, utility, arguments, act)

    def _refusal(
        self, request: web.Request, utility: str, arguments: Mapping[str, Any]
    ) -> web.Response | None:
        if len(str(request.rel_url)) > URL_MAX_CHARS:
            return web.Response(status=414, text="Request-URI Too Long")
        key = arguments.get("api_key")
        if key is not None and key != self.key:
            said = {"error": "API key invalid", "api-key": key, "type": "invalid", "status": "unknown"}
            return web.json_response(said, status=400)
        rate = WITH_KEY if key else WITHOUT_KEY
        if self.windows.wait_s(key or "anonymous", rate):
            self.at_once += 1
            told = {
                "error": "API rate limit exceeded",
                "count": str(rate.calls + 1),
                "limit": str(rate.calls),
            }
            return web.json_response(told, status=200 if self.limits_are_200 else 429)
        if utility not in self.bodies or not _is_well_asked(utility, arguments):
            return web.Response(status=400, text="<ERROR>Invalid parameters</ERROR>")
        return None

    def _search(self, arguments: Mapping[str, Any]) -> web.Response:
        limit = int(arguments["retmax"])
        ids = list(self.found(str(arguments["term"])))
        result: dict[str, Any] = {
            "count": str(len(ids)), "retmax": str(limit), "retstart": "0", "idlist": ids[:limit],
            "translationset": [], "querytranslation": "",
        }  # fmt: skip
        if self.unknown:
            result["errorlist"] = {"phrasesnotfound": self.unknown, "fieldsnotfound": []}
        header = {"type": "esearch", "version": "0.3"}
        return web.Response(
            text=json.dumps({"header": header, "esearchresult": result}), content_type="application/json"
        )

    async def _fetch(self, request: web.Request, arguments: Mapping[str, Any]) -> web.StreamResponse:
        asked = str(arguments["id"]).split(",")
        body = article_set(*(self.records[pmid] for pmid in asked if pmid in self.records)).encode()
        if self.cut_after is None:
            return web.Response(body=body, content_type="text/xml")
        response = web.StreamResponse(headers={"Content-Type": "text/xml"})
        response.content_length = len(body)
        await response.prepare(request)
        await response.write(body[: self.cut_after])
        self.cut_after = None
        assert request.transport is not None
        request.transport.abort()
        return response


def _is_well_asked(utility: str, arguments: Mapping[str, Any]) -> bool:
    if arguments.get("db") != "pubmed":
        return False
    if utility == ESEARCH:
        term, limit = str(arguments.get("term", "")), str(arguments.get("retmax", "20"))
        is_balanced = term.count("(") == term.count(")") and term.count("[") == term.count("]")
        return bool(term) and is_balanced and arguments.get("retmode") == "json" and limit.isdigit()
    ids = str(arguments.get("id", "")).split(",")
    return arguments.get("retmode") == "xml" and len(ids) <= FETCHED_MAX and all(map(str.isdigit, ids))
