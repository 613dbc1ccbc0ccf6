"""Articles as JSON Lines: one record a line, with the fields of `record.Record`."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from answers.errors import InvalidRecord
from answers.library.base import MAX_RECORD_BYTES, Read, Skipped, first_of_each
from answers.library.files import Source, SourceFile
from answers.library.record import Record
from answers.types import Article, Audience

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read(source: Source, audience: Audience) -> Iterator[Read]:
    """The articles of all lines; blank lines are passed over."""
    return first_of_each(_records(source, audience))


def _records(source: Source, audience: Audience) -> Iterator[Read]:
    for file in source:
        if isinstance(file, Skipped):
            yield file
            continue
        try:
            yield from _lines(file, audience)
        except InvalidRecord as error:
            yield Skipped.because(error, file.name)


def _lines(file: SourceFile, audience: Audience) -> Iterator[Read]:
    for number, line in enumerate(file.lines(), start=1):
        if number == 1 and line:
            line = line.removeprefix(_BYTE_ORDER_MARK)
        if line is not None and not line.strip():
            continue
        try:
            yield _article(line, audience)
        except InvalidRecord as error:
            yield Skipped.because(error, f"{file.name}:{number}")


def _article(line: bytes | None, audience: Audience) -> Article:
    if line is None:
        raise InvalidRecord("too large", f"over {MAX_RECORD_BYTES:,} bytes")
    return Record.parse(_fields(line)).article(audience)


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
