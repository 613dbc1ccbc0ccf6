"""The longer something is away, the less often it is asked, within bounds."""

from datetime import timedelta

from bot.resting import LONGEST, SHORTEST, Rest
from tests.fakes import ManualClock


def rest(clock: ManualClock) -> Rest:
    return Rest(clock=clock, part=lambda: 1.0)


def test_pauses_grow_to_their_bound_and_begin_anew_when_it_worked() -> None:
    clock = ManualClock()
    resting = rest(clock)
    pauses = []
    for _ in range(6):
        resting.needed()
        pauses.append(resting.left)
        clock.advance(resting.left.total_seconds())
    assert pauses == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST, 8 * SHORTEST, LONGEST, LONGEST]
    resting.worked()
    resting.needed()
    assert resting.left == SHORTEST


def test_many_that_fail_together_are_one_failure() -> None:
    resting = rest(ManualClock())
    for _ in range(32):
        resting.needed()
    assert resting.left == SHORTEST


def test_processes_do_not_come_back_all_at_once() -> None:
    clock = ManualClock()
    pauses = set()
    for _ in range(20):
        resting = Rest(clock=clock)
        resting.needed()
        pauses.add(resting.left)
    assert len(pauses) > 10
    assert all(timedelta(0) < pause <= SHORTEST for pause in pauses)
