"""Any order of what can happen to an inbox: every letter is answered once, in order, or was cancelled.

Schedules are drawn by a seed, which the test's name shows. Beside the inbox goes a plain model of it, and
three workers that crash, come too late, and go on.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from bot.cipher import Cipher, new_key
from bot.digests import digest
from bot.mail.base import SHARDS, Inbox, Put, Taken
from bot.mail.letters import ControlKind, Letter
from bot.mail.memory import MemoryInbox
from bot.mail.redis import RedisInbox, _shard
from tests.bot.mail.test_inbox import control, letter

CONVERSATIONS = [f"slack:T1:C1:{number}" for number in range(3)] + ["slack:T1:D1:1"]
WORKERS = 3
STEPS = 150
NOW = timedelta(milliseconds=1)

Expire = Callable[[Taken], Awaitable[None]]


@dataclass
class Line:
    """What the model knows of one conversation."""

    waiting: dict[str, Letter] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    fence: int = 0
    held: Taken | None = None

    def first(self) -> Letter:
        return min(self.waiting.values(), key=lambda each: each.order)

    def end(self, letter_id: str) -> None:
        del self.waiting[letter_id]
        self.tried.discard(letter_id)
        self.cancelled.discard(letter_id)


@dataclass
class Schedule:
    inbox: Inbox
    expire: Expire
    seed: int
    lines: dict[str, Line] = field(default_factory=lambda: {name: Line() for name in CONVERSATIONS})
    put: dict[str, Letter] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)
    hands: list[Taken] = field(default_factory=list)
    late: list[Taken] = field(default_factory=list)
    """In the hands of workers whose lease has run out, and who do not know it."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311 - schedules, not secrets

    async def run(self) -> None:
        for _ in range(STEPS):
            step = self.chance.choice(
                [self.ask, self.ask, self.again, self.take, self.take, self.take, self.done, self.done,
                 self.give_back, self.crash, self.come_late, self.renew, self.stop, self.delete, self.edit]
            )  # fmt: skip
            await step()
        await self.finish()

    async def finish(self) -> None:
        """Whatever was left in hands is taken over, and all is answered."""
        for taken in self.hands:
            await self._run_out(taken)
        self.hands.clear()
        while await self.take():
            await self.done()
        assert await self.inbox.waiting() == 0
        assert sorted(self.answered) == sorted(set(self.answered))
        assert set(self.answered) | self.withdrawn == set(self.put)
        assert not set(self.answered) & self.withdrawn

    # -- receiving

    async def ask(self) -> None:
        number = len(self.put) + 1
        name = self.chance.choice(CONVERSATIONS)
        order = number + self.chance.choice([0, 0, 0, -5.5])  # a latecomer, now and then
        new = letter(number, name, order=order)
        await self._put(new)

    async def _put(self, new: Letter) -> None:
        line = self.lines[new.conversation]
        put = (await self.inbox.put(new)).put
        if new.message in line.gone:
            assert put is Put.KNOWN
            return
        assert put is Put.NEW
        self.put[new.id] = line.waiting[new.id] = new

    async def again(self) -> None:
        if self.put:
            known = self.chance.choice(list(self.put.values()))
            assert (await self.inbox.put(known)).put is Put.KNOWN

    # -- working

    async def take(self) -> bool:
        if len(self.hands) == WORKERS:
            return False
        taken = await self.inbox.take(NOW)
        free = [line for line in self.lines.values() if line.waiting and line.held is None]
        assert (taken is not None) == bool(free)
        if taken is None:
            return False
        line = self.lines[taken.letter.conversation]
        assert line.held is None
        assert taken.letter.id == line.first().id
        assert taken.fence > line.fence
        line.held, line.fence = taken, taken.fence
        line.tried.add(taken.letter.id)
        self.hands.append(taken)
        return True

    def _drop(self) -> Taken | None:
        if not self.hands:
            return None
        return self.hands.pop(self.chance.randrange(len(self.hands)))

    async def done(self) -> None:
        if taken := self._drop():
            line = self.lines[taken.letter.conversation]
            was_cancelled = taken.letter.id in line.cancelled
            assert await self.inbox.cancelled(taken) is was_cancelled
            assert await self.inbox.done(taken)
            (self.withdrawn.add if was_cancelled else self.answered.append)(taken.letter.id)
            line.held = None
            line.end(taken.letter.id)

    async def give_back(self) -> None:
        if taken := self._drop():
            await self.inbox.give_back(taken)
            self.lines[taken.letter.conversation].held = None

    async def renew(self) -> None:
        if self.hands:
            assert await self.inbox.renew(self.chance.choice(self.hands))

    async def crash(self) -> None:
        if taken := self._drop():
            await self._run_out(taken)
            self.late.append(taken)

    async def _run_out(self, taken: Taken) -> None:
        await self.expire(taken)
        self.lines[taken.letter.conversation].held = None

    async def come_late(self) -> None:
        """Who lost the lease can write nothing, whether another has it by now or not."""
        if self.late:
            taken = self.late.pop()
            assert await self.inbox.cancelled(taken)
            assert not await self.inbox.renew(taken)
            assert not await self.inbox.done(taken)
            await self.inbox.give_back(taken)

    # -- what overtakes

    async def stop(self) -> None:
        name = self.chance.choice(CONVERSATIONS)
        line = self.lines[name]
        await self._told(control(ControlKind.STOP, id=self._id(), conversation=name))
        if line.held:
            line.cancelled.add(line.held.letter.id)
        elif line.waiting and line.first().id in line.tried:
            self._withdraw(line, line.first().id)

    async def delete(self) -> None:
        if (named := self._any_of_all()) is not None:
            await self._told(control(ControlKind.DELETE, id=self._id(), **named))
            self._overtake(**named)

    async def edit(self) -> None:
        named = self._any_of_all()
        if named is None:
            return
        number = len(self.put) + 1
        edited = letter(number, named["conversation"], message=named["message"], id=f"{self._id()}:letter")
        await self._told(control(ControlKind.EDIT, id=self._id(), letter=edited, **named))
        self._overtake(**named)
        self.put[edited.id] = self.lines[edited.conversation].waiting[edited.id] = edited

    async def _told(self, one: object) -> None:
        """Once or twice: platforms repeat."""
        for _ in range(self.chance.choice([1, 1, 2])):
            await self.inbox.control(one)  # type: ignore[arg-type] # a control

    def _overtake(self, conversation: str, message: str) -> None:
        line = self.lines[conversation]
        meant = [each.id for each in line.waiting.values() if each.message == message]
        if not meant:
            line.gone.add(message)
        # An edit makes a second letter about one message: the last one is meant.
        for letter_id in meant[-1:]:
            if line.held and line.held.letter.id == letter_id:
                line.cancelled.add(letter_id)
            else:
                self._withdraw(line, letter_id)

    def _withdraw(self, line: Line, letter_id: str) -> None:
        line.end(letter_id)
        self.withdrawn.add(letter_id)

    def _any_of_all(self) -> dict[str, str] | None:
        """A message of before, or one that is still to come."""
        if not self.put:
            return None
        one = self.chance.choice(list(self.put.values()))
        return {"conversation": one.conversation, "message": str(one.message)}

    def _id(self) -> str:
        return f"slack:Ctl{self.chance.getrandbits(64)}"


@pytest.mark.parametrize("seed", range(40))
async def test_any_schedule_in_memory(seed: int) -> None:
    now = 0.0
    inbox = MemoryInbox(clock=lambda: now)

    async def expire(taken: Taken) -> None:
        inbox._lines[taken.letter.conversation].until = now

    # Looking takes no time.
    inbox.take = lambda wait: _taken_at_once(inbox)  # type: ignore[method-assign, assignment]
    await Schedule(inbox, expire, seed).run()


async def _taken_at_once(inbox: MemoryInbox) -> Taken | None:
    return inbox._next()


@pytest.mark.parametrize("seed", range(6))
async def test_any_schedule_in_redis(redis: Redis, seed: int) -> None:
    await schedule_in(redis, seed)


@pytest.mark.parametrize("seed", range(6))
async def test_any_schedule_in_a_cluster(cluster: Redis, seed: int) -> None:
    await schedule_in(cluster, seed)


async def schedule_in(redis: Redis, seed: int) -> None:
    inbox = RedisInbox(redis, Cipher({"k1": new_key()}))

    async def expire(taken: Taken) -> None:
        base = f"curbside:inbox:{{s{_shard(taken.letter.conversation)}}}:"
        name = digest(taken.letter.conversation)
        await redis.delete(f"{base}lease:{name}")
        await redis.zadd(f"{base}held", {name: 1})

    async def take(wait: timedelta) -> Taken | None:
        """A whole round, whenever it is."""
        for shard in range(SHARDS):
            inbox._rounds.note(shard)
        return await RedisInbox.take(inbox, wait)

    inbox.take = take  # type: ignore[method-assign]
    await Schedule(inbox, expire, seed).run()
