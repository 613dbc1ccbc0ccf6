"""Steps that are processes of their own, as many at once as there are cores.

What a step says is passed on under its name, as it comes.
"""

import asyncio
import os
import signal
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

LIMIT_S = 1_200
"""For one step: several times what the longest takes."""
END_S = 20
LINE_MAX_BYTES = 2**24


@dataclass(frozen=True, slots=True)
class Step:
    """A command; it begins when those named in `after` have ended well."""

    name: str
    command: tuple[str, ...]
    after: tuple[str, ...] = ()


async def run_all(steps: Sequence[Step], cores: int = os.cpu_count() or 1) -> list[str]:
    """Run each once, the earlier named first where several could begin; what failed, in words.

    Raises `ValueError` for a step after one that does not stand before it.
    """
    for place, step in enumerate(steps):
        if unknown := set(step.after) - {earlier.name for earlier in steps[:place]}:
            raise ValueError(f"{step.name} comes after what does not stand before it: {sorted(unknown)}")
    to_come, running = list(steps), dict[asyncio.Task[str | None], Step]()
    faults: dict[str, str | None] = {}
    async with asyncio.TaskGroup() as group:
        while to_come or running:
            for step in _free(to_come, faults):
                if any(faults[name] for name in step.after):
                    faults[step.name] = f"{step.name}: not run, since what it needs failed"
                elif len(running) < cores:
                    running[group.create_task(_run(step))] = step
                else:
                    continue
                to_come.remove(step)
            if running:
                ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                faults |= {running.pop(task).name: task.result() for task in ended}
    return [fault for fault in faults.values() if fault]


def _free(to_come: Iterable[Step], ended: Iterable[str]) -> list[Step]:
    return [step for step in to_come if set(step.after) <= set(ended)]


async def _run(step: Step) -> str | None:
    """What is wrong, in words; None where it ended well."""
    _say(step, "begins")
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *step.command, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, limit=LINE_MAX_BYTES,
    )  # fmt: skip
    try:
        async with asyncio.timeout(LIMIT_S):
            await _pass_on(step, process)
            status = await process.wait()
    except TimeoutError:
        return f"{step.name}: not done in {LIMIT_S} s"
    finally:
        await _end(process)
    took = f"{time.monotonic() - began:.0f} s"
    _say(step, f"{'FAILED' if status else 'done'} in {took}")
    return f"{step.name}: ended with {status} after {took}" if status else None


async def _pass_on(step: Step, process: Process) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        _say(step, line.decode("utf-8", "replace").rstrip("\n"))


def _say(step: Step, line: str) -> None:
    print(f"[{step.name}] {line}", flush=True)


async def _end(process: Process) -> None:
    """As by Ctrl-C, so that it takes along what it started; killed where it does not listen."""
    if process.returncode is not None:
        return
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(END_S):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
