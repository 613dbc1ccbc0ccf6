"""PDF files for tests, written by hand: text at places on pages, in Helvetica."""

from collections.abc import Sequence


def at(x: float, y: float, text: str, size: float = 10) -> bytes:
    """Text at a place in points, from the lower left corner."""
    shown = text.translate(str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"}))
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({shown}) Tj ET\n".encode("cp1252")


def lines(*texts: str, x: float = 50, y: float = 700, size: float = 10) -> bytes:
    """A paragraph, line below line."""
    return b"".join(at(x, y - 1.2 * size * n, text, size) for n, text in enumerate(texts))


def row(y: float, *cells: str, width: float = 150) -> bytes:
    """The cells of a table's row; "" leaves one out."""
    return b"".join(at(50 + width * n, y, cell) for n, cell in enumerate(cells) if cell)


def rule(x0: float, y0: float, x1: float, y1: float) -> bytes:
    """A straight line."""
    return f"{x0} {y0} m {x1} {y1} l S\n".encode()


def grid(levels: Sequence[float], stops: Sequence[float]) -> bytes:
    """The lines of a table, all of them."""
    across = b"".join(rule(stops[0], y, stops[-1], y) for y in levels)
    return across + b"".join(rule(x, levels[-1], x, levels[0]) for x in stops)


def pdf(*pages: bytes, title: str = "") -> bytes:
    """A file with these page contents."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream")
    objects.append(f"<< /Title ({title}) >>".encode())
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n".encode()
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        + table
        + trailer
        + b"startxref\n%d\n%%%%EOF" % len(written)
    )
