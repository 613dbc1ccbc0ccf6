"""The files of what is to be imported: one file, a folder, or a tar archive.

Nothing is extracted to disk, nothing outside is followed, and every read has a bound: an archive
may come from anybody. What cannot be read safely is a `Skipped` in its place; files of other
kinds, and those that macOS adds, are passed over silently.
"""

import bz2
import gzip
import lzma
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from answers.errors import InvalidRecord
from answers.library.base import MAX_RECORD_BYTES, Skipped, printable

MAX_ENTRIES = 500_000
"""Files and folders of one source; MedQuAD has 11,288."""

MAX_ARCHIVE_BYTES = 8 * 1024**3
"""What an archive may unpack to, so that a small one cannot keep the importer busy for hours."""

_MAX_READ_BYTES = 2 * MAX_RECORD_BYTES
"""One read of an archive: more is asked for only by a forged header."""

_PIECE_BYTES = 64 * 1024

_OPENERS: Mapping[str, Callable[..., Any]] = {
    ".tar": partial(open, mode="rb"),
    ".tar.gz": gzip.GzipFile,
    ".tgz": gzip.GzipFile,
    ".tar.xz": lzma.LZMAFile,
    ".txz": lzma.LZMAFile,
    ".tar.bz2": bz2.BZ2File,
    ".tbz2": bz2.BZ2File,
}
"""How the name of an archive says that it is to be opened."""

_NOT_READ = frozenset({".zip", ".gz", ".xz", ".bz2", ".zst", ".7z", ".rar"})
_WHAT_TO_GIVE = f"give a file, a folder, or a tar archive ({', '.join(_OPENERS)})"

_BROKEN = (OSError, EOFError, tarfile.TarError, lzma.LZMAError, zlib.error)
"""What reading a file or an archive can raise; the bounds raise `InvalidRecord` themselves."""
_FORGED = (*_BROKEN, ValueError, OverflowError, RecursionError)
"""What `tarfile` can raise besides, for headers that no program wrote."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source, to be read before the next one is asked for.

    `name` is relative to the source, with `/`; `folder` is the name of the folder that it is in,
    also where that is the source itself.
    """

    name: str
    folder: str
    open_stream: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem

    def read(self, max_bytes: int = MAX_RECORD_BYTES) -> bytes:
        """All of it. Raises InvalidRecord: too large, unreadable file."""
        data = bytearray()
        try:
            with self.open_stream() as stream:
                while len(data) <= max_bytes and (piece := stream.read(MAX_RECORD_BYTES)):
                    data += piece
        except _BROKEN as error:
            raise InvalidRecord("unreadable file", _words(error)) from error
        if len(data) > max_bytes:
            raise InvalidRecord("too large", f"over {max_bytes:,} bytes")
        return bytes(data)

    def lines(self) -> Iterator[bytes | None]:
        """Its lines; None is one over MAX_RECORD_BYTES. Raises InvalidRecord: unreadable file."""
        try:
            with self.open_stream() as stream:
                while line := stream.readline(MAX_RECORD_BYTES + 1):
                    if len(line) > MAX_RECORD_BYTES:
                        _pass_over(line, stream)
                        line = None
                    yield line
        except _BROKEN as error:
            raise InvalidRecord("unreadable file", _words(error)) from error


Source = Iterable[SourceFile | Skipped]


class SourceFiles:
    """The files of `path` that end in one of `suffixes`: sorted, or as the archive holds them.

    A single file is taken whatever it is called. Raises InvalidRecord, at once or when iterated,
    where `path` is missing, of a kind that is not read, or holds no such file.
    """

    def __init__(self, path: Path, suffixes: tuple[str, ...]) -> None:
        self._path = _existing(path)
        self._suffixes = suffixes

    def __iter__(self) -> Iterator[SourceFile | Skipped]:
        is_empty = True
        for item in self._items():
            is_empty = False
            yield item
        if is_empty:
            wanted = " or ".join(self._suffixes)
            raise InvalidRecord("nothing to import", f"{self._path} holds no {wanted} file")

    def _items(self) -> Iterator[SourceFile | Skipped]:
        if self._path.is_dir():
            return self._folder()
        if suffix := _archive_suffix(self._path):
            return self._archive(suffix)
        return iter([_on_disk(self._path, self._path.name)])

    def _folder(self) -> Iterator[SourceFile | Skipped]:
        unreadable: list[OSError] = []
        names: list[str] = []
        for here, folders, files in os.walk(self._path, onerror=unreadable.append):
            links = (name for name in folders if Path(here, name).is_symlink())
            names += (Path(here, name).relative_to(self._path).as_posix() for name in files)
            names += (Path(here, name).relative_to(self._path).as_posix() for name in links)
            if len(names) > MAX_ENTRIES:
                raise InvalidRecord("too many files", f"over {MAX_ENTRIES:,} in {self._path}")
        yield from (Skipped("unreadable file", str(e.filename), _words(e)) for e in unreadable)
        for name in sorted(names):
            path = self._path / name
            if path.is_dir():
                yield Skipped("unsafe path", name, "a link to a folder is not followed")
            elif self._is_wanted(name):
                yield self._inside(path, name)

    def _inside(self, path: Path, name: str) -> SourceFile | Skipped:
        if path.is_symlink() and not _leads_into(path, self._path):
            return Skipped("unsafe path", name, "a link that leads out of the folder")
        if path.exists() and not path.is_file():
            return Skipped("unsafe path", name, "not a plain file")
        return _on_disk(path, name)

    def _archive(self, suffix: str) -> Iterator[SourceFile | Skipped]:
        try:
            with _OPENERS[suffix](self._path) as raw:
                yield from self._members(_Bounded(raw), self._path.name[: -len(suffix)])
        except _FORGED as error:
            yield Skipped("damaged archive", self._path.name, _words(error))

    def _members(self, stream: "_Bounded", top: str) -> Iterator[SourceFile | Skipped]:
        """The wanted files of a tar stream; `top` names the folder of those that are in none."""
        with _open_tar(stream, self._path) as tar:
            try:
                for member in _plain_members(tar, stream):
                    if self._is_wanted(member.name):
                        folder = PurePosixPath(member.name).parent.name or top
                        yield _in_archive(tar, member, folder)
            except InvalidRecord as error:
                yield Skipped.because(error, self._path.name)

    def _is_wanted(self, name: str) -> bool:
        parts = PurePosixPath(name).parts
        if not parts or "__MACOSX" in parts or parts[-1].startswith("._"):
            return False
        return parts[-1].lower().endswith(self._suffixes)


class _Bounded:
    """A stream for `tarfile` that refuses to give more than an honest archive needs."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._given_bytes = 0
        self.last_read = b""

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MAX_READ_BYTES:
            raise InvalidRecord("damaged archive", f"a header asks for {size:,} bytes")
        self.last_read = self._stream.read(size)
        self._count(len(self.last_read))
        return self.last_read

    def seek(self, position: int) -> int:
        self._count(max(0, position - self.tell()))
        return self._stream.seek(position)

    def _count(self, size: int) -> None:
        self._given_bytes += size
        if self._given_bytes > MAX_ARCHIVE_BYTES:
            raise InvalidRecord("archive too large", f"unpacks to over {MAX_ARCHIVE_BYTES:,} bytes")


def _existing(path: Path) -> Path:
    """`path` with its links followed. Raises InvalidRecord that says what to give instead."""
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        raise InvalidRecord("no such path", f"{path}: {_words(error)}; {_WHAT_TO_GIVE}") from error
    is_unknown = real.is_file() and not _archive_suffix(real) and real.suffix.lower() in _NOT_READ
    if is_unknown or not (real.is_dir() or real.is_file()):
        raise InvalidRecord("unsupported path", f"{path}: {_WHAT_TO_GIVE}")
    return real


def _archive_suffix(path: Path) -> str | None:
    """What makes `path` an archive by its name; None for other files."""
    return next((suffix for suffix in _OPENERS if path.name.lower().endswith(suffix)), None)


def _leads_into(link: Path, folder: Path) -> bool:
    try:
        return link.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):
        return False


def _on_disk(path: Path, name: str) -> SourceFile:
    return SourceFile(printable(name), printable(path.parent.name), lambda: path.open("rb"))


def _open_tar(stream: _Bounded, path: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(fileobj=cast("IO[bytes]", stream), mode="r:")
    except (*_FORGED, InvalidRecord) as error:
        detail = f"{path}: {_words(error)}; {_WHAT_TO_GIVE}"
        raise InvalidRecord("not a tar archive", detail) from error


def _plain_members(tar: tarfile.TarFile, stream: _Bounded) -> Iterator[tarfile.TarInfo]:
    """All members but folders, in stored order; none is kept (`tarfile` would remember them all).

    Raises InvalidRecord where the archive does not end as archives do: `tarfile` itself takes a
    broken header for the end and would pass over all that comes after it.
    """
    count = 0
    while (member := tar.next()) is not None:
        count += 1
        if count > MAX_ENTRIES:
            raise InvalidRecord("too many files", f"over {MAX_ENTRIES:,}")
        if member.size < 0:
            raise InvalidRecord("damaged archive", "an entry of negative size")
        tar.members = []  # type: ignore[attr-defined] # public in practice, and how to keep few
        if not member.isdir():
            yield member
    if stream.last_read.strip(b"\0"):
        raise InvalidRecord("damaged archive", f"a broken header after {count:,} entries")


def _in_archive(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: str) -> SourceFile | Skipped:
    path = PurePosixPath(member.name)
    if path.is_absolute() or ".." in path.parts:
        return Skipped("unsafe path", member.name, "leads out of the archive")
    if not member.isreg() or member.issparse():
        return Skipped("unsafe path", member.name, "a link, a device or a file with holes")
    return SourceFile(
        printable(str(path)), printable(folder), lambda: cast("IO[bytes]", tar.extractfile(member))
    )


def _pass_over(line: bytes, stream: IO[bytes]) -> None:
    """Read on to the end of a line that is too long to be kept, a small piece at a time."""
    while line and not line.endswith(b"\n"):
        line = stream.readline(_PIECE_BYTES)


def _words(error: BaseException) -> str:
    """What went wrong, without a path (the file is named beside it)."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
