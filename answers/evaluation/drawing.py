"""A reliability diagram and a risk–coverage curve as SVG, without a drawing library. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from answers.evaluation.curves import Bin, Point

SIDE = 360
"""The plot's own width and height, in SVG units; labels stand around it."""
LEFT, TOP, RIGHT, BOTTOM = 70, 48, 24, 62
INK, FAINT, FIRST = "#222222", "#bbbbbb", "#1f5fa8"
TICKS = 5


def reliability_diagram(title: str, bins: Sequence[Bin]) -> str:
    """What was said against what was so, each with its 95% interval; on the diagonal is calibrated."""
    marks = [_line([(0, 0), (1, 1)], FAINT, dashes="4 4")]
    for each in bins:
        seen = each.observed
        marks.append(_line([(each.said, seen.low), (each.said, seen.high)], FIRST))
        marks.append(_dot(each.said, seen.mean, f"said {each.said:.2f}, was {seen}"))
    drawn = "".join(marks)
    return _picture(title, drawn, ("probability said", "share that was so"), (1.0, 1.0))


def risk_coverage_curve(title: str, points: Sequence[Point], threshold: float | None = None) -> str:
    """How much is wrong of what is taken, against how much is covered; `threshold`: the one that holds."""
    top = max((point.risk for point in points), default=0.0)
    highest = next(limit for limit in (0.05, 0.1, 0.25, 0.5, 1.0) if top <= limit)
    steps = [(point.coverage, point.risk / highest) for point in points]
    marks = [_line(steps, FIRST)] if steps else []
    if threshold is not None and (held := [p for p in points if p.threshold >= threshold]):
        here = held[-1]
        note = f"from {threshold:.3f} on: coverage {here.coverage:.3f}, risk {here.risk:.3f}"
        marks.append(_dot(here.coverage, here.risk / highest, note))
        title = f"{title}; {note}"
    labels = ("coverage: taken and right, of what has an answer", "risk: wrong, of what is taken")
    return _picture(title, "".join(marks), labels, (1.0, highest))


def _picture(title: str, marks: str, labels: tuple[str, str], limits: tuple[float, float]) -> str:
    width, height = LEFT + SIDE + RIGHT, TOP + SIDE + BOTTOM
    inside = "".join((*_axes(limits), marks, *_labels(title, labels)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="12" fill="{INK}">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>{inside}</svg>\n'
    )


def _axes(limits: tuple[float, float]) -> Iterator[str]:
    yield _line([(0, 1), (0, 0), (1, 0)], INK)
    for number in range(TICKS + 1):
        at = number / TICKS
        x, y = _place(at, at)
        yield _text(x, TOP + SIDE + 18, _short(at * limits[0]))
        yield _text(LEFT - 8, y + 4, _short(at * limits[1]), anchor="end")


def _labels(title: str, labels: tuple[str, str]) -> Iterator[str]:
    for row, words in enumerate(title.split("; ", 1)):
        yield _text(LEFT + SIDE / 2, 18 + 16 * row, words)
    yield _text(LEFT + SIDE / 2, TOP + SIDE + 44, labels[0])
    middle = TOP + SIDE / 2
    yield _text(20, middle, labels[1], turned=True)


def _place(x: float, y: float) -> tuple[float, float]:
    return LEFT + x * SIDE, TOP + (1 - y) * SIDE


def _line(places: Iterable[tuple[float, float]], colour: str, dashes: str = "") -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(*place) for place in places))
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"{dashed}/>'


def _dot(x: float, y: float, note: str) -> str:
    cx, cy = _place(x, y)
    said = f"<title>{escape(note)}</title>"
    return f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="4" fill="{FIRST}">{said}</circle>'


def _text(x: float, y: float, words: str, anchor: str = "middle", *, turned: bool = False) -> str:
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{turn}>{escape(words)}</text>'


def _short(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"
