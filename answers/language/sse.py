"""Server-sent events out of bytes as they come (WHATWG HTML standard, 9.2.6). Pure.

Only the data of events is wanted: names, ids, retry times and comments are passed over.
"""

import re
from collections.abc import Iterator

LINE_MAX_BYTES = 1024**2
"""One event of a chat endpoint has some hundred bytes; a whole answer in one has some thousand."""

_LINE_END = re.compile(rb"\r\n|\n|\r")


class EventTooLong(ValueError):
    """A line or an event that does not end."""


class SseReader:
    """Feed it bytes; it gives the data of the events that are whole by then."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[str] = []
        self._held = 0

    def feed(self, data: bytes) -> Iterator[str]:
        """Raises `EventTooLong`."""
        held = self._rest + data
        *lines, rest = _LINE_END.split(held)
        if held.endswith(b"\r") and lines:
            # What comes next may begin with the line feed that belongs to it.
            rest = lines.pop() + b"\r"
        self._rest = rest
        if len(rest) > LINE_MAX_BYTES:
            raise EventTooLong("a line that does not end")
        for line in lines:
            yield from self._line(line)

    def end(self) -> Iterator[str]:
        """What was not ended by an empty line when the stream ended: some servers leave it out."""
        yield from self._line(self._rest.rstrip(b"\r"))
        self._rest = b""
        yield from self._line(b"")

    def _line(self, line: bytes) -> Iterator[str]:
        if not line:
            if self._data:
                yield "\n".join(self._data)
            self._data, self._held = [], 0
            return
        name, _, value = line.partition(b":")
        if name != b"data":
            return
        self._held += len(value)
        if self._held > LINE_MAX_BYTES:
            raise EventTooLong("an event that does not end")
        self._data.append(value.removeprefix(b" ").decode(errors="replace"))
