"""Progress on stderr: a bar where there is a terminal, a line now and then where there is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Step = Callable[[int, int], None]
"""Called with how much is done, and of how much; 0 where that is not known."""

SAY_EVERY = 5_000
"""Without a terminal, a line each time that so many more are done."""


@contextmanager
def bar(label: str) -> Iterator[Step]:
    """Shows itself with the first step."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _spoken(console, label)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label, total=None, visible=False)

        def step(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total or None, visible=True)

        yield step


def _spoken(console: Console, label: str) -> Step:
    said = 0

    def step(done: int, total: int) -> None:
        nonlocal said
        if done - said >= SAY_EVERY:
            said = done
            console.print(f"{label}: {done:,}" + (f" of {total:,}" if total else ""))

    return step


@contextmanager
def indexing() -> Iterator[Step]:
    """For the index at start-up, which has nothing to do most of the time."""
    with bar("indexing approved articles") as step:
        yield step
