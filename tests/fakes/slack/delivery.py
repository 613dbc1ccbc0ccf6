"""Deliveries over HTTP: signed, retried, doubled, and all the ways in which they can be wrong
(sheet 1.3, 1.4)."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.fakes.clock import Clock
from tests.fakes.server import Delivered, LoopbackServer
from tests.fakes.slack import limits
from tests.fakes.slack.events import Happened

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Retry:
    """`number` 1 to 3; `reason` is one of http_timeout, too_many_redirects, connection_failed, ssl_error,
    http_error, unknown_error."""

    number: int
    reason: str = "http_timeout"


@dataclass(frozen=True, slots=True)
class Forgery:
    """What is wrong with a delivery. Each header in `headers` replaces the right one; None leaves it out."""

    secret: str | None = None
    age_s: float = 0.0
    headers: Mapping[str, str | None] | None = None


WRONG_SECRET = Forgery(secret="not-the-signing-secret")
TOO_OLD = Forgery(age_s=301)
FROM_THE_FUTURE = Forgery(age_s=-301)
UNSIGNED = Forgery(headers={"X-Slack-Signature": None})
UNTIMED = Forgery(headers={"X-Slack-Request-Timestamp": None})
TIME_IS_NO_NUMBER = Forgery(headers={"X-Slack-Request-Timestamp": "yesterday"})
SIGNATURE_IS_NOT_ASCII = Forgery(headers={"X-Slack-Signature": "v0=schlüssel"})
SIGNATURE_IS_EMPTY = Forgery(headers={"X-Slack-Signature": ""})
FORGERIES = (
    WRONG_SECRET, TOO_OLD, FROM_THE_FUTURE, UNSIGNED, UNTIMED, TIME_IS_NO_NUMBER, SIGNATURE_IS_NOT_ASCII,
    SIGNATURE_IS_EMPTY,
)  # fmt: skip
"""All that a receiver has to answer with 401."""


def encoded(what: Happened) -> tuple[bytes, str]:
    """The body, and its content type."""
    match what.kind:
        case "events_api":
            return json.dumps(what.body).encode(), "application/json"
        case "interactive":
            return urlencode({"payload": json.dumps(what.body)}).encode(), FORM
    return urlencode(what.body).encode(), FORM


def signature(secret: str, timestamp: str, body: bytes) -> str:
    mac = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    return f"v0={mac.hexdigest()}"


@dataclass(frozen=True, slots=True)
class Http:
    """Delivers to any URL. The clock of the signature is real unless the fake's is set:
    receivers compare it."""

    server: LoopbackServer
    secret: str
    clock: Clock

    async def deliver(
        self, what: Happened, url: str, *, retry: Retry | None = None, forged: Forgery | None = None,
        timeout_s: float = limits.ACK_TIMEOUT_S,
    ) -> Delivered:  # fmt: skip
        body, content_type = encoded(what)
        headers = self._headers(body, content_type, retry, forged or Forgery())
        return await self.server.hand_over(url, body, headers, timeout_s)

    async def deliver_copies(self, what: Happened, url: str, copies: int) -> list[Delivered]:
        """The same event several times at once."""
        return await self.deliver_all([what] * copies, url)

    async def deliver_all(self, several: Iterable[Happened], url: str) -> list[Delivered]:
        """At once, so that the order of arrival is nobody's."""
        return list(await asyncio.gather(*(self.deliver(each, url) for each in several)))

    async def deliver_with_retries(
        self, what: Happened, url: str, *, timeout_s: float = limits.ACK_TIMEOUT_S
    ) -> list[Delivered]:
        """As Slack does, but without its pauses: again up to three times, unless there is a 2xx or
        `x-slack-no-retry: 1`. What is not of the Events API comes once."""
        attempts = [await self.deliver(what, url, timeout_s=timeout_s)]
        for number in range(1, limits.RETRIES_MAX + 1):
            last = attempts[-1]
            refused = {name.lower(): value for name, value in last.headers.items()}.get(
                "x-slack-no-retry"
            ) == "1"
            if last.ok or refused or what.kind != "events_api":
                break
            retry = Retry(number, last.failure or "http_error")
            attempts.append(await self.deliver(what, url, retry=retry, timeout_s=timeout_s))
        return attempts

    def _headers(
        self, body: bytes, content_type: str, retry: Retry | None, forged: Forgery
    ) -> dict[str, str]:
        timestamp = str(int(self.clock() - forged.age_s))
        headers: dict[str, str | None] = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(forged.secret or self.secret, timestamp, body),
        }
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry.number), "X-Slack-Retry-Reason": retry.reason}
        headers |= forged.headers or {}
        return {name: value for name, value in headers.items() if value is not None}
