"""What waits for others does not keep its place from what could be answered at once."""

import asyncio
from datetime import timedelta

from bot.hands import Hands

NOW = timedelta(0)
NEVER = timedelta(hours=1)


async def waiting(until: asyncio.Event) -> None:
    await until.wait()


async def taken(hands: Hands, over: asyncio.Event) -> asyncio.Task[None]:
    """A place, with a task that holds it."""
    await hands.free()
    task = asyncio.create_task(waiting(over))
    hands.hold(task)
    return task


async def has_place(hands: Hands) -> bool:
    """Whether there is a free place now."""
    try:
        async with asyncio.timeout(0.05):
            await hands.free()
    except TimeoutError:
        return False
    hands.leave()
    return True


async def test_a_place_is_free_again_when_its_task_has_ended() -> None:
    hands, over = Hands(1, 1, NEVER), asyncio.Event()
    task = await taken(hands, over)
    assert not await has_place(hands)
    assert hands.busy == {task}
    over.set()
    await task
    assert await has_place(hands)
    assert hands.busy == set()


async def test_what_is_slow_steps_aside_for_the_next_one_but_not_without_a_bound() -> None:
    hands, over = Hands(1, 2, NOW), asyncio.Event()
    tasks = [await taken(hands, over) for _ in range(3)]
    assert not await has_place(hands), "one quick and two slow ones are all that there may be"
    assert len(hands.busy) == 3
    over.set()
    await asyncio.gather(*tasks)
    assert await has_place(hands)
    assert len(hands.busy) == 0


async def test_places_are_neither_lost_nor_made() -> None:
    hands = Hands(2, 3, NOW)
    for _ in range(4):
        over = asyncio.Event()
        tasks = [await taken(hands, over) for _ in range(5)]
        over.set()
        await asyncio.gather(*tasks)
    await hands.free()
    await hands.free()
    assert not await has_place(hands)
