"""getUpdates and the webhook: the two ways in which updates leave the server, never both (sheet 2.8)."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.clock import Clock
from tests.fakes.server import Delivered
from tests.fakes.telegram import limits
from tests.fakes.telegram.arguments import flag, number
from tests.fakes.telegram.delivery import Http, Update
from tests.fakes.telegram.errors import bad, conflict

Arguments = Mapping[str, Any]


class Updates:
    """Updates that nobody has confirmed yet, for a day."""

    def __init__(self, clock: Clock, http: Http) -> None:
        self._clock = clock
        self._http = http
        self._secret = ""
        self._waiting: dict[int, tuple[float, Update]] = {}
        self._allowed: frozenset[str] = frozenset()
        self._changed = asyncio.Condition()
        self._poll = 0
        self._polls_waiting = 0
        self._is_closing = False
        self._connections = asyncio.Semaphore(limits.CONNECTIONS_DEFAULT)
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._error: dict[str, Any] = {}
        self.webhook_url = ""
        self.deliveries: list[tuple[int, Delivered]] = []
        """What the webhook answered, attempt by attempt, with the update's id."""

    @property
    def unconfirmed(self) -> list[Update]:
        return self._fresh()

    async def push(self, update: Update) -> Update:
        """The update goes where the bot gets its updates, if it is of a kind that the bot wants."""
        if self._wants(update):
            self._waiting[update["update_id"]] = (self._clock(), update)
            if self.webhook_url:
                self._send(update)
            await self._notify()
        return update

    async def confirmed(self, update_id: int) -> None:
        """Waits until the bot has confirmed it, by an offset beyond it or a 2xx."""
        async with self._changed:
            await self._changed.wait_for(lambda: update_id not in self._waiting)

    async def polled(self) -> None:
        """Waits until a client waits for updates."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._polls_waiting > 0)

    async def settled(self) -> None:
        """Waits until the webhook has had all that there is, or it was given up."""
        while self._sending:
            await asyncio.gather(*self._sending.values())

    async def close(self) -> None:
        self._is_closing = True
        await self._notify()
        await self._stop_sending()

    # -- polling

    async def get(self, arguments: Arguments) -> list[Update]:
        if self.webhook_url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        limit = number(arguments, "limit")
        limit = limits.UPDATES_MAX if limit is None else limit
        if not 1 <= limit <= limits.UPDATES_MAX:
            limit = limits.UPDATES_MAX
        self._set_allowed(arguments)
        self._poll += 1
        mine = self._poll
        self._confirm(number(arguments, "offset") or 0)
        await self._notify()
        await self._wait(mine, number(arguments, "timeout") or 0)
        if self.webhook_url:
            raise conflict("terminated by setWebhook request")
        if mine != self._poll:
            raise conflict(
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        return self._fresh()[:limit]

    async def _wait(self, mine: int, timeout_s: int) -> None:
        self._polls_waiting += 1
        try:
            async with asyncio.timeout(timeout_s), self._changed:
                self._changed.notify_all()
                await self._changed.wait_for(
                    lambda: self._is_closing or self.webhook_url or mine != self._poll or self._fresh()
                )
        except TimeoutError:
            return
        finally:
            self._polls_waiting -= 1

    def _confirm(self, offset: int) -> None:
        """A negative offset keeps so many of the last."""
        if offset < 0:
            self._waiting = dict(sorted(self._waiting.items())[offset:])
        self._waiting = {key: value for key, value in self._waiting.items() if key >= offset}

    def _fresh(self) -> list[Update]:
        since = self._clock() - limits.UPDATE_LIFETIME_S
        self._waiting = {key: value for key, value in self._waiting.items() if value[0] > since}
        return [update for _, (_, update) in sorted(self._waiting.items())]

    # -- webhook

    async def set_webhook(self, arguments: Arguments) -> bool:
        url, secret = str(arguments.get("url") or ""), str(arguments.get("secret_token") or "")
        if not url:
            return await self.delete_webhook(arguments)
        _check_url(url)
        if secret and not re.fullmatch(limits.SECRET_PATTERN, secret):
            raise bad("secret token contains unallowed characters")
        connections = number(arguments, "max_connections") or limits.CONNECTIONS_DEFAULT
        self._connections = asyncio.Semaphore(min(max(1, connections), limits.CONNECTIONS_MAX))
        self._set_allowed(arguments)
        self._drop(arguments)
        self.webhook_url, self._secret, self._error = url, secret, {}
        for update in self._fresh():
            self._send(update)
        await self._notify()
        return True

    async def delete_webhook(self, arguments: Arguments) -> bool:
        self.webhook_url, self._error = "", {}
        await self._stop_sending()
        self._drop(arguments)
        await self._notify()
        return True

    def webhook_info(self) -> dict[str, Any]:
        info: dict[str, Any] = {
            "url": self.webhook_url, "has_custom_certificate": False,
            "pending_update_count": len(self._fresh()), **self._error,
        }  # fmt: skip
        return info | ({"allowed_updates": sorted(self._allowed)} if self._allowed else {})

    def _send(self, update: Update) -> None:
        """What is already on its way goes to the present webhook with its next attempt."""
        if update["update_id"] in self._sending:
            return
        task = asyncio.ensure_future(self._deliver(update))
        self._sending[update["update_id"]] = task
        task.add_done_callback(lambda _: self._sending.pop(update["update_id"], None))

    async def _stop_sending(self) -> None:
        sending = list(self._sending.values())
        for task in sending:
            task.cancel()
        await asyncio.gather(*sending, return_exceptions=True)

    async def _deliver(self, update: Update) -> None:
        """Again until there is a 2xx or Telegram gives up; what is given up stays unconfirmed."""
        for _ in range(limits.WEBHOOK_ATTEMPTS_MAX):
            async with self._connections:
                self._http.secret = self._secret
                delivered = await self._http.deliver(update, self.webhook_url)
            self.deliveries.append((update["update_id"], delivered))
            if delivered.ok:
                self._waiting.pop(update["update_id"], None)
                await self._notify()
                return
            said = delivered.failure or f"Wrong response from the webhook: {delivered.status}"
            self._error = {"last_error_date": int(self._clock()), "last_error_message": said}

    # -- both

    def _set_allowed(self, arguments: Arguments) -> None:
        """Omitted, the former list stays; an empty one is the default."""
        if arguments.get("allowed_updates") is not None:
            self._allowed = frozenset(arguments["allowed_updates"])

    def _wants(self, update: Update) -> bool:
        kind = next(name for name in update if name != "update_id")
        return kind in self._allowed if self._allowed else kind not in limits.NOT_BY_DEFAULT

    def _drop(self, arguments: Arguments) -> None:
        if flag(arguments, "drop_pending_updates"):
            self._waiting.clear()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _check_url(url: str) -> None:
    """https on four ports; http for the loopback only, which Telegram itself would refuse too."""
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"):
        return
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in limits.WEBHOOK_PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
