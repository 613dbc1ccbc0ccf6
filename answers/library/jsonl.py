"""Articles as JSON Lines: one record a line, with the fields of `record.Record`."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from answers.errors import InvalidRecord
from answers.library.base import MAX_RECORD_BYTES, Read, Skipped, first_of_each
from answers.library.files import Source, SourceFile
from answers.library.record import Record
from answers.types import Audience

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read(source: Source, audience: Audience) -> Iterator[Read]:
    """The articles of all lines; blank lines are passed over."""
    return first_of_each(_records(source, audience))


def _records(source: Source, audience: Audience) -> Iterator[Read]:
    for row in rows(source):
        if isinstance(row, Skipped):
            yield row
            continue
        try:
            yield Record.parse(row.fields).article(audience)
        except InvalidRecord as error:
            yield Skipped.because(error, row.where)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one line, and where it stands: `file:line`."""

    where: str
    fields: dict[str, Any]


def rows(source: Source) -> Iterator[Row | Skipped]:
    """The lines of all files as fields; blank ones are passed over."""
    for file in source:
        if isinstance(file, Skipped):
            yield file
            continue
        try:
            yield from _lines(file)
        except InvalidRecord as error:
            yield Skipped.because(error, file.name)


def _lines(file: SourceFile) -> Iterator[Row | Skipped]:
    for number, line in enumerate(file.lines(), start=1):
        if number == 1 and line:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if line is not None and not line.strip():
            continue
        where = f"{file.name}:{number}"
        try:
            yield Row(where, _bounded(line))
        except InvalidRecord as error:
            yield Skipped.because(error, where)


def _bounded(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise InvalidRecord("too large", f"over {MAX_RECORD_BYTES:,} bytes")
    return _fields(line)


def _fields(line: bytes) -> dict[str, Any]:
    """One JSON object, read strictly: no key twice, no NaN. Raises InvalidRecord."""
    try:
        value = json.loads(line.decode(), object_pairs_hook=_without_repeats, parse_constant=_not_a_number)
    except UnicodeDecodeError as error:
        raise InvalidRecord("wrong encoding", f"not UTF-8: {error.reason}") from error
    except RecursionError as error:
        raise InvalidRecord("malformed JSON", "nested too deeply") from error
    except ValueError as error:
        raise InvalidRecord("malformed JSON", str(error)) from error
    if not isinstance(value, dict):
        raise InvalidRecord("malformed JSON", "a record is an object")
    return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        repeated, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise InvalidRecord("repeated field", repeated)
    return fields


def _not_a_number(constant: str) -> NoReturn:
    raise InvalidRecord("malformed JSON", f"{constant} is no JSON")
