"""PDF files: the page is the passage's place, a table's row is a passage, headings stand in the place too.

The file is read and laid out in a process of its own (`pdf_reader`, `pdf_layout`), which may not take long
or much memory and knows nothing of our environment. A page without text is a scan, or a picture: it is named
and counted.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from answers.errors import InvalidRecord
from answers.library.base import Skipped
from answers.library.files import Source as Files
from answers.library.files import SourceFile
from answers.sources.formats import document
from answers.sources.formats.base import About, Read
from answers.sources.formats.document import Document
from answers.sources.formats.sidecar import Sidecars
from answers.sources.record import SourcePassage

MAX_FILE_BYTES = 100 * 1024 * 1024
TIMEOUT_S = 150.0
"""More than the reader's own bound on computing time: it is for one that waits."""

_HEADER = b"%PDF-"
_HEADER_WITHIN_BYTES = 1024
"""Where it must begin, as Adobe's readers have it."""


def read(files: Files, about: About, beside: Sidecars) -> Iterator[Read]:
    """One source a file."""
    return document.read(files, about, beside, _parsed)


def _parsed(file: SourceFile) -> Document:
    data = file.read(MAX_FILE_BYTES)
    if _HEADER not in data[:_HEADER_WITHIN_BYTES]:
        raise InvalidRecord("damaged PDF", "it does not begin as a PDF does")
    found = _read(data)
    if reason := found.get("reason"):
        raise InvalidRecord(reason, found.get("detail", ""))
    passages = [SourcePassage.model_validate(passage) for passage in found["passages"]]
    if not passages:
        raise InvalidRecord("no text", f"{found['pages']} pages: a scan without a text layer?")
    skipped = [Skipped("page without text", f"{file.name}, page {number}") for number in found["silent"]]
    return Document(passages, found.get("title"), skipped=skipped)


def _read(data: bytes) -> dict[str, Any]:
    """What the reader says. Raises InvalidRecord where it did not come to an end."""
    command = [sys.executable, "-P", "-m", "answers.sources.formats.pdf_reader"]
    try:
        done = subprocess.run(  # noqa: S603 - this program, and nothing from outside in the command
            command, input=data, capture_output=True, timeout=TIMEOUT_S, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidRecord("too large", f"not read within {TIMEOUT_S:.0f} s") from error
    except OSError as error:
        raise InvalidRecord("damaged PDF", "its reader could not be started") from error
    if done.returncode < 0:
        raise InvalidRecord("too large", "its reader was ended: it took too long, or too much memory")
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise InvalidRecord("damaged PDF", f"its reader ended with status {done.returncode}") from error
    return found
