"""Deliveries to a webhook, right and wrong (sheet 2.8)."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.fakes.server import Delivered, LoopbackServer
from tests.fakes.telegram import limits

Update = dict[str, Any]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
TIMEOUT_S = 60.0
"""About a minute, unconfirmed."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What stands in the header; None leaves it out."""

    value: str | None


WRONG_SECRETS = (Secret("not-the-secret"), Secret(None), Secret(""), Secret("schlüssel"))
"""All that a receiver has to refuse."""


class Http:
    """Delivers to any URL, with the right `secret` unless told otherwise; an empty one sends no header."""

    def __init__(self, server: LoopbackServer, secret: str) -> None:
        self._server = server
        self.secret = secret

    async def deliver(
        self, update: Update, url: str, *, secret: Secret | None = None, timeout_s: float = TIMEOUT_S
    ) -> Delivered:
        """`secret` None: the right one."""
        given = (secret or Secret(self.secret or None)).value
        headers = {"Content-Type": "application/json"} | ({} if given is None else {SECRET_HEADER: given})
        return await self._server.hand_over(url, json.dumps(update).encode(), headers, timeout_s)

    async def deliver_copies(self, update: Update, url: str, copies: int) -> list[Delivered]:
        return await self.deliver_all([update] * copies, url)

    async def deliver_all(self, updates: Iterable[Update], url: str) -> list[Delivered]:
        """At once, so that the order of arrival is nobody's."""
        return list(await asyncio.gather(*(self.deliver(each, url) for each in updates)))

    async def deliver_in_turn(
        self, updates: Iterable[Update], url: str, *, backwards: bool = False
    ) -> list[Delivered]:
        ordered = list(updates)[::-1] if backwards else list(updates)
        return [await self.deliver(each, url) for each in ordered]

    async def deliver_with_retries(
        self, update: Update, url: str, *, attempts_max: int = limits.WEBHOOK_ATTEMPTS_MAX
    ) -> list[Delivered]:
        """As Telegram does, but without its pauses: again until there is a 2xx."""
        attempts = [await self.deliver(update, url)]
        while not attempts[-1].ok and len(attempts) < attempts_max:
            attempts.append(await self.deliver(update, url))
        return attempts
