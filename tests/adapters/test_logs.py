"""What of an error is written: its kind and its places, and not its words, which can be a person's."""

import logging
import subprocess
import sys

import pytest

from adapters.logs import FORMAT, _Wordless

WORDS = "Mrs Miller has gout"

_BUG = f"""
import asyncio
from adapters.logs import configure_logs, end_wordless
configure_logs()
end_wordless()
async def fail():
    raise ValueError({WORDS!r})
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail())
asyncio.run(main())
"""


def logged(error: BaseException) -> str:
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), (type(error), error, None))
    return _Wordless(FORMAT).format(record)


def fail() -> None:
    raise ValueError(WORDS) from KeyError(WORDS)


def test_an_error_is_written_by_kind_and_place() -> None:
    with pytest.raises(ValueError, match=WORDS) as failed:
        fail()
    said = logged(failed.value)
    assert "builtins.ValueError" in said
    assert "builtins.KeyError" in said
    assert "test_logs.py" in said
    assert "Miller" not in said


def test_every_error_of_a_group_is_written() -> None:
    said = logged(ExceptionGroup(WORDS, [ValueError(WORDS), OSError(WORDS)]))
    assert "ValueError" in said
    assert "OSError" in said
    assert "Miller" not in said


def test_a_bug_that_ends_the_process_tells_nobodys_words() -> None:
    done = subprocess.run([sys.executable, "-c", _BUG], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ended by a bug" in done.stderr
    assert "in fail" in done.stderr
    assert "Miller" not in done.stderr


async def test_a_task_that_nobody_awaited_tells_no_words(capfd: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Wordless(FORMAT))
    log = logging.getLogger("asyncio")
    log.addHandler(handler)
    log.propagate = False
    try:
        log.error("Task exception was never retrieved", exc_info=ValueError(WORDS))
    finally:
        log.removeHandler(handler)
        log.propagate = True
    said = capfd.readouterr().err
    assert "ValueError" in said
    assert "Miller" not in said
