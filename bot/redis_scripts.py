"""Lua scripts in Redis: what tasks run at the same time goes there together.

Most of what a call costs (a connection, a write, a read, Redis's own write to its disk) is then paid once for
all of them. Nothing is held back to be joined: only what comes while others are under way waits for them.
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from redis.asyncio import Redis
from redis.asyncio.cluster import RedisCluster
from redis.exceptions import NoScriptError, ReadOnlyError, RedisError

from bot.redis_calls import StoppableRedis, stop_if_told_to

WAIT_MAX = timedelta(milliseconds=500)
"""For replicas. Slack gives three seconds for everything."""
UNDER_WAY_MAX = 2
"""Lots on their way at once: while Redis writes the one to its disk, the next can be made ready."""
TOGETHER_MAX = 64
"""Calls of one lot: what follows it waits for all of them."""
WAITING_MAX = 10_000
"""Calls that wait; each has a time limit of its caller's."""


class Script:
    """A script and the name under which Redis keeps it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True, eq=False)
class _Call:
    script: Script
    keys: Sequence[str]
    arguments: Sequence[Any]
    replicas: int
    answer: "asyncio.Future[tuple[Any, int]]"
    lot: "_Lot | None" = None
    """None while it waits."""

    def by_name(self) -> tuple[Any, ...]:
        return "EVALSHA", self.script.sha, len(self.keys), *self.keys, *self.arguments

    def in_full(self) -> tuple[Any, ...]:
        return "EVAL", self.script.text, len(self.keys), *self.keys, *self.arguments

    def give(self, result: Any, copies: int) -> None:
        if self.answer.done():  # who called waits no longer
            return
        if isinstance(result, Exception):
            self.answer.set_exception(result)
        else:
            self.answer.set_result((result, copies))


@dataclass(slots=True, eq=False)
class _Lot:
    """Calls that are on their way together."""

    calls: list[_Call]
    task: "asyncio.Task[None]"

    @property
    def is_wanted(self) -> bool:
        return any(not call.answer.done() for call in self.calls)


class Scripts:
    """Runs scripts on one Redis, or one Redis Cluster, each over keys of one slot."""

    def __init__(self, redis: Redis | RedisCluster, *, under_way_max: int = UNDER_WAY_MAX) -> None:
        self._redis = redis
        self._under_way_max = under_way_max
        self._waiting: deque[_Call] = deque()
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self, script: Script, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
        """What the script gave. Raises redis-py's errors.

        A script may run twice, where its answer is lost; and it may run though the caller is cancelled.
        """
        result, _ = await self.copied(script, keys, arguments, replicas=0)
        return result

    async def copied(
        self, script: Script, keys: Sequence[str], arguments: Sequence[Any], *, replicas: int
    ) -> tuple[Any, int]:
        """The same, and how many replicas have what it wrote: so many are waited for, `WAIT_MAX` at most."""
        call = _Call(script, keys, arguments, replicas, asyncio.get_running_loop().create_future())
        if isinstance(self._redis, RedisCluster):
            # Its nodes have different calls, and redis-py lets go of all of them where one does not answer.
            return await _alone(self._redis, call)
        if len(self._waiting) >= WAITING_MAX:
            raise RedisError("too many calls wait for Redis")
        self._waiting.append(call)
        self._set_out()
        try:
            return await call.answer
        except asyncio.CancelledError:
            await _let_go(call.lot)
            raise

    def _set_out(self) -> None:
        """Have what waits sent, with what comes until the task's turn."""
        while self._waiting and self._waiting[0].answer.done():
            self._waiting.popleft()
        if self._waiting and len(self._under_way) < self._under_way_max:
            self._under_way.add(asyncio.create_task(self._send_lot()))

    async def _send_lot(self) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        together = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER_MAX))]
        lot = _Lot([call for call in together if not call.answer.done()], task)
        for call in lot.calls:
            call.lot = lot
        try:
            if lot.calls:
                await self._send_together(lot.calls)
        finally:
            # In one step: a call that came in between would find all on their way, and wait for ever.
            self._under_way.discard(task)
            self._set_out()

    async def _send_together(self, calls: Sequence[_Call]) -> None:
        """Give each call its answer, or what went wrong."""
        try:
            for call, result, copies in zip(calls, *await self._answers(calls), strict=True):
                call.give(result, copies)
        except Exception as error:  # Whatever it is, it is the callers'.
            for call in calls:
                call.give(error, 0)
        finally:
            for call in calls:
                call.answer.cancel()  # where this task was: nothing else leaves one without an answer

    async def _answers(self, calls: Sequence[_Call]) -> tuple[list[Any], list[int]]:
        """Results or errors, and how many replicas have what each wrote."""
        replicas = max(call.replicas for call in calls)
        results, copies = await self._piped([call.by_name() for call in calls], replicas)
        unknown = [n for n, result in enumerate(results) if isinstance(result, NoScriptError)]
        if unknown:
            again = await self._piped([calls[n].in_full() for n in unknown], replicas)
            for n, result, copied in zip(unknown, *again, strict=True):
                results[n], copies[n] = result, copied
        if isinstance(self._redis, StoppableRedis) and any(isinstance(r, ReadOnlyError) for r in results):
            await self._redis.leave_replica()
        return results, copies

    async def _piped(self, commands: list[tuple[Any, ...]], replicas: int) -> tuple[list[Any], list[int]]:
        """On one connection: WAIT counts what that connection wrote."""
        pipe = cast("Redis", self._redis).pipeline(transaction=False)
        for command in commands:
            pipe.execute_command(*command)
        if not replicas:
            return await pipe.execute(raise_on_error=False), [0] * len(commands)
        pipe.execute_command("WAIT", replicas, _ms(WAIT_MAX))
        *results, copied = await pipe.execute(raise_on_error=False)
        if isinstance(copied, Exception):
            raise copied
        return results, [int(copied)] * len(commands)


async def _let_go(lot: _Lot | None) -> None:
    """Break off what nobody waits for any more: else it would hold its connection until Redis answers."""
    if lot and not lot.is_wanted:
        lot.task.cancel()
        await asyncio.wait({lot.task})


async def _alone(cluster: RedisCluster, call: _Call) -> tuple[Any, int]:
    if call.replicas:
        return await _alone_with_replicas(cluster, call)
    try:
        return await cluster.execute_command(*call.by_name()), 0
    except NoScriptError:
        return await cluster.execute_command(*call.in_full()), 0


async def _alone_with_replicas(cluster: RedisCluster, call: _Call) -> tuple[Any, int]:
    await cluster.initialize()
    # WAIT has no key that would lead it to the node that wrote.
    node = cluster.get_node_from_key(call.keys[0])
    pipe = cluster.pipeline(transaction=False)
    pipe.execute_command(*call.in_full(), target_nodes=node)
    pipe.execute_command("WAIT", call.replicas, _ms(WAIT_MAX), target_nodes=node)
    result, copies = await pipe.execute()
    stop_if_told_to()
    return result, int(copies)


def _ms(time: timedelta) -> int:
    return int(time.total_seconds() * 1000)
