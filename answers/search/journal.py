"""What changed in the index since its last snapshot: one append and one flush to disk for each change.

A record is its length, a checksum and JSON. A crash can only leave the last one unfinished: reading ends
there, and the next record is written over it. What is lost so is brought in again from the store's feed.
"""

import base64
import json
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from answers.errors import SearchError
from answers.search.encoder import Vectors
from answers.search.part import Document

_HEAD = struct.Struct("<II")
"""Length of the payload in bytes, and its CRC-32."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An approved article as the index holds it; `vectors` of its question and aliases (n × d)."""

    document: Document
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Changes:
    """What `ArticleIndex.apply` was given, between two places in the store's feed.

    `words_on_disk` says that the word index had committed all up to here.
    """

    after: int
    sequence: int
    entries: Sequence[Entry]
    removed: Sequence[int]
    words_on_disk: bool

    def __len__(self) -> int:
        return len(self.entries) + len(self.removed)


class Journal:
    """Records in a file, appended; one writer. Raises `SearchError`."""

    def __init__(self, path: Path) -> None:
        """Open or create. Read it to its end before the first `append`."""
        self._path = path
        self._end = 0
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise SearchError(f"the index's journal cannot be opened: {error}") from error

    def close(self) -> None:
        os.close(self._file)

    def read(self) -> Iterator[Changes]:
        """All whole records in order."""
        try:
            data = self._path.read_bytes()
        except OSError as error:
            raise SearchError(f"the index's journal cannot be read: {error}") from error
        self._end = 0
        while payload := _payload(data, self._end):
            try:
                changes = _changes(payload)
            except (ValueError, KeyError, TypeError) as error:
                raise SearchError(f"the index's journal is of another kind: {error}") from error
            self._end += _HEAD.size + len(payload)
            yield changes

    def append(self, changes: Changes) -> None:
        """Add a record; it is on disk when this returns."""
        payload = json.dumps(_plain(changes), ensure_ascii=False).encode("utf-8", "surrogatepass")
        record = _HEAD.pack(len(payload), zlib.crc32(payload)) + payload
        try:
            # At our own end and not the file's: after a failed append that would be behind a torn record.
            _write_all(self._file, record, self._end)
            os.fsync(self._file)
        except OSError as error:
            raise SearchError(f"the index's journal cannot be written: {error}") from error
        self._end += len(record)

    def clear(self) -> None:
        """Forget all records."""
        try:
            os.ftruncate(self._file, 0)
        except OSError as error:
            raise SearchError(f"the index's journal cannot be written: {error}") from error
        self._end = 0


def _write_all(file: int, data: bytes, at: int) -> None:
    written = 0
    while written < len(data):
        written += os.pwrite(file, memoryview(data)[written:], at + written)


def _payload(data: bytes, at: int) -> bytes | None:
    """That of the record at a place; None where no whole record is."""
    if at + _HEAD.size > len(data):
        return None
    length, checksum = _HEAD.unpack_from(data, at)
    payload = data[at + _HEAD.size : at + _HEAD.size + length]
    return payload if len(payload) == length and zlib.crc32(payload) == checksum else None


def _plain(changes: Changes) -> dict[str, Any]:
    return {
        "after": changes.after,
        "sequence": changes.sequence,
        "removed": list(changes.removed),
        "words_on_disk": changes.words_on_disk,
        "entries": [
            {
                "document": asdict(entry.document),
                "vectors": base64.b64encode(entry.vectors.astype("<f2").tobytes()).decode(),
                "count": len(entry.vectors),
            }
            for entry in changes.entries
        ],
    }


def _changes(payload: bytes) -> Changes:
    plain = json.loads(payload.decode("utf-8", "surrogatepass"))
    return Changes(
        after=int(plain["after"]),
        sequence=int(plain["sequence"]),
        entries=[_entry(entry) for entry in plain["entries"]],
        removed=[int(key) for key in plain["removed"]],
        words_on_disk=bool(plain["words_on_disk"]),
    )


def _entry(plain: dict[str, Any]) -> Entry:
    vectors = np.frombuffer(base64.b64decode(plain["vectors"]), "<f2").astype(np.float32)
    return Entry(Document(**plain["document"]), vectors.reshape(int(plain["count"]), -1))
