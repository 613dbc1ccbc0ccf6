"""What the tests of formats ask of what was read."""

from collections.abc import Iterable

from answers.library.base import Skipped
from answers.sources.formats.base import About, Read
from answers.sources.record import Source

ABOUT = About(url="https://example.org/guide")


def sources(reads: Iterable[Read]) -> list[Source]:
    """What was read, where nothing may have been skipped."""
    found = list(reads)
    assert [read for read in found if isinstance(read, Skipped)] == []
    return [read for read in found if isinstance(read, Source)]


def only(reads: Iterable[Read]) -> Source:
    (found,) = sources(reads)
    return found


def skipped(reads: Iterable[Read]) -> Skipped:
    (found,) = reads
    assert isinstance(found, Skipped)
    return found


def texts(source: Source) -> list[str]:
    return [passage.text for passage in source.passages]


def words(source: Source) -> list[str]:
    return " ".join(texts(source)).split()
