"""Sources as JSON Lines: one record a line, with the fields of `record.SourceRecord`."""

from collections.abc import Iterator

from answers.errors import InvalidRecord
from answers.library.base import Skipped, first_of_each
from answers.library.files import Source as Files
from answers.library.jsonl import rows
from answers.sources.formats.base import About, Read
from answers.sources.formats.record import SourceRecord


def read(files: Files, about: About) -> Iterator[Read]:
    """The sources of all lines; blank lines are passed over."""
    return first_of_each(_sources(files, about))


def _sources(files: Files, about: About) -> Iterator[Read]:
    for row in rows(files):
        if isinstance(row, Skipped):
            yield row
            continue
        try:
            yield SourceRecord.parse(row.fields, about).source()
        except InvalidRecord as error:
            yield Skipped.because(error, row.where)
