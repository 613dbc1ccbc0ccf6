"""A language model behind its guards: so many calls at once, within the budget, through the breaker."""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from answers.errors import ModelUnavailable
from answers.language.base import Prompt
from answers.language.breaker import Breaker, Seen, passing
from answers.language.budget import Budget, Price, Spending, Usage

AT_ONCE = 4
WAIT_S = 5.0
"""For a place among those; longer, and the quoted answer is the better one."""
CHARS_A_TOKEN = 3
"""Of English prose it is about four: what is reserved is rather too much."""
FRAME_TOKENS = 64
"""What a server's chat template adds."""


class Endpoint(Protocol):
    """A model as it is asked over the wire."""

    name: str

    def ask(self, prompt: Prompt) -> AsyncGenerator[str | Usage, None]:
        """The answer's pieces, and what it used where the server says so. Raises `ModelUnavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class Gauges:
    """What can be told of a model that is in use; `running` are this process's calls."""

    model: str
    breaker: Seen
    running: int
    spent: Spending


class GuardedModel:
    """A member of `LanguageModel`."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        breaker: Breaker,
        budget: Budget,
        price: Price = Price(),  # noqa: B008 - immutable
        at_once: int = AT_ONCE,
        wait_s: float = WAIT_S,
    ) -> None:
        self.name = endpoint.name
        self._endpoint = endpoint
        self._breaker = breaker
        self._budget = budget
        self._price = price
        self._places = asyncio.Semaphore(at_once)
        self._wait_s = wait_s
        self._running = 0

    async def complete(self, prompt: Prompt, *, account: str | None = None) -> AsyncGenerator[str, None]:
        async with self._place():
            most = _most(prompt)
            reserved = await self._budget.reserve(account, self._price.of(most))
            used = Usage(0, 0)
            try:
                async with passing(self._breaker), aclosing(self._endpoint.ask(prompt)) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, Usage):
                            used = piece
                            continue
                        used = _with(used, piece, most)
                        yield piece
            finally:
                await self._budget.settle(reserved, self._price.of(used))

    async def gauges(self) -> Gauges:
        """For health and metrics."""
        return Gauges(self.name, await self._breaker.seen(), self._running, await self._budget.spent())

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._wait_s):
                await self._places.acquire()
        except TimeoutError:
            raise ModelUnavailable("too many questions wait for the model") from None
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1
            self._places.release()


def _most(prompt: Prompt) -> Usage:
    chars = len(prompt.instructions) + len(prompt.content)
    return Usage(math.ceil(chars / CHARS_A_TOKEN) + FRAME_TOKENS, prompt.tokens_max)


def _with(used: Usage, piece: str, most: Usage) -> Usage:
    """What a call comes to that is broken off before the server counts it: the prompt, and what was sent."""
    return Usage(most.prompt, used.answer + math.ceil(len(piece) / CHARS_A_TOKEN))
