"""The fake itself: the Web API's door, and the tests' view of the workspace behind it."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiohttp import web

from tests.fakes.clock import Clock
from tests.fakes.rates import Rate, Windows
from tests.fakes.server import Call, LoopbackServer
from tests.fakes.slack import agents, history, limits, messages, streams, views
from tests.fakes.slack.arguments import read_arguments, token_of
from tests.fakes.slack.delivery import Http
from tests.fakes.slack.errors import Refused, too_many
from tests.fakes.slack.events import Events
from tests.fakes.slack.socket_mode import SocketMode, connections_answer
from tests.fakes.slack.transcript import Content, Message, Ping, Seen, seen
from tests.fakes.slack.workspace import Workspace

Handler = Callable[["FakeSlack", Mapping[str, Any]], dict[str, Any]]
METHODS: dict[str, Handler] = {
    **messages.METHODS,
    **history.METHODS,
    **streams.METHODS,
    **agents.METHODS,
    **views.METHODS,
}


@dataclass(slots=True)
class ResponseUrl:
    channel: str
    message_ts: str | None
    user: str
    made_at: float
    uses: int = 0


class FakeSlack(LoopbackServer):
    """`async with FakeSlack() as slack`: then `slack.url`, whose Web API is at `slack.api_url`.

    `workspace` has the people and channels, `events` builds what happens there, `http` and `socket_mode`
    deliver it, `transcript()` and `pings` show what became of it, `calls` has every call. `faults` break
    calls, by method name. `rates` are empty at first: `slack.rates.update(limits.DOCUMENTED_RATES)` turns
    the documented ones on.

    The clock is for everything here but the signatures of deliveries, which a receiver checks by its own.
    """

    def __init__(self, *, clock: Clock = time.time, signing_clock: Clock = time.time) -> None:
        super().__init__()
        self.clock = clock
        self.bot_token = "xoxb-curbside-fake"
        self.app_token = "xapp-curbside-fake"
        self.signing_secret = "curbside-signing-secret"
        self.scopes = set(limits.BOT_SCOPES)
        self.agents_enabled = True
        self.home_enabled = True
        self.history_max = limits.HISTORY_MAX
        self.stream_lifetime_s = limits.STREAM_LIFETIME_S
        self.rates: dict[str, Rate] = {}
        self.workspace = Workspace(clock)
        self.person = self.workspace.add_user("anna")
        self.other_person = self.workspace.add_user("ben")
        self.other_bot = self.workspace.add_user("otherbot", is_bot=True)
        self.channel = self.workspace.add_channel("ward")
        self.pings: list[Ping] = []
        self.streams: dict[tuple[str, str], streams.Stream] = {}
        self.sessions: dict[tuple[str, str], agents.Session] = {}
        self.prompts: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.view_of: dict[str, str] = {}
        """The person who has opened the view."""
        self.home: dict[str, dict[str, Any]] = {}
        self.triggers: dict[str, views.Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.events = Events(self)
        self.http = Http(self, self.signing_secret, signing_clock)
        self.socket_mode = SocketMode(self.workspace.app_id)
        self._windows = Windows(clock)

    @property
    def api_url(self) -> str:
        """The `base_url` for `AsyncWebClient`."""
        return f"{self.url}/api/"

    # -- what a person sees

    def transcript(
        self,
        channel: str | None = None,
        thread_ts: str | None = None,
        *,
        bots: bool = False,
        deleted: bool = False,
    ) -> list[Seen]:
        """Messages in order: of a channel, of a thread, only the bot's own, deleted ones too."""
        names = self.workspace.names()
        return [
            seen(each, names)
            for each in sorted(self.workspace.messages.values(), key=lambda each: each.ts)
            if (channel is None or each.channel == channel)
            and (thread_ts is None or each.root == thread_ts)
            and (each.is_bots or not bots)
            and (deleted or not each.is_deleted)
        ]

    def status(self, channel: str, thread_ts: str) -> str:
        """What stands under the thread: the legacy words for two minutes at most,
        else the session's status."""
        session = self.sessions.get((channel, thread_ts))
        if session is None:
            return ""
        if session.words and self.clock() - session.words_at >= limits.STATUS_LIFETIME_S:
            return "active"
        return session.words or session.status

    def called(self, method: str) -> list[Call]:
        return [each for each in self.calls if each.method == method]

    # -- what a person does to the app

    def uninstall(self) -> None:
        """Every call is refused from now on."""
        self.faults.refuse("*", Refused("account_inactive"), times=None)

    def rate_limit(self, method: str, retry_after_s: int = 1, *, times: int | None = 1) -> None:
        """429 with Retry-After, for the next calls."""
        self.faults.refuse(method, too_many(retry_after_s), times=times)

    def stop_streams(self, channel: str, thread_ts: str) -> None:
        for stream in self.streams.values():
            at = stream.message
            if stream.end is None and at.channel == channel and at.root == thread_ts:
                stream.end = "stopped_by_user"
                at.is_streaming = False
        agents.set_session(self, channel, thread_ts, "active")

    # -- for the methods

    def post(self, message: Message) -> None:
        """The bot's new message. The words of a legacy status go when the app posts."""
        self.workspace.keep(message)
        session = self.sessions.get((message.channel, message.root))
        if session is not None and session.words and message.ephemeral_to is None:
            session.words, session.status = "", "active"
        self.note_calls(message)

    def edit(self, message: Message, content: Content) -> None:
        message.former.append(message.content)
        message.content = content
        self.note_calls(message)

    def note_calls(self, message: Message) -> None:
        text = message.content.read({}).text
        self.pings += [Ping(message.channel, message.ts, who, text) for who in message.content.calls()]

    def hash(self) -> str:
        return f"{int(self.clock())}.{uuid4().hex[:8]}"

    def response_url(self, channel: str, message_ts: str | None, user: str) -> str:
        key = uuid4().hex
        self.response_urls[key] = ResponseUrl(channel, message_ts, user, self.clock())
        return f"{self.url}/response/{key}"

    # -- the server

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.post("/api/{method}", self._api),
            web.get("/api/{method}", self._api),
            web.post("/response/{key}", self._response),
            web.get("/link/", self.socket_mode.handle),
        ]

    async def closing(self) -> None:
        await self.socket_mode.close()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments: dict[str, Any] = {}

        async def act() -> web.StreamResponse:
            return self._json(method, arguments, self._answer(request, method, arguments))

        try:
            arguments = await read_arguments(request)
            return await self.faults.around(request, method, arguments, act)
        except Refused as refused:
            return self._json(method, arguments, refused.answer, refused.status, refused.headers)

    def _answer(self, request: web.Request, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        self._check_token(method, token_of(request, arguments))
        if method == "auth.test":
            return self._auth_test()
        if method == "apps.connections.open":
            return connections_answer(self.url, self.socket_mode)
        handler = METHODS.get(method)
        if handler is None:
            raise Refused("unknown_method", req_method=method)
        self._check_scope(method)
        self._check_rate(method, arguments)
        return handler(self, arguments)

    def _check_token(self, method: str, token: str | None) -> None:
        if not token:
            raise Refused("not_authed")
        if token not in (self.bot_token, self.app_token):
            raise Refused("invalid_auth")
        if (token == self.app_token) != (method == "apps.connections.open"):
            raise Refused("not_allowed_token_type")

    def _check_scope(self, method: str) -> None:
        for prefix, needed in limits.NEEDED_SCOPES.items():
            if method.startswith(prefix):
                if not needed & self.scopes:
                    provided = ",".join(sorted(self.scopes))
                    raise Refused("missing_scope", needed=",".join(sorted(needed)), provided=provided)
                return

    def _check_rate(self, method: str, arguments: Mapping[str, Any]) -> None:
        rate = self.rates.get(method)
        if rate is not None:
            channel = arguments.get("channel") if method in limits.PER_CHANNEL else None
            wait_s = self._windows.wait_s((method, channel), rate)
            if wait_s:
                raise too_many(wait_s)

    def _auth_test(self) -> dict[str, Any]:
        return {
            "ok": True, "url": "https://curbside.slack.com/", "team": "Curbside",
            "user": self.workspace.bot.name,
            "team_id": self.workspace.team, "user_id": self.workspace.bot.id, "bot_id": self.workspace.bot_id,
            "is_enterprise_install": False,
        }  # fmt: skip

    def _json(
        self, method: str, arguments: Mapping[str, Any], answer: dict[str, Any], status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> web.Response:  # fmt: skip
        self.calls.append(Call(method, arguments, self.clock(), answer))
        scopes = {"x-oauth-scopes": ",".join(sorted(self.scopes)), "x-slack-req-id": uuid4().hex}
        return web.json_response(answer, status=status, headers={**scopes, **(headers or {})})

    async def _response(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        arguments = json.loads(await request.read())

        async def act() -> web.StreamResponse:
            self._respond(key, arguments)
            self.calls.append(Call("response_url", arguments, self.clock(), {"ok": True}))
            return web.Response(text="ok")

        try:
            return await self.faults.around(request, "response_url", arguments, act)
        except Refused as refused:
            return self._json("response_url", arguments, refused.answer, refused.status, refused.headers)

    def _respond(self, key: str, arguments: Mapping[str, Any]) -> None:
        """Five posts in half an hour; by default a new message that only the person sees (sheet 1.8)."""
        way = self.response_urls.get(key)
        if way is None or self.clock() - way.made_at >= limits.RESPONSE_URL_LIFETIME_S:
            raise Refused("expired_url", status=404)
        if way.uses >= limits.RESPONSE_URL_USES:
            raise Refused("used_url", status=404)
        way.uses += 1
        original = self.workspace.messages.get((way.channel, way.message_ts or ""))
        if arguments.get("delete_original") and original is not None:
            original.is_deleted = True
            return
        content = messages.read_content(arguments)
        if arguments.get("replace_original") and original is not None:
            self.edit(original, content)
            return
        thread = messages.check_thread(self, way.channel, arguments.get("thread_ts"))
        to = None if arguments.get("response_type") == "in_channel" else way.user
        ts, bot = self.workspace.new_ts(), self.workspace.bot.id
        self.post(Message(way.channel, ts, bot, content, thread, is_bots=True, ephemeral_to=to))
