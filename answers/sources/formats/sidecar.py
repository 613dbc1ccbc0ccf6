"""What stands beside a file that says nothing of itself: `NAME.yaml`, with the fields of a record.

Beside `asthma.pdf` it is `asthma.pdf.yaml` or `asthma.yaml`, in the folder or archive that is imported.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from answers.errors import InvalidRecord
from answers.library import front_matter
from answers.library.base import Skipped
from answers.library.files import SourceFile, SourceFiles

SUFFIXES = (".yaml", ".yml")
SIDECARS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The fields of each file that has some, or why they cannot be read."""

    _found: Mapping[str, dict[str, Any] | InvalidRecord] = field(default_factory=dict)

    def fields(self, name: str) -> dict[str, Any]:
        """What stands beside `name`; nothing where nothing does. Raises InvalidRecord."""
        path = PurePosixPath(name)
        for beside in (name, str(path.with_suffix(""))):
            for suffix in SUFFIXES:
                found = self._found.get(beside + suffix)
                if isinstance(found, InvalidRecord):
                    raise InvalidRecord(found.reason, f"{beside}{suffix}: {found.detail}")
                if found is not None:
                    return found
        return {}


def sidecars(path: Path) -> Sidecars:
    """Those at `path`: of all its files, or of the one file that it is. None where it cannot be read."""
    found: dict[str, dict[str, Any] | InvalidRecord] = {}
    for file in _files(path):
        if len(found) >= SIDECARS_MAX:
            break
        try:
            found[file.name] = front_matter.fields(front_matter.decoded(file.read()))
        except InvalidRecord as error:
            found[file.name] = error
    return Sidecars(found)


def _files(path: Path) -> Iterator[SourceFile]:
    paths = [path]
    if path.is_file() and not path.name.lower().endswith(_ARCHIVES):
        paths = [path.with_name(base + suffix) for base in (path.name, path.stem) for suffix in SUFFIXES]
        paths = [beside for beside in paths if beside.is_file()]
    for each in paths:
        try:
            yield from (file for file in SourceFiles(each, SUFFIXES) if not isinstance(file, Skipped))
        except InvalidRecord:
            continue  # there is none, or nothing there can be read: who reads the documents says so


_ARCHIVES = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2")
