"""What a process does, by its roles: receive over HTTP, from Slack, from Telegram; answer; or all of them.

`curbside web`, `worker`, `slack` and `telegram` have one role each, and `curbside serve` has all that the
settings allow: the same code.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from pydantic import SecretStr
from redis.asyncio import Redis
from starlette.routing import Route

from adapters.connections import WORKER_REDIS_TIMEOUT_S, cipher_of, inbox_of, ledger_of, limits_of, open_redis
from adapters.ending import Ending, until_told
from adapters.errors import AdapterError, SettingInvalid, SettingMissing
from adapters.inspection.redis import losing
from adapters.language import Models, open_models
from adapters.root import bot_of, following, open_store
from adapters.settings import Settings
from adapters.web.app import Probe, application
from adapters.web.metrics import in_words
from adapters.web.permission import Permission
from adapters.web.server import listen, serve_http
from adapters.web.watch import watch_of
from answers.search.follow import Progress
from answers.store.sql import SqlStore
from bot.cipher import Cipher
from bot.mail.base import Kept, Messenger
from bot.mail.retention import expire_records
from bot.mail.roster import Roster
from bot.outward.redis import paces
from bot.reception import Reception
from bot.tally.base import Tally
from bot.tally.carry import carry, carry_last
from bot.tally.redis import RedisTotals
from bot.worker import Office, Worker

SLACK_PATH = "/slack/events"
TELEGRAM_PATH = "/telegram/webhook"

NO_MESSENGER = (
    "no messenger is configured. For Slack set SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET"
    " (docs/slack.md), for Telegram TELEGRAM_BOT_TOKEN (docs/telegram.md); 'curbside chat' needs neither"
)

Say = Callable[[str], None]
Job = Callable[[asyncio.Event], Coroutine[Any, Any, None]]
"""What a role does until the event is set, and a little longer to finish it."""


class Role(StrEnum):
    """What one process can do."""

    WEB = "web"
    WORKER = "worker"
    SLACK = "slack"
    """Receive by Socket Mode."""
    TELEGRAM = "telegram"
    """Receive by polling."""


def roles_of(settings: Settings, *, slack: bool, telegram: bool, web: bool) -> frozenset[Role]:
    """The roles of `curbside serve`; without a choice, all that the settings allow."""
    if not (slack or telegram or web):
        slack, telegram, web = bool(settings.slack_bot_token), bool(settings.telegram_bot_token), True
    roles = {Role.WORKER, *([Role.WEB] if web else [])}
    if slack:
        over_http = settings.slack_signing_secret and not settings.slack_app_token
        roles.add(Role.WEB if over_http else Role.SLACK)
    if telegram:
        roles.add(Role.WEB if settings.telegram_webhook_secret else Role.TELEGRAM)
    return frozenset(roles)


async def serve(
    settings: Settings,
    roles: frozenset[Role],
    *,
    say: Say,
    ending: Ending | None = None,
    progress: Progress | None = None,
) -> None:
    """Until told to end, or cancelled. Raises an `AdapterError`: what is missing, refused, not reached."""
    _check(settings, roles)
    cipher = cipher_of(settings)
    ending = ending or Ending()
    async with AsyncExitStack() as stack:
        try:
            with ending.while_starting():
                redis = await stack.enter_async_context(open_redis(settings))
                office = _Process(settings, roles, redis, cipher, say, stack)
                await office.open(progress)
        except asyncio.CancelledError:
            if ending.told.is_set():
                return
            raise
        say("ready")
        try:
            async with asyncio.TaskGroup() as group:
                for job in office.jobs:
                    group.create_task(job(ending.told))
        except* AdapterError as failed:
            raise failed.exceptions[0] from None


def _check(settings: Settings, roles: frozenset[Role]) -> None:
    """What is missing is said before anything is opened. Raises `SettingMissing`, `SettingInvalid`."""
    slack, telegram = settings.slack_bot_token, settings.telegram_bot_token
    if Role.WORKER in roles and not (slack or telegram):
        raise SettingMissing(NO_MESSENGER)
    needed: list[tuple[object, str, str]] = []
    if Role.SLACK in roles or settings.slack_signing_secret:
        needed.append((slack, "SLACK_BOT_TOKEN", "docs/slack.md"))
    if Role.SLACK in roles:
        needed.append((settings.slack_app_token, "SLACK_APP_TOKEN", "docs/slack.md"))
    if Role.TELEGRAM in roles or settings.telegram_webhook_secret:
        needed.append((telegram, "TELEGRAM_BOT_TOKEN", "docs/telegram.md"))
    if settings.telegram_webhook_secret:
        needed.append((settings.public_url, "CURBSIDE_PUBLIC_URL", "docs/telegram.md"))
    for value, name, guide in needed:
        if not value:
            raise SettingMissing(f"{name} is not set; {guide} says where to get it")
    if Role.TELEGRAM in roles and settings.telegram_webhook_secret:
        raise SettingInvalid(
            "TELEGRAM_WEBHOOK_SECRET is set, so 'curbside web' receives from Telegram. Unset it to poll"
        )


class NoWorker(Exception):
    """Health's word for it."""


@dataclass
class _Process:
    """What the roles of one process share while they run; `jobs` are to be run together."""

    settings: Settings
    roles: frozenset[Role]
    redis: Redis
    cipher: Cipher
    say: Say
    stack: AsyncExitStack
    messengers: dict[str, Messenger] = field(default_factory=dict)
    probes: dict[str, Probe] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    models: Models | None = None
    tally: Tally = field(default_factory=Tally)

    async def open(self, progress: Progress | None) -> None:
        """All that the roles need. Raises as `serve` does."""
        for warning in await losing(self.redis, self.settings.redis_replicas):
            self.say(warning)
        totals = RedisTotals(self.redis)
        self.stack.push_async_callback(carry_last, self.tally, totals)
        self.jobs.append(partial(carry, self.tally, totals))
        await self.open_messengers()
        if Role.WORKER in self.roles:
            await self.open_worker(progress)
        if Role.WEB in self.roles:
            await self.open_web()

    async def open_messengers(self) -> None:
        """Those that a role needs: the web's only where it receives from them."""
        settings = self.settings
        over_http = {Role.WEB} if settings.slack_signing_secret else set()
        if settings.slack_bot_token and self.roles & {Role.WORKER, Role.SLACK, *over_http}:
            await self._open_slack(settings.slack_bot_token)
        by_webhook = {Role.WEB} if settings.telegram_webhook_secret else set()
        if settings.telegram_bot_token and self.roles & {Role.WORKER, Role.TELEGRAM, *by_webhook}:
            await self._open_telegram(settings.telegram_bot_token)

    def _reception(self, messenger: Messenger) -> Reception:
        self.messengers[messenger.platform] = messenger
        inbox = inbox_of(self.redis, self.cipher, replicas=self.settings.redis_replicas, tally=self.tally)
        limits = limits_of(self.redis, self.settings, self.tally)
        country, pace = self.settings.country, paces(self.redis)
        reception = Reception(inbox, messenger, limits, country=country, pace=pace)
        self.stack.push_async_callback(reception.close)
        return reception

    async def _open_slack(self, token: SecretStr) -> None:
        from adapters.slack.app import events_app, events_endpoint, open_slack, socket_mode

        settings = self.settings
        slack = await self.stack.enter_async_context(
            open_slack(token.get_secret_value(), settings.slack_api_url)
        )
        reception = self._reception(slack.messenger)
        if Role.SLACK in self.roles and settings.slack_app_token:
            app = events_app(slack, reception, None)
            app_token = settings.slack_app_token.get_secret_value()
            connected = await self.stack.enter_async_context(AsyncExitStack())
            await connected.enter_async_context(socket_mode(app, app_token))
            self.jobs.append(partial(_connected, connected))
            self.say("Slack: connected by Socket Mode")
        if Role.WEB in self.roles and settings.slack_signing_secret:
            app = events_app(slack, reception, settings.slack_signing_secret.get_secret_value())
            self.routes.append(Route(SLACK_PATH, events_endpoint(app), methods=["POST"]))
            self.say(f"Slack: events at {SLACK_PATH}")

    async def _open_telegram(self, token: SecretStr) -> None:
        from adapters.telegram import app as telegram_app

        settings = self.settings
        telegram = await self.stack.enter_async_context(
            telegram_app.open_telegram(token.get_secret_value(), settings.telegram_api_url)
        )
        receiver = telegram_app.Receiver(telegram, self._reception(telegram.messenger))
        if Role.TELEGRAM in self.roles:
            await telegram_app.introduce(telegram.bot)
            self.jobs.append(partial(until_told, partial(telegram_app.poll, telegram, receiver)))
            self.say(f"Telegram: polling as @{telegram.identity.username}")
        if Role.WEB in self.roles and settings.telegram_webhook_secret:
            secret = settings.telegram_webhook_secret.get_secret_value()
            endpoint = telegram_app.webhook_endpoint(receiver, secret)
            self.routes.append(Route(TELEGRAM_PATH, endpoint, methods=["POST"]))
            await telegram_app.introduce(telegram.bot)
            url = f"{str(settings.public_url).rstrip('/')}{TELEGRAM_PATH}"
            await telegram_app.set_webhook(telegram.bot, url, secret)
            self.say(f"Telegram: webhook of @{telegram.identity.username} at {TELEGRAM_PATH}")

    async def open_worker(self, progress: Progress | None) -> None:
        settings = self.settings
        redis = await self.stack.enter_async_context(open_redis(settings, WORKER_REDIS_TIMEOUT_S))
        library = await self.stack.enter_async_context(following(settings, progress))
        ledger = await self.stack.enter_async_context(ledger_of(settings, self.cipher, self.tally))
        bot = bot_of(library, redis, self.cipher)
        inbox = inbox_of(redis, self.cipher, replicas=settings.redis_replicas, tally=self.tally)
        await self.stack.enter_async_context(inbox.listening())
        office = Office(inbox, ledger, bot, self.messengers, settings.country, paces(redis))
        kept = Kept(timedelta(days=settings.answers_kept_days), timedelta(days=settings.records_kept_days))
        self.jobs += (Worker(office).run, Roster(redis).attend, partial(expire_records, ledger, kept))

        async def index() -> str:
            return f"{len(library.index)} approved articles"

        self.probes["index"] = index
        self.models = library.models
        self.say(f"answering from {len(library.index)} articles")

    async def open_web(self) -> None:
        store = await self.stack.enter_async_context(open_store(self.settings))
        self.probes |= {"database": _database(store), "redis": _redis(self.redis)}
        self.probes["workers"] = _workers(Roster(self.redis))
        if self.models is None:
            shared = self.redis if self.settings.redis_url else None
            self.models = await self.stack.enter_async_context(open_models(self.settings, shared))
        if self.models.writer:
            self.probes["model"] = _model(self.models)
        listening = listen(self.settings.host, self.settings.port)
        token = self.settings.metrics_token
        app = application(
            self.probes,
            self.routes,
            watch=watch_of(
                self.models,
                inbox_of(self.redis, self.cipher),
                RedisTotals(self.redis),
                Roster(self.redis),
            ),
            permission=Permission(token.get_secret_value() if token else None),
        )
        self.jobs.append(partial(serve_http, app, listening))
        self.say(f"listening on http://{self.settings.host}:{self.settings.port}")


def _database(store: SqlStore) -> Probe:
    async def database() -> str:
        return f"{sum((await store.counts()).values())} versions"

    return database


def _redis(redis: Redis) -> Probe:
    async def answers() -> str:
        await redis.ping()
        return "answers"

    return answers


def _workers(roster: Roster) -> Probe:
    """Without one nobody is answered, whatever is received."""

    async def alive() -> str:
        if not (number := await roster.alive()):
            raise NoWorker
        return f"{number} alive"

    return alive


def _model(models: Models) -> Probe:
    """Of a breaker that is open health tells too; the bot answers without a model."""

    async def state() -> str:
        return "; ".join(in_words(gauges) for gauges in await models.gauges())

    return state


async def _connected(connection: AsyncExitStack, stop: asyncio.Event) -> None:
    """Socket Mode works by itself: it only has to end before the rest does."""
    await stop.wait()
    await connection.aclose()
