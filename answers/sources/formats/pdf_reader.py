"""Reads one PDF from stdin, in a process of its own: `python -m answers.sources.formats.pdf_reader`.

A PDF from outside can keep any parser busy, or make it eat memory: this process has bounds on both, and
whoever started it ends it when its time is up. It writes JSON: `{"title", "pages": [[fragment, …], …]}` with
fragments `[x, y, size, text]` in points as they come in the page (y grows upwards), or None for a page that
could not be read; or `{"reason", "detail"}`.
"""

import io
import json
import logging
import resource
import sys
from typing import Any

PAGES_MAX = 3_000
CHARS_MAX = 20_000_000
MEMORY_MAX_BYTES = 2 * 1024**3
CPU_MAX_S = 120


def main() -> None:
    _bound()
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)


def _bound() -> None:
    for limit, value in ((resource.RLIMIT_AS, MEMORY_MAX_BYTES), (resource.RLIMIT_CPU, CPU_MAX_S)):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
    # What pypdf has to say of a file is not ours to log: it can hold its words.
    logging.disable(logging.CRITICAL)


def _read(data: bytes) -> dict[str, Any]:
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"reason": "encrypted", "detail": "it needs a password"}
        if refusal := _refusal(reader):
            return refusal
        title = reader.metadata.title if reader.metadata else None
        return {"title": title if isinstance(title, str) else None, "pages": _pages(reader)}
    except MemoryError:
        return {"reason": "too large", "detail": f"takes over {MEMORY_MAX_BYTES:,} bytes of memory"}
    except OverflowError as error:
        return {"reason": "too large", "detail": str(error)}
    except Exception as error:
        return {"reason": "damaged PDF", "detail": type(error).__name__}


def _refusal(reader: Any) -> dict[str, Any] | None:
    from pypdf.constants import UserAccessPermissions

    permissions = reader.user_access_permissions
    if permissions is not None and not permissions & UserAccessPermissions.EXTRACT:
        return {"reason": "extraction not permitted", "detail": "its author forbids taking its text out"}
    if len(reader.pages) > PAGES_MAX:
        return {"reason": "too large", "detail": f"over {PAGES_MAX:,} pages"}
    return None


def _pages(reader: Any) -> list[list[list[Any]] | None]:
    pages: list[list[list[Any]] | None] = []
    size = 0
    for page in reader.pages:
        try:
            found = _fragments(page)
        except MemoryError:
            raise
        except Exception:
            pages.append(None)
            continue
        size += sum(len(fragment[3]) for fragment in found)
        if size > CHARS_MAX:
            raise OverflowError(f"over {CHARS_MAX:,} characters")
        pages.append(found)
    return pages


def _fragments(page: Any) -> list[list[Any]]:
    found: list[list[Any]] = []

    def visit(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        if text.strip():
            x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            scale = abs(inner[3] or inner[1] or 1.0) * abs(outer[3] or outer[1] or 1.0)
            found.append([round(x, 2), round(y, 2), round(abs(size) * scale, 2), text])

    page.extract_text(visitor_text=visit)
    return found


if __name__ == "__main__":
    main()
