"""The webhook: verified, deduplicated, durable, 200 (design §8), beside a server that proves and writes only.

    python -m bench.webhook

Product, limit, Valkey (`appendfsync always`) and sender are processes of their own and share the machine.
Each conversation is a new one with one question; a tenth are delivered twice, a fifth of Slack's are
mentions, which Slack tells in two events. No worker runs, so that afterwards the inbox must hold each
question once; but none of them is ahead of another, or each person would be told how many are, by a message
that the receiver sends.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from redis.asyncio import Redis

from adapters.connections import cipher_of, inbox_of, open_redis
from adapters.serving import SLACK_PATH, TELEGRAM_PATH
from answers.evaluation.intervals import Measured, mean_with_interval
from bench.bare_webhook import BOLT_PATH
from bench.load import Plan, Times, loaded
from bench.measuring import Quantile, cpu_s, machine, quantile
from bench.webhook_events import Said, slack_events, telegram_updates
from bot.mail.base import SHARDS
from bot.mail.redis import RedisInbox
from tests.processes import deployed
from tests.servers import free_port

RATE = 200.0
SLICE = 1_000
"""Questions of one round, at the rate or as fast as it goes."""
ROUNDS = 3
"""Product and limit by turns, since a machine's speed changes while others use it."""
CONNECTIONS = 64
AT_ONCE = 16
WARM_UP = 200
P99_MS = 50.0
LIMITS = {
    "CURBSIDE_LIMIT_PERSON_MINUTE": "10",
    "CURBSIDE_LIMIT_PERSON_HOUR": "100",
    "CURBSIDE_LIMIT_WORKSPACE_MINUTE": "10000",
}
"""All are counted, as in production; the tests' deployment counts none. All comes from one workspace, whose
usual limit would turn most of it away."""
SHARE = 0.7
START_S = 60.0
LOOK_EVERY_S = 0.05
TAKEN_EVERY_S = 0.01
"""How often what waits loses its turn: at two thousand a second twenty have come meanwhile."""
END_S = 15


@dataclass(frozen=True)
class Round:
    """What the sender saw, and the seconds of a core that the server spent."""

    times: Times
    cpu_s: float


@dataclass(frozen=True)
class Server:
    """A process that is measured, the Redis that it writes to, and what must be in it afterwards."""

    process: int
    port: int
    redis: Redis
    inbox: RedisInbox | None = None

    async def asked(self, said: Said, *, at_once: int, rate: float | None = None) -> Round:
        """Send all, and look whether each question was kept once; what was kept is thrown away."""
        before = cpu_s(self.process)
        sending = asyncio.to_thread(loaded, Plan(self.port, said.requests, at_once, rate))
        times = await _while_none_is_ahead(self.redis, sending)
        assert set(times.statuses) == {"200"}, times.statuses
        spent = cpu_s(self.process) - before
        if self.inbox:
            kept = await self.inbox.waiting()
            assert kept == said.questions, f"{kept} questions are in the inbox, {said.questions} were asked"
        await self.redis.flushall()
        return Round(times, spent)


async def _while_none_is_ahead(redis: Redis, sending: Awaitable[Times]) -> Times:
    """As if workers had all in hand at once: what waits has no turn. It still waits, and is counted."""
    turns = [f"curbside:inbox:{{s{shard}}}:turns" for shard in range(SHARDS)]
    work = asyncio.ensure_future(sending)
    while not work.done():
        await redis.delete(*turns)
        await asyncio.wait({work}, timeout=TAKEN_EVERY_S)
    return work.result()


@dataclass(frozen=True)
class Platform:
    """Makes so many questions of its own for the server at a path."""

    name: str
    path: str
    say: Callable[[int, str], Said]


async def _measured(platform: Platform, ours: Server, bare: Server) -> bool:
    """One platform's lines; whether its budgets are kept."""
    print(platform.name)
    for server in (ours, bare):
        await server.asked(platform.say(WARM_UP, platform.path), at_once=AT_ONCE)
    p99 = await _at_rate(platform, ours, bare)
    share = await _flooded(platform, ours, bare)
    kept = p99.value <= P99_MS and share.mean >= SHARE
    print(f"  budget: p99 ≤ {P99_MS:.0f} ms, ratio ≥ {SHARE}: {'kept' if kept else 'MISSED'}", flush=True)
    return kept


async def _at_rate(platform: Platform, ours: Server, bare: Server) -> Quantile:
    """Arrivals at the rate: the product's p99."""
    seconds: dict[Server, list[float]] = {ours: [], bare: []}
    for _ in range(ROUNDS):
        for server, seen in seconds.items():
            said = platform.say(SLICE, platform.path)
            seen += (await server.asked(said, at_once=CONNECTIONS, rate=RATE)).times.seconds
    for q in (0.5, 0.99):
        one, limit = (quantile(seen, q) for seen in seconds.values())
        print(f"  {RATE:.0f} a second, p{q * 100:.0f}  {one}  limit {limit}")
    return one


async def _flooded(platform: Platform, ours: Server, bare: Server) -> Measured:
    """As fast as it goes: the ratio of what the product and the limit answer in a second."""
    ways = {"curbside": (ours, platform.path), "limit": (bare, platform.path)}
    if platform.path == SLACK_PATH:
        ways["limit through Bolt"] = (bare, BOLT_PATH)
    found: dict[str, list[Round]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (server, path) in ways.items():
            found[name].append(await server.asked(platform.say(SLICE, path), at_once=AT_ONCE))
    limits = [each.times.rate for each in found["limit"]]
    shares = {}
    for name, rounds in found.items():
        rates = [each.times.rate for each in rounds]
        core = min(each.cpu_s / len(each.times.seconds) for each in rounds) * 1000
        share = mean_with_interval([one / limit for one, limit in zip(rates, limits, strict=True)])
        shares[name] = share
        print(
            f"  {AT_ONCE} at once  {name} {mean_with_interval(rates).mean:.0f}/s, {core:.2f} ms of a core,"
            f" ratio {share}"
        )
    return shares["curbside"]


@contextmanager
def _bare(redis_url: str) -> Iterator[tuple[int, int]]:
    """The limit in a process of its own: its id and its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.bare_webhook", str(port), redis_url])
    try:
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(END_S)


async def _listening(port: int) -> None:
    async with asyncio.timeout(START_S):
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(LOOK_EVERY_S)


async def main() -> bool:
    """Both platforms; whether the budgets are kept."""
    print(f"webhook; machine: {machine()}")
    with tempfile.TemporaryDirectory(prefix="curbside-bench-") as folder:
        async with deployed(Path(folder), **LIMITS) as product, open_redis(product.settings) as redis:
            web = await product.start("web")
            inbox = inbox_of(redis, cipher_of(product.settings))
            ours = Server(web.pid, product.settings.port, redis, inbox)
            platforms = [
                Platform("Slack", SLACK_PATH, partial(slack_events, product.slack)),
                Platform("Telegram", TELEGRAM_PATH, partial(telegram_updates, product.telegram)),
            ]
            with _bare(product.redis.url) as (process, port):
                await _listening(port)
                bare = Server(process, port, redis)
                return all([await _measured(platform, ours, bare) for platform in platforms])


if __name__ == "__main__":
    sys.exit(not asyncio.run(main()))
