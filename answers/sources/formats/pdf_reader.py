"""Reads one PDF from stdin, in a process of its own: `python -m answers.sources.formats.pdf_reader`.

A PDF from outside can keep any parser busy, or make it eat memory: this process has bounds on both, and
whoever started it ends it when its time is up. It writes JSON: `{"title", "pages", "silent", "passages"}`
with the number of pages, the numbers of those without text and the passages as `SourcePassage` has them; or
`{"reason", "detail"}`.
"""

import io
import json
import logging
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTFigure, LTLine, LTRect
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.utils import decode_text

from answers.sources.formats.pdf_grid import Fragment, Rule
from answers.sources.formats.pdf_layout import Page, laid_out

PAGES_MAX = 3_000
CHARS_MAX = 20_000_000
RULES_MAX = 20_000
"""Of one page; more are a picture drawn of lines."""
MEMORY_MAX_BYTES = 2 * 1024**3
CPU_MAX_S = 600
"""A page takes about 0.05 s."""

SPACE_SIZES = 0.15
DESCENT = 0.2
"""Of a letter's size: the gap that is a space; how far its box reaches below the line."""
THIN_PT = 3.0

_NO_TITLE = re.compile(
    r"\(?anonymous\)?|untitled.*|microsoft word - .*|.*\.(?:docx?|pdf|indd|qxd|tex)|\W*", re.I
)
_UNKNOWN = re.compile(r"\(cid:\d+\)")


def main() -> None:
    _bound()
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)


def _bound() -> None:
    for limit, value in ((resource.RLIMIT_AS, MEMORY_MAX_BYTES), (resource.RLIMIT_CPU, CPU_MAX_S)):
        _, hard = resource.getrlimit(limit)
        with suppress(OSError, ValueError):  # macOS knows no bound on memory; the time has one there too
            resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
    # What the library has to say of a file is not ours to log: it can hold its words.
    logging.disable(logging.CRITICAL)


def _read(data: bytes) -> dict[str, Any]:
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        if not document.is_extractable:
            return _refused("extraction not permitted", "its author forbids taking its text out")
        pages = list(_pages(document))
        return {
            "title": _title(document),
            "pages": len(pages),
            "silent": [number for number, page in enumerate(pages, start=1) if not page.fragments],
            "passages": [passage.model_dump(mode="json") for passage in laid_out(pages)],
        }
    except PDFPasswordIncorrect:
        return _refused("encrypted", "it needs a password")
    except PDFEncryptionError:
        return _refused("encrypted", "in a way that is not known")
    except MemoryError:
        return _refused("too large", f"takes over {MEMORY_MAX_BYTES:,} bytes of memory")
    except OverflowError as error:
        return _refused("too large", str(error))
    except Exception as error:  # the library raises whatever the broken bytes lead it to
        return _refused("damaged PDF", type(error).__name__)


def _refused(reason: str, detail: str) -> dict[str, Any]:
    return {"reason": reason, "detail": detail}


def _title(document: PDFDocument) -> str | None:
    """As the file has it, unless a program wrote it that knew none."""
    for info in document.info:
        given = info.get("Title")
        title = decode_text(given) if isinstance(given, bytes) else ""
        if not _NO_TITLE.fullmatch(title):
            return title
    return None


def _pages(document: PDFDocument) -> Iterator[Page]:
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    size = 0
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > PAGES_MAX:
            raise OverflowError(f"over {PAGES_MAX:,} pages")
        try:
            interpreter.process_page(page)
            found = _page(device.get_result())
        except MemoryError:
            raise
        except Exception:  # one bad page never stops the rest
            found = Page()
        size += sum(len(fragment.text) for fragment in found.fragments)
        if size > CHARS_MAX:
            raise OverflowError(f"over {CHARS_MAX:,} characters")
        yield found


def _page(layout: LTContainer[Any]) -> Page:
    items = list(_items(layout))
    rules: list[Rule] = []
    walls: list[Rule] = []
    for item in items:
        if not isinstance(item, LTChar) and len(rules) + len(walls) < RULES_MAX:
            for rule in _edges(item):
                (rules if rule.is_level else walls).append(rule)
    return Page(tuple(_fragments(c for c in items if isinstance(c, LTChar))), tuple(rules), tuple(walls))


def _items(container: Iterable[Any]) -> Iterator[Any]:
    """Letters, lines and boxes in the order of the page's content, those of figures too."""
    for item in container:
        if isinstance(item, LTFigure):
            yield from _items(item)
        elif isinstance(item, LTChar | LTLine | LTRect):
            yield item


def _edges(box: Any) -> Iterator[Rule]:
    """A line, or the edges of a box."""
    x0, y0, x1, y1 = box.bbox
    if y1 - y0 <= THIN_PT:
        yield Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    elif x1 - x0 <= THIN_PT:
        yield Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)
    else:
        yield from (Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1))


def _fragments(letters: Iterable[LTChar]) -> Iterator[Fragment]:
    """Letters of one size that stand side by side as one text."""
    texts: list[str] = []
    first: LTChar | None = None
    last: LTChar | None = None
    for letter in letters:
        if first is not None and last is not None and not _side_by_side(last, letter):
            yield _fragment(first, last, texts)
            first, texts = None, []
        first, last = first or letter, letter
        texts.append(_UNKNOWN.sub("\N{REPLACEMENT CHARACTER}", letter.get_text()))
    if first is not None and last is not None:
        yield _fragment(first, last, texts)


def _side_by_side(left: LTChar, right: LTChar) -> bool:
    same = abs(left.y0 - right.y0) < 0.1 * left.size and abs(left.size - right.size) < 0.05 * left.size
    return same and -left.size < right.x0 - left.x1 < SPACE_SIZES * left.size


def _fragment(first: LTChar, last: LTChar, texts: list[str]) -> Fragment:
    y = first.y0 + DESCENT * first.size
    return Fragment(round(first.x0, 2), round(y, 2), round(first.size, 2), "".join(texts), round(last.x1, 2))


if __name__ == "__main__":
    main()
