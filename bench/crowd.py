"""People who each ask one question in a direct message of Slack, over HTTP, and wait for its answer."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.serving import SLACK_PATH
from bot import wording
from tests.fakes.server import Call
from tests.fakes.slack.transcript import Seen
from tests.processes import Deployment

LOOK_EVERY_S = 0.01
ANSWER_S = 120.0


@dataclass(frozen=True)
class Asked:
    """A question's seconds from its event to its answer, and the answer."""

    seconds: float
    answer: Seen


class Crowd:
    """A new person with every question. What is over is taken out of the fake, which would keep it all."""

    def __init__(self, product: Deployment) -> None:
        self._slack, self._url = product.slack, product.url + SLACK_PATH
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._read = 0
        self._number = 0

    async def ask(self, texts: Iterable[str], *, at_once: int) -> list[Asked]:
        """All of them, so many at a time. Raises TimeoutError for one that is not answered."""
        free, asked = asyncio.Semaphore(at_once), []

        async def one(text: str) -> None:
            async with free:
                asked.append(await self._one(text))

        looking = asyncio.create_task(self._look())
        try:
            await asyncio.gather(*(one(text) for text in texts))
        finally:
            looking.cancel()
        self._clear()
        return asked

    async def _one(self, text: str) -> Asked:
        self._number += 1
        event = self._slack.events.dm(text, user=self._slack.workspace.add_user(f"c{self._number}"))
        answered = self._waiting[event.channel] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        # Again as Slack does it: the server closes a connection that was idle, and not always in time.
        attempts = await self._slack.http.deliver_with_retries(event, self._url, timeout_s=ANSWER_S)
        assert attempts[-1].ok, attempts
        async with asyncio.timeout(ANSWER_S):
            await answered
        seconds = time.perf_counter() - began
        return Asked(seconds, self._slack.transcript(event.channel, bots=True)[-1])

    async def _look(self) -> None:
        """The fake has no event for a message: its calls are looked through, each once."""
        while True:
            for call in self._slack.calls[self._read :]:
                if call.method == "chat.postMessage" and call.ok and not _is_notice(call):
                    answered = self._waiting.pop(str(call.arguments["channel"]), None)
                    if answered and not answered.done():
                        answered.set_result(None)
            self._read = len(self._slack.calls)
            await asyncio.sleep(LOOK_EVERY_S)

    def _clear(self) -> None:
        world = self._slack.workspace
        self._slack.calls.clear()
        self._read = 0
        self._slack.sessions.clear()
        world.messages.clear()
        for channel in [each.id for each in world.channels.values() if each.with_user]:
            world.users.pop(str(world.channels.pop(channel).with_user), None)


def _is_notice(call: Call) -> bool:
    """That others are ahead: the answer comes by itself."""
    return wording.AHEAD.split("{")[0] in str(call.arguments)
