"""Any chat endpoint that speaks the OpenAI protocol (`POST …/chat/completions`), hosted or on this machine.

The only file that knows httpx's errors and the wire. An answer comes as server-sent events or as one JSON
document; a server that refuses a parameter (not all know `response_format`) is asked again without it, and
from then on. Redirects are not followed, since what was asked would go to somebody else.
"""

import asyncio
import json
import math
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from answers.errors import ModelRefused, ModelUnavailable
from answers.language.base import Prompt
from answers.language.budget import Usage
from answers.language.sse import EventTooLong, SseReader

ATTEMPTS = 3
BACKOFF_S = 0.3
"""Before the second attempt; twice that before the third, and up to as much again by chance."""
RETRY_AFTER_MAX_S = 5.0
"""A server that wants a longer rest is not waited for: the quoted answer is there at once."""
RETRIED = frozenset({408, 429, 500, 502, 503, 504, 529})
REFUSED = frozenset({400, 413, 422})
"""The prompt's fault, not the model's."""
STREAM_MAX_BYTES = 8 * 1024**2
ERROR_MAX_BYTES = 16 * 1024
CHARS_A_TOKEN_MAX = 24
"""No tokenizer has a longer mean: an answer above it does not keep to `max_tokens`, or does not end."""
OPTIONAL = ("response_format", "stream_options", "temperature", "max_tokens")
"""Parameters that a server may not know, in the order to leave them out where it does not say which."""

_FOREIGN = (httpx.HTTPError, httpx.InvalidURL, httpx.CookieConflict, httpx.StreamError, OSError)
_NOT_REACHED = (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)
"""Before any answer: the server is not there, or closed a connection that was kept open."""
_DONE = "[DONE]"

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """In seconds: to connect, until anything comes, from one piece to the next, and for all of it."""

    connect_s: float = 5.0
    first_s: float = 20.0
    between_s: float = 10.0
    total_s: float = 40.0

    @classmethod
    def within(cls, total_s: float) -> "Timeouts":
        """Where only the whole is given."""
        return cls(min(5.0, total_s), total_s * 2 / 3, min(10.0, total_s), total_s)


@dataclass(slots=True)
class _Deadline:
    """When a call has to be over, by the loop's clock."""

    at: float

    def within(self, seconds: float) -> asyncio.Timeout:
        return asyncio.timeout_at(min(asyncio.get_running_loop().time() + seconds, self.at))

    def leaves(self, seconds: float) -> bool:
        return asyncio.get_running_loop().time() + seconds < self.at


@dataclass(slots=True)
class OpenAiEndpoint:
    """One model of one server. `key` None: the server wants none."""

    client: httpx.AsyncClient
    url: str
    name: str
    key: str | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    sleep: Sleep = asyncio.sleep
    _unknown: frozenset[str] = frozenset()
    """Parameters that this server refused and then answered without."""

    async def ask(self, prompt: Prompt) -> AsyncGenerator[str | Usage, None]:
        """The answer's pieces and, where the server counts, what was used. Raises `ModelUnavailable`."""
        deadline = _Deadline(asyncio.get_running_loop().time() + self.timeouts.total_s)
        room = prompt.tokens_max * CHARS_A_TOKEN_MAX
        async with (
            self._response(prompt, deadline) as response,
            aclosing(_pieces(response, deadline, self.timeouts)) as pieces,
        ):
            async for piece in pieces:
                if isinstance(piece, str):
                    room -= len(piece)
                    if room < 0:
                        raise ModelUnavailable("the model's answer does not end")
                yield piece

    @asynccontextmanager
    async def _response(self, prompt: Prompt, deadline: _Deadline) -> AsyncIterator[httpx.Response]:
        """A response with status 200, open to be read."""
        response = await self._opened(prompt, deadline)
        try:
            yield response
        finally:
            await response.aclose()

    async def _opened(self, prompt: Prompt, deadline: _Deadline) -> httpx.Response:
        left_out = self._unknown
        retries = iter(range(1, ATTEMPTS))
        while True:
            response, wait = await self._tried(_body(self.name, prompt, left_out), deadline)
            if response is not None and response.status_code == httpx.codes.OK:
                self._unknown = left_out
                return response
            said = await _closed(response, deadline) if response is not None else ""
            if response is not None and response.status_code not in RETRIED:
                left_out = _without(left_out, prompt, response.status_code, said)
                continue
            attempt = next(retries, None)
            wait = wait or BACKOFF_S * 2 ** ((attempt or 1) - 1) * (1 + random.random())  # noqa: S311 - spread
            if attempt is None or wait > RETRY_AFTER_MAX_S or not deadline.leaves(wait):
                raise ModelUnavailable(_why(response))
            await self.sleep(wait)

    async def _tried(
        self, body: dict[str, Any], deadline: _Deadline
    ) -> tuple[httpx.Response | None, float | None]:
        """The response, and how long the server asks to wait; None where it could not be reached."""
        request = self.client.build_request(
            "POST",
            f"{self.url.rstrip('/')}/chat/completions",
            json=body,
            headers=_headers(self.key),
            timeout=httpx.Timeout(None, connect=self.timeouts.connect_s),
        )
        try:
            async with deadline.within(self.timeouts.first_s):
                response = await self.client.send(request, stream=True, follow_redirects=False)
        except _NOT_REACHED:
            return None, None
        except TimeoutError as error:
            raise ModelUnavailable("the model did not begin to answer in time") from error
        except _FOREIGN as error:
            raise ModelUnavailable(f"the model cannot be asked: {type(error).__name__}") from error
        return response, _retry_after(response.headers.get("retry-after"))


@asynccontextmanager
async def open_endpoint(
    url: str, name: str, *, key: str | None = None, timeouts: Timeouts | None = None
) -> AsyncIterator[OpenAiEndpoint]:
    """The endpoint with a client of its own. Proxies and netrc of the environment are not used."""
    async with httpx.AsyncClient(trust_env=False, limits=httpx.Limits(max_connections=64)) as client:
        yield OpenAiEndpoint(client, url, name, key, timeouts or Timeouts())


# -- what is sent


def _headers(key: str | None) -> dict[str, str]:
    """Uncompressed, since a small body could become a large one."""
    headers = {"Accept": "text/event-stream, application/json", "Accept-Encoding": "identity"}
    return headers | ({"Authorization": f"Bearer {key}"} if key else {})


def _body(name: str, prompt: Prompt, left_out: frozenset[str]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "model": name,
        "messages": [
            {"role": "system", "content": prompt.instructions},
            {"role": "user", "content": prompt.content},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "max_tokens": prompt.tokens_max,
    }
    if prompt.schema is not None:
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": prompt.schema},
        }
    if "max_tokens" in left_out:
        # Its newer name.
        body["max_completion_tokens"] = prompt.tokens_max
    return {name: value for name, value in body.items() if name not in left_out}


def _without(left_out: frozenset[str], prompt: Prompt, status: int, said: str) -> frozenset[str]:
    """What to leave out next. Raises `ModelRefused`, `ModelUnavailable` where that is not what is wrong."""
    if status not in REFUSED:
        raise ModelUnavailable(f"the model's server answered {status}")
    sent = [
        name
        for name in OPTIONAL
        if name not in left_out and not (name == "response_format" and prompt.schema is None)
    ]
    named = next((name for name in sent if name in said), None)
    is_too_long = "context" in said or status == httpx.codes.REQUEST_ENTITY_TOO_LARGE
    if not sent or (named is None and is_too_long):
        raise ModelRefused(f"the model's server refused the prompt ({status})")
    return left_out | {named or sent[0]}


# -- what comes back


def _retry_after(header: str | None) -> float | None:
    """Seconds, or a date (RFC 9110, 10.2.3); None where there is none that can be read."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            until = parsedate_to_datetime(header)
        except ValueError:
            return None
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        seconds = (until - datetime.now(UTC)).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _why(response: httpx.Response | None) -> str:
    if response is None:
        return "the model's server cannot be reached"
    return f"the model's server answered {response.status_code}"


async def _closed(response: httpx.Response, deadline: _Deadline) -> str:
    """The beginning of an error's body, which may name a parameter; the response is closed."""
    body = b""
    try:
        async with deadline.within(2.0):
            async for chunk in response.aiter_raw():
                body += chunk[:ERROR_MAX_BYTES]
                if len(body) >= ERROR_MAX_BYTES:
                    break
    except (TimeoutError, *_FOREIGN):
        pass
    finally:
        await response.aclose()
    return body.decode(errors="replace")


async def _pieces(
    response: httpx.Response, deadline: _Deadline, timeouts: Timeouts
) -> AsyncGenerator[str | Usage, None]:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise ModelUnavailable("the model's server compresses though asked not to")
    if kind not in ("text/event-stream", "application/json"):
        raise ModelUnavailable("the model's server answered with something that is no answer")
    read = _streamed if kind == "text/event-stream" else _whole
    async with aclosing(_chunks(response, deadline, timeouts)) as chunks, aclosing(read(chunks)) as pieces:
        async for piece in pieces:
            yield piece


async def _chunks(
    response: httpx.Response, deadline: _Deadline, timeouts: Timeouts
) -> AsyncGenerator[bytes, None]:
    """The body as it comes, each piece in its time and the whole within its bound."""
    chunks = response.aiter_raw()
    wait, size = timeouts.first_s, 0
    while True:
        try:
            async with deadline.within(wait):
                chunk = await anext(chunks, None)
        except TimeoutError as error:
            raise ModelUnavailable("the model's answer did not go on in time") from error
        except _FOREIGN as error:
            raise ModelUnavailable(f"the model's answer broke off: {type(error).__name__}") from error
        if chunk is None:
            return
        wait, size = timeouts.between_s, size + len(chunk)
        if size > STREAM_MAX_BYTES:
            raise ModelUnavailable("the model's answer does not end")
        yield chunk


async def _whole(chunks: AsyncIterator[bytes]) -> AsyncGenerator[str | Usage, None]:
    body = b"".join([chunk async for chunk in chunks])
    for piece in _read(_parsed(body.decode(errors="replace")), _Ending(), "message"):
        yield piece


@dataclass(slots=True)
class _Ending:
    """Whether the answer said that it was over."""

    said: bool = False


async def _streamed(chunks: AsyncIterator[bytes]) -> AsyncGenerator[str | Usage, None]:
    reader, ending = SseReader(), _Ending()
    try:
        async for chunk in chunks:
            for data in reader.feed(chunk):
                if data.strip() == _DONE:
                    return
                for piece in _read(_parsed(data), ending, "delta"):
                    yield piece
        for data in reader.end():
            if data.strip() == _DONE:
                return
            for piece in _read(_parsed(data), ending, "delta"):
                yield piece
    except EventTooLong as error:
        raise ModelUnavailable("the model's answer has a line that does not end") from error
    if not ending.said:
        raise ModelUnavailable("the model's answer broke off")


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelUnavailable("the model's server sent what is no JSON") from error
    if not isinstance(value, dict) or value.get("error"):
        raise ModelUnavailable("the model's server reports an error")
    return value


def _read(event: dict[str, Any], ending: _Ending, part: str) -> Iterator[str | Usage]:
    """The text and the usage of one event (`part`: delta) or of a whole answer (message).

    An answer that was cut at `max_tokens` (finish_reason “length”) is given as far as it goes: what reads it
    has to see that it is not whole.
    """
    for choice in _dicts(event.get("choices"))[:1]:
        if choice.get("finish_reason") == "content_filter":
            raise ModelRefused("the model's server filtered the answer")
        ending.said = ending.said or bool(choice.get("finish_reason"))
        said = choice.get(part)
        if isinstance(said, dict) and (text := _text(said.get("content"))):
            yield text
    counted = event.get("usage")
    if isinstance(counted, dict):
        yield Usage(_count(counted.get("prompt_tokens")), _count(counted.get("completion_tokens")))


def _text(content: object) -> str:
    """Text as such, or in parts, as some servers give it."""
    if isinstance(content, str):
        return content
    return "".join(part["text"] for part in _dicts(content) if isinstance(part.get("text"), str))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0
