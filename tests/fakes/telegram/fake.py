"""The fake itself: the Bot API's door, and the tests' view of the chats behind it."""

import inspect
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from tests.fakes.clock import Clock
from tests.fakes.rates import Rate, Windows
from tests.fakes.server import Call, LoopbackServer
from tests.fakes.telegram import identity, limits, presence, sending
from tests.fakes.telegram.arguments import read_arguments
from tests.fakes.telegram.delivery import Http, Update
from tests.fakes.telegram.errors import Refused, flood
from tests.fakes.telegram.happenings import Happenings
from tests.fakes.telegram.queue_of_updates import Updates
from tests.fakes.telegram.transcript import Message, Ping, Seen, seen
from tests.fakes.telegram.world import User, World

Handler = Callable[["FakeTelegram", Mapping[str, Any]], Any]
METHODS: dict[str, Handler] = {
    **sending.METHODS,
    **presence.METHODS,
    **identity.METHODS,
    "getUpdates": lambda telegram, arguments: telegram.updates.get(arguments),
    "setWebhook": lambda telegram, arguments: telegram.updates.set_webhook(arguments),
    "deleteWebhook": lambda telegram, arguments: telegram.updates.delete_webhook(arguments),
    "getWebhookInfo": lambda telegram, arguments: telegram.updates.webhook_info(),
    "getChat": lambda telegram, arguments: sending.open_chat(telegram, arguments, counts=False).told(),
}
_ANY_CASE = {name.lower(): name for name in METHODS}
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")


class FakeTelegram(LoopbackServer):
    """`async with FakeTelegram() as telegram`: then `Bot(telegram.token, base_url=telegram.base_url)`.

    `world` has the people and chats, `happenings` builds what happens there, `push` sends it by the way that
    the bot has chosen and `http` to any URL, `transcript()` and `pings` show what became of it, `calls` has
    every call. `faults` break calls, by method name. `rates` are empty at first:
    `telegram.rates.update(limits.DOCUMENTED_RATES)`.
    """

    def __init__(self, *, clock: Clock = time.time) -> None:
        super().__init__()
        self.clock = clock
        self.token = "123456789:curbside-fake-token"
        self.secret = "curbside-webhook-secret"
        self.has_topics_enabled = False
        self.press_lifetime_s = 15.0
        """How long a press can be answered; Telegram says only that it can be too late."""
        self.rates: dict[str, Rate] = {}
        self.windows = Windows(clock)
        self.world = World(clock, User(123456789, "Curbside", "curbside_bot", is_bot=True))
        self.person = self.world.add_user("Anna", "anna_test")
        self.other_person = self.world.add_user("Ben")
        self.other_bot = self.world.add_user("Other", "other_bot", is_bot=True)
        self.group = self.world.add_group("Ward")
        self.forum = self.world.add_group("Clinic", is_forum=True)
        self.pings: list[Ping] = []
        self.drafts: dict[tuple[int, int], presence.Draft] = {}
        self.draft_history: list[presence.Draft] = []
        self.actions: list[presence.Action] = []
        self.presses: dict[str, presence.Press] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        """By scope (as JSON) and language."""
        self.about: dict[tuple[str, str], str] = {}
        """`name`, `description`, `short_description`, each by language."""
        self.menu_buttons: dict[int | None, dict[str, Any]] = {}
        self.http = Http(self, self.secret)
        self.updates = Updates(clock, Http(self, ""))
        self.happenings = Happenings(self)

    @property
    def base_url(self) -> str:
        """For `telegram.Bot` and the builder of an `Application`."""
        return f"{self.url}/bot"

    # -- what a person sees

    def transcript(
        self,
        chat: int | None = None,
        thread_id: int | None = None,
        *,
        bots: bool = False,
        deleted: bool = False,
    ) -> list[Seen]:
        """Messages in order: of a chat, of a topic, only the bot's own, deleted ones too."""
        return [
            seen(each)
            for each in self.world.messages.values()
            if (chat is None or each.chat_id == chat)
            and (thread_id is None or each.thread_id == thread_id)
            and (each.is_bots or not bots)
            and (deleted or not each.is_deleted)
        ]

    def draft(self, chat: int | None = None) -> str | None:
        """The text of the preview that is shown now; None where there is none."""
        for draft in reversed(self.draft_history):
            if draft.chat_id == (chat or self.person) and not draft.is_over:
                return draft.texts[-1] if self.clock() - draft.at < limits.DRAFT_LIFETIME_S else None
        return None

    def is_typing(self, chat: int | None = None) -> bool:
        """An action shows for five seconds, or until a message comes."""
        chat = chat or self.person
        return any(
            each.chat_id == chat and self.clock() - each.at < limits.ACTION_LIFETIME_S for each in self._shown
        )

    def waiting_presses(self) -> list[presence.Press]:
        """Buttons that still spin."""
        return [each for each in self.presses.values() if not each.answers]

    def called(self, method: str) -> list[Call]:
        return [each for each in self.calls if each.method == method]

    # -- what happens

    async def push(self, update: Update) -> Update:
        return await self.updates.push(update)

    def flood(self, chat: int, retry_after_s: int = 1, *, method: str = "*", times: int | None = 1) -> None:
        """429 for the next calls that go to the chat."""
        where = {str(chat)}
        error = flood(retry_after_s)
        self.faults.refuse(method, error, times=times, where=lambda asked: str(asked.get("chat_id")) in where)

    # -- for the methods

    @property
    def _shown(self) -> list[presence.Action]:
        last = {each.chat_id: index for index, each in enumerate(self.actions)}
        return [
            each for index, each in enumerate(self.actions) if last[each.chat_id] == index and each.action
        ]

    def sent(self, message: Message) -> None:
        """The bot's new message ends what was only shown for the time being."""
        for draft in self.draft_history:
            if draft.chat_id == message.chat_id and draft.thread_id == message.thread_id:
                draft.is_over = True
        self.actions.append(presence.Action(message.chat_id, message.thread_id, "", self.clock()))
        self.note_calls(message)

    def note_calls(self, message: Message) -> None:
        at, text = (message.chat_id, message.message_id), message.content.text
        self.pings += [Ping(*at, who, text) for who in message.content.calls]

    # -- the server

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.post("/bot{token}/{method}", self._api),
            web.get("/bot{token}/{method}", self._api),
        ]

    async def closing(self) -> None:
        await self.updates.close()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        asked = request.match_info["method"]
        method = _ANY_CASE.get(asked.lower(), asked)
        arguments: dict[str, Any] = {}

        async def act() -> web.StreamResponse:
            result = self._answer(request.match_info["token"], method, arguments)
            if inspect.isawaitable(result):
                result = await result
            return self._json(method, arguments, {"ok": True, "result": result})

        try:
            arguments = await read_arguments(request)
            return await self.faults.around(request, method, arguments, act)
        except Refused as refused:
            return self._json(method, arguments, refused.answer, refused.status)

    def _answer(self, token: str, method: str, arguments: Mapping[str, Any]) -> Any:
        if token != self.token:
            raise Refused(401, "Unauthorized") if _TOKEN.fullmatch(token) else Refused(404, "Not Found")
        handler = METHODS.get(method)
        if handler is None:
            raise Refused(404, "Not Found: method not found")
        return handler(self, arguments)

    def _json(
        self, method: str, arguments: Mapping[str, Any], answer: dict[str, Any], status: int = 200
    ) -> web.Response:
        self.calls.append(Call(method, arguments, self.clock(), answer))
        return web.json_response(answer, status=status)
