"""JSON lines in and out, for `ask --batch` and `match --batch`: in order; a bad line is an answer too."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar

import click
from pydantic import AfterValidator, BaseModel, ConfigDict, JsonValue, StringConstraints, ValidationError

AT_ONCE = 8
"""Lines in work; the output keeps their order."""
LINE_MAX_CHARS = 1_000_000

Record = dict[str, Any]


def _writable(value: JsonValue) -> JsonValue:
    """The value, which goes back out. Raises ValueError for NaN and halves of surrogate pairs."""
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value


class Line(BaseModel):
    """What every line has: an id, which comes back."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[JsonValue, AfterValidator(_writable)]


Text = Annotated[str, StringConstraints(pattern=r"\S")]
"""Of a line: not empty."""

L = TypeVar("L", bound=Line)


async def answer_lines(source: str, form: type[L], answer: Callable[[L], Awaitable[Record]]) -> bool:
    """Write the answer to each line of a file, or of stdin (`-`), to stdout; False where a line was bad."""
    fine = True
    async for record in _in_order(source, form, answer):
        fine = fine and "error" not in record
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return fine


async def _in_order(
    source: str, form: type[L], answer: Callable[[L], Awaitable[Record]]
) -> AsyncIterator[Record]:
    waiting: list[asyncio.Task[Record]] = []
    for row in _read(source):
        if not row.strip():
            continue
        waiting.append(asyncio.create_task(_answered(row, form, answer)))
        if len(waiting) >= AT_ONCE:
            yield await waiting.pop(0)
    while waiting:
        yield await waiting.pop(0)


def _read(source: str) -> Iterator[str]:
    if source == "-":
        yield from sys.stdin
        return
    try:
        with Path(source).open(encoding="utf-8", errors="replace") as file:
            yield from file
    except OSError as error:
        said = f"{source} cannot be read: {error.strerror}"
        raise click.BadParameter(said, param_hint="--batch") from error


async def _answered(row: str, form: type[L], answer: Callable[[L], Awaitable[Record]]) -> Record:
    try:
        line = form.model_validate(json.loads(row[:LINE_MAX_CHARS]))
    except (ValueError, RecursionError) as error:
        return {"id": _id_of(row), "error": _reason(error)}
    return await answer(line)


def _id_of(row: str) -> JsonValue:
    try:
        record = json.loads(row[:LINE_MAX_CHARS])
        return _writable(record.get("id")) if isinstance(record, dict) else None
    except (ValueError, RecursionError):
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "line"
        return f"{where}: {first['msg'].removeprefix('Value error, ')}"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg} at column {error.colno}"
    return str(error) or type(error).__name__
