"""Several processes at once: none is left out, each is named, and what needs another waits for it."""

import asyncio
import sys
from pathlib import Path

import pytest

from bench.side_by_side import Step, run_all

MEET = """
import pathlib, sys, time
mine, other = map(pathlib.Path, sys.argv[1:])
mine.touch()
while not other.exists():
    time.sleep(0.01)
"""
SLEEP = """
import pathlib, sys, time
try:
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(50)
except KeyboardInterrupt:
    pathlib.Path(sys.argv[2]).touch()
"""


def step(name: str, code: str, *arguments: Path, after: tuple[str, ...] = ()) -> Step:
    return Step(name, (sys.executable, "-c", code, *map(str, arguments)), after)


async def test_what_a_step_says_is_passed_on_under_its_name(capfd: pytest.CaptureFixture[str]) -> None:
    say = "import sys; print('found'); print('lost', file=sys.stderr)"
    assert await run_all([step("look", say)]) == []
    lines = capfd.readouterr().out.splitlines()
    assert {"[look] begins", "[look] found", "[look] lost"} <= set(lines)
    assert lines[-1].startswith("[look] done in ")


async def test_a_step_that_fails_is_named_and_stops_no_other(tmp_path: Path) -> None:
    late = tmp_path / "late"
    touch = "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()"
    failed = await run_all([step("bad", "raise SystemExit(3)"), step("good", touch, late)], cores=1)
    assert [fault.split(" after ")[0] for fault in failed] == ["bad: ended with 3"]
    assert late.exists()


async def test_what_needs_a_step_that_failed_is_not_run_and_is_named(tmp_path: Path) -> None:
    touch = "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()"
    made = tmp_path / "made"
    steps = [
        step("bad", "raise SystemExit(1)"),
        step("next", touch, made, after=("bad",)),
        step("last", touch, made, after=("next",)),
    ]
    failed = await run_all(steps)
    assert [fault.split(":")[0] for fault in failed] == ["bad", "next", "last"]
    assert not made.exists()


async def test_what_needs_another_finds_what_that_has_made(tmp_path: Path) -> None:
    make = "import pathlib, sys, time; time.sleep(0.2); pathlib.Path(sys.argv[1]).touch()"
    find = "import pathlib, sys; sys.exit(not pathlib.Path(sys.argv[1]).exists())"
    made = tmp_path / "made"
    assert await run_all([step("make", make, made), step("find", find, made, after=("make",))], cores=2) == []


async def test_two_go_on_at_once(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert await run_all([step("one", MEET, one, two), step("two", MEET, two, one)], cores=2) == []


async def test_the_earlier_named_goes_first_where_both_could(capfd: pytest.CaptureFixture[str]) -> None:
    steps = [step("need", ""), step("first", "", after=("need",)), step("second", "")]
    assert await run_all(steps, cores=1) == []
    began = [line for line in capfd.readouterr().out.splitlines() if line.endswith("begins")]
    assert began == ["[need] begins", "[first] begins", "[second] begins"]


async def test_a_step_that_hangs_is_ended_as_by_ctrl_c(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.side_by_side.LIMIT_S", 2)
    begun, told = tmp_path / "begun", tmp_path / "told"
    assert await run_all([step("hangs", SLEEP, begun, told)]) == ["hangs: not done in 2 s"]
    assert told.exists() or not begun.exists()


async def test_none_is_left_behind_where_the_run_is_cancelled(tmp_path: Path) -> None:
    begun, told = tmp_path / "begun", tmp_path / "told"
    task = asyncio.create_task(run_all([step("sleeps", SLEEP, begun, told)]))
    while not begun.exists():  # noqa: ASYNC110 - another process makes it
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told.exists()


async def test_a_step_cannot_need_one_that_does_not_stand_before_it() -> None:
    with pytest.raises(ValueError, match="comes after what does not stand before it"):
        await run_all([step("early", "", after=("late",)), step("late", "")])
