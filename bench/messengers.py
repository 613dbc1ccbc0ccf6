"""Slack and Telegram, by each way of receiving: how fast, and what 1,212 real questions meet there.

    python -m bench.messengers [ARCHIVE]

Fakes, product and echo bot share one process and its two cores, so that the times are upper bounds; the
echo bot is measured in the same run, in the same way.
"""

import asyncio
import json
import logging
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.serving import SLACK_PATH, TELEGRAM_PATH, Role
from answers.text import one_line
from answers.types import Audience
from bench import echo
from bench.library import ARCHIVE
from bench.measuring import machine, quantile, run
from bot import wording
from bot.guard import Alarm, alarm
from bot.masking import mask
from bot.several import several
from tests.adapters.messengers.product import Product, running
from tests.fakes import FakeSlack, FakeTelegram

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
QUESTIONS = SHARED / "kqa-questions.jsonl"
TIMED = 200
WARM_UP = 20
AT_ONCE = 16
ANSWER_S = 90.0
LOOK_EVERY_S = 0.001
PART = re.compile(r"\((\d+)/\d+\)(?=[^\n]*\Z)")
"""The mark of a part, in its last line."""
PROBE = "What are the treatment options for osteosarcoma with lung metastases?"
SECRET = "a-webhook-secret-of-32-characters"  # noqa: S105 - of a fake

SENDING = ("chat.postMessage", "sendMessage")

Fake = FakeSlack | FakeTelegram


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds from the event to its acknowledgement, and to the first message of the reply."""

    acknowledged: float
    replied: float


class Sent:
    """Where the bot has written, from the fake's calls: its transcript takes longer with every message."""

    def __init__(self, fake: Fake) -> None:
        self._fake = fake
        self._read = 0
        self._places: set[str] = set()

    async def to(self, place: object) -> None:
        """Wait for a message there. Raises TimeoutError."""
        async with asyncio.timeout(ANSWER_S):
            while not self._is_there(str(place)):  # noqa: ASYNC110 - the fake has no event for it
                await asyncio.sleep(LOOK_EVERY_S)

    def _is_there(self, place: str) -> bool:
        for call in self._fake.calls[self._read :]:
            if call.method in SENDING and call.ok:
                self._places.add(str(call.arguments.get("channel") or call.arguments.get("chat_id")))
        self._read = len(self._fake.calls)
        return place in self._places


class SlackLine:
    """A new person with every question, in direct messages."""

    def __init__(self, slack: FakeSlack, url: str) -> None:
        self._slack, self._url, self._sent = slack, url, Sent(slack)

    async def ask(self, text: str) -> Times:
        event = self._slack.events.dm(text, user=self._slack.workspace.add_user("p"))
        began = time.perf_counter()
        if self._url:
            delivered = await self._slack.http.deliver(event, self._url)
            assert delivered.ok, delivered
        else:
            await (await self._slack.socket_mode.send(event)).acked()
        acknowledged = time.perf_counter() - began
        await self._sent.to(event.channel)
        return Times(acknowledged, time.perf_counter() - began)


class TelegramLine:
    """A new person with every question, in private."""

    def __init__(self, telegram: FakeTelegram, url: str) -> None:
        self._telegram, self._url, self._sent = telegram, url, Sent(telegram)

    async def ask(self, text: str) -> Times:
        person = self._telegram.world.add_user("P")
        update = self._telegram.happenings.private(text, user=person)
        began = time.perf_counter()
        if self._url:
            delivered = await self._telegram.http.deliver(update, self._url)
            assert delivered.ok, delivered
        else:
            await self._telegram.push(update)
            await self._telegram.updates.confirmed(update["update_id"])
        acknowledged = time.perf_counter() - began
        await self._sent.to(person)
        return Times(acknowledged, time.perf_counter() - began)


@dataclass(frozen=True)
class Way:
    """A platform and a way of receiving from it."""

    name: str
    roles: frozenset[Role]
    path: str
    echo: Callable[[Any], AbstractAsyncContextManager[str]]

    @property
    def is_slack(self) -> bool:
        return self.name.startswith("Slack")

    @property
    def audience(self) -> Audience:
        return Audience.CLINICIAN if self.is_slack else Audience.PATIENT

    def line(self, product: Product) -> SlackLine | TelegramLine:
        product.telegram.http.secret = SECRET
        url = product.url + self.path if self.path else ""
        return SlackLine(product.slack, url) if self.is_slack else TelegramLine(product.telegram, url)

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[SlackLine | TelegramLine]:
        """The SDK's echo bot."""
        if self.is_slack:
            async with FakeSlack() as slack, self.echo(slack) as url:
                yield SlackLine(slack, url)
        else:
            async with FakeTelegram() as telegram, self.echo(telegram) as url:
                yield TelegramLine(telegram, url)

    @asynccontextmanager
    async def product(self, library: Path) -> AsyncIterator[Product]:
        more = {"TELEGRAM_WEBHOOK_SECRET": SECRET} if self.path == TELEGRAM_PATH else {}
        with tempfile.TemporaryDirectory(prefix="curbside-bench-") as home:
            async with running(library, Path(home) / "data", self.roles, **more) as product:
                yield product


WAYS = [
    Way("Slack, Socket Mode", frozenset({Role.WORKER, Role.SLACK}), "", echo.slack_socket),
    Way("Slack, HTTP", frozenset({Role.WORKER, Role.WEB}), SLACK_PATH, echo.slack_http),
    Way("Telegram, polling", frozenset({Role.WORKER, Role.TELEGRAM}), "", echo.telegram_polling),
    Way("Telegram, webhook", frozenset({Role.WORKER, Role.WEB}), TELEGRAM_PATH, echo.telegram_webhook),
]


async def speed(library: Path) -> None:
    """Print the times of each way, and of the echo bot beside it."""
    for way in WAYS:
        async with way.bare() as line:
            bare = await _timed(line)
        async with way.product(library) as product:
            ours = await _timed(way.line(product), product)
        print(way.name)
        _compared("acknowledgement", [t.acknowledged for t in ours], [t.acknowledged for t in bare])
        _compared("reply", [t.replied for t in ours], [t.replied for t in bare])


def _compared(label: str, ours: Sequence[float], bare: Sequence[float]) -> None:
    for q in (0.5, 0.99):
        one, limit = quantile(ours, q), quantile(bare, q)
        ratio = one.value / limit.value
        print(f"  event to {label:<15} p{q * 100:.0f}  {one}  echo bot {limit}  ratio {ratio:.1f}")


async def _timed(line: SlackLine | TelegramLine, product: Product | None = None) -> list[Times]:
    times = []
    for _ in range(WARM_UP + TIMED):
        times.append(await line.ask(PROBE))
        if product:
            await product.quiet()
    return times[WARM_UP:]


async def questions(library: Path, texts: Sequence[str]) -> list[str]:
    """Send all texts by each way, print what they met; what is not as it should be."""
    wrong: list[str] = []
    for way in WAYS:
        async with way.product(library) as product:
            with _errors_logged() as logged:
                origins, faults = await _answered(way, product, texts)
        faults += [f"an error was logged: {line}" for line in logged]
        told = ", ".join(f"{origin} {count}" for origin, count in sorted(origins.items()))
        print(f"{way.name}: {sum(origins.values())} answered: {told}; {len(faults)} faults", flush=True)
        wrong += [f"{way.name}: {fault}" for fault in faults]
    return wrong


async def _answered(way: Way, product: Product, texts: Sequence[str]) -> tuple[Counter[str], list[str]]:
    line, free = way.line(product), asyncio.Semaphore(AT_ONCE)
    origins: Counter[str] = Counter()
    faults: list[str] = []

    async def one(text: str) -> None:
        async with free:
            try:
                await line.ask(text)
            except TimeoutError:
                faults.append(f"no answer in {ANSWER_S:.0f} s")

    await asyncio.gather(*(one(text) for text in texts))
    await product.quiet()
    fake: Fake = product.slack if way.is_slack else product.telegram
    faults += [f"refused: {call.method} {call.answer}" for call in fake.calls if not call.ok]
    replies = _replies(fake)
    given: Counter[int] = Counter()
    for parts in replies.values():
        given[sum(part is None or part[1] == "1" for part in map(PART.search, parts))] += 1
        origins[_origin(parts[0])] += 1
        faults += _unlabelled(parts)
    if given != (wanted := Counter(_answers(text, way.audience) for text in texts)):
        faults.append(f"answers a message: {dict(given)} in place of {dict(wanted)}")
    if len(replies) != len(texts):
        faults.append(f"{len(replies)} of {len(texts)} questions were answered")
    return origins, faults


def _answers(text: str, audience: Audience) -> int:
    """How many answers a message gets: one for each of up to three questions; help alone in an emergency."""
    raised = alarm(text, audience)
    if raised and (audience is Audience.PATIENT or raised is Alarm.SELF_HARM):
        return 1
    heard = several(one_line(mask(text).text), ())
    return len(heard.answered) if heard else 1


def _replies(fake: Fake) -> dict[object, list[str]]:
    """The bot's messages by conversation."""
    found: dict[object, list[str]] = {}
    for seen in fake.transcript(bots=True):
        place = getattr(seen, "channel", None) or getattr(seen, "chat_id", None)
        found.setdefault(place, []).append(seen.text)
    return found


def _unlabelled(texts: Sequence[str]) -> list[str]:
    """Clinical replies without the review status or the disclaimer; help in an emergency has neither."""
    disclaimers = tuple(wording.DISCLAIMER.values())
    return [
        f"without status or disclaimer: {_origin(text)}"
        for text in texts
        if _origin(text) in ("approved", "quoted", "none") and not any(d in text for d in disclaimers)
    ]


def _origin(text: str) -> str:
    """By the first line, which says it."""
    first = text.split("\n", 1)[0]
    if first.startswith((wording.SAMPLE, "Released by", "Approved")):
        return "approved"
    kinds = {
        "quoted": tuple(wording.PENDING.values()),
        "none": (wording.NO_STATUS,),
        "help": ("This may be", "If you", "If someone"),
        "ask again": (wording.NO_SUBJECT, wording.EMPTY, wording.WELCOME, wording.HELLO),
    }
    return next((kind for kind, beginnings in kinds.items() if first.startswith(beginnings)), "apology")


@contextmanager
def _errors_logged() -> Iterator[list[str]]:
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.name}: {record.getMessage()}")

    keep = Keep(logging.WARNING)
    logging.getLogger().addHandler(keep)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(keep)


def real_questions(limit: int | None = None) -> list[str]:
    """Questions that patients asked online; the file is not part of the repository."""
    lines = QUESTIONS.read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines][:limit]


def main(archive: Path) -> int:
    """Both, over the starter library and MedQuAD; how many questions met a fault."""
    print(f"machine: {machine()}")
    with tempfile.TemporaryDirectory(prefix="curbside-bench-") as folder:
        library = Path(folder) / "data"
        run(
            "articles",
            "import",
            str(archive),
            "--format",
            "medquad",
            "--release-as",
            "Bench",
            data_dir=library,
        )
        asyncio.run(speed(library))
        faults = asyncio.run(questions(library, real_questions()))
    for fault in faults:
        print(f"FAULT {fault}")
    return len(faults)


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ARCHIVE)))
