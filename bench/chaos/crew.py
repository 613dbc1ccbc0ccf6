"""The product's processes: one in each place, whatever becomes of it, as a supervisor keeps them; and what is
done to them."""

import asyncio
import random
import time
from collections.abc import Sequence

from adapters.serving import Role
from bench.chaos.happened import Happened, Stroke
from tests.processes import Deployment, EndedTooSoon, Process

START_S = 120
AGAIN_AFTER_S = (0.0, 3.0)
"""From an end to the next start."""
PAUSE_S = 26.0
"""Longer than a lease: when it goes on, its work is another's."""
LEAVE_MAX_S = 60
"""How long an end in order is waited for; longer than ten seconds is a finding."""
LOOK_EVERY_S = 0.05


class Crew:
    """Places by their tasks, each with the process that has it now; `_ready` are those that can be hit."""

    def __init__(self, product: Deployment, rng: random.Random, happened: Happened) -> None:
        self._product, self._rng, self._happened = product, rng, happened
        self._places: dict[asyncio.Task[None], Process] = {}
        self._ready: set[Process] = set()

    async def hire(self, role: Role, **more: str | None) -> asyncio.Task[None]:
        """One more place, and wait until its first process is ready."""
        first = asyncio.Event()
        place = asyncio.create_task(self._keep(role, first, more))
        waiting = asyncio.create_task(first.wait())
        await asyncio.wait({place, waiting}, timeout=START_S, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if place.done():
            place.result()
        return place

    async def kill(self, *roles: Role, others: int = 0) -> None:
        """With -9, as soon as so many others are at work: on a slow machine, where a start takes longer than
        the time to the next kill, nobody would ever be."""
        chosen = await self._one_of(roles, others)
        chosen.kill()
        self._happened.kills.append(_stroke(chosen))

    async def end(self, *roles: Role) -> None:
        """With SIGTERM."""
        await self._ended(await self._one_of(roles))

    async def pause(self, *roles: Role) -> None:
        """One stands still for longer than its leases last, and goes on."""
        chosen = await self._one_of(roles)
        chosen.pause()
        self._happened.pauses.append(_stroke(chosen))
        await asyncio.sleep(PAUSE_S)
        chosen.resume()
        self._ready.add(chosen)

    async def dismiss(self, place: asyncio.Task[None]) -> None:
        """End a place, in order."""
        process = self._places.pop(place)
        self._ready.discard(process)
        place.cancel()
        await asyncio.wait({place})
        if process.status is None:
            await self._ended(process)

    async def close(self) -> None:
        """End all of them."""
        await asyncio.gather(*(self.dismiss(place) for place in list(self._places)))

    async def _one_of(self, roles: Sequence[Role], others: int = 0) -> Process:
        """One that is at work, at random; it is not chosen again meanwhile."""
        there: list[Process] = []
        while len(there) <= others:
            there = [each for each in self._ready if each.role in roles]
            await asyncio.sleep(LOOK_EVERY_S)
        chosen = self._rng.choice(sorted(there, key=lambda each: each.pid))
        self._ready.discard(chosen)
        return chosen

    async def _ended(self, process: Process) -> None:
        stroke, began = _stroke(process), time.monotonic()
        process.terminate()
        await process.ended(LEAVE_MAX_S)
        self._happened.ends.append((stroke, time.monotonic() - began))

    async def _keep(self, role: Role, first: asyncio.Event, more: dict[str, str | None]) -> None:
        place = asyncio.current_task()
        assert place is not None
        while True:
            began, process = time.time(), self._product.launch(role.value, **more)
            self._places[place] = process
            try:
                await process.ready(START_S)
            except EndedTooSoon:
                self._happened.failed_starts.append((process, began))
                await asyncio.sleep(1)
                continue
            self._ready.add(process)
            first.set()
            while process.status is None:  # noqa: ASYNC110 - a process has no event to wait for
                await asyncio.sleep(LOOK_EVERY_S)
            self._ready.discard(process)
            if process.ended_by_itself:
                self._happened.crashes.append(process)
            await asyncio.sleep(self._rng.uniform(*AGAIN_AFTER_S))


def _stroke(process: Process) -> Stroke:
    return Stroke(time.time(), process.log.stem)
