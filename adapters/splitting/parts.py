"""Paragraphs as messages of limited size. Pure.

What the reader must have is in every message (the review status, the disclaimer) or in the first one (alerts,
statements that must be shown). Nothing is cut that fits a message; what does not is cut where its meaning
allows, and a dose is never cut.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Generic, TypeVar

from adapters.splitting.paragraphs import WARNINGS, Kind, Paragraph, Style, paragraphs
from adapters.splitting.texts import cut, longest, utf16
from bot.mail.letters import Deed
from bot.types import Reply

CONTINUED = "… "
BADGE_MAX_UNITS = 600
"""Of a review status that stands in every part; the rest of a longer one follows it once."""
SCREEN_UNITS = 1_500
"""Of text on a first screen, between a telephone's and a desk's (clinical rule 4)."""
FRONT_SHARE = 3
"""Warnings that are moved up stand after the first third of the first message at the latest."""

Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Room:
    """What a message holds: text, and items of which the platform limits the number."""

    units: int
    items: int

    def without(self, other: "Room") -> "Room":
        return Room(self.units - other.units, self.items - other.items)

    def holds(self, other: "Room") -> bool:
        return self.units >= other.units and self.items >= other.items


@dataclass(frozen=True, slots=True)
class Piece(Generic[Shown]):
    """A paragraph as a platform shows it. Neighbours with the same `joins` are one item together."""

    paragraph: Paragraph
    shown: Shown
    takes: Room
    joins: str = ""


Draw = Callable[[Paragraph], Piece[Shown]]

NOTE = Room(units=200, items=2)
"""Set aside in every part for banners above the status (that this may be a repeat, that the memory is away):
with or without them, every other line stands in the same part."""
_LONGEST_MARK = "(999/999) "
_WARNINGS = Paragraph(WARNINGS, Kind.HEADING, Style.BOLD, gap=True, level=1, number=-1)


def parts(reply: Reply, draw: Draw[Shown], room: Room) -> list[list[Piece[Shown]]]:
    """The reply as messages that `room` holds, each with what stands in every part.

    `draw` makes any paragraph shown, however long; the pieces of a part are to be shown in their order.
    """
    every = list(paragraphs(reply.blocks))
    foot = [p for p in every if p.kind is Kind.FOOT]
    body = [p for p in every if p.kind is not Kind.FOOT]
    frame = _frame(body)
    left = room.without(_taken([draw(p) for p in _foot(foot, _LONGEST_MARK)]))
    left = left.without(_set_aside([draw(p) for p in frame]))
    pieces = list(_pieces(body, frame, draw, left))
    pages = _arranged(pieces, draw(_WARNINGS), left)
    total = len(pages) if every else 0
    return [
        [*_missing(frame, page, draw), *page, *(draw(p) for p in _foot(foot, _mark(number, total)))]
        for number, page in enumerate(pages[:total], start=1)
    ]


def _frame(body: Sequence[Paragraph]) -> list[Paragraph]:
    """What stands at the top of every part: the status, and the banners above it."""
    badge = next((n for n, p in enumerate(body) if p.kind is Kind.BADGE), None)
    if badge is None:
        above = takewhile(lambda p: p.kind in (Kind.ALERT, Kind.BANNER), body)
        return [p for p in above if p.kind is Kind.BANNER]
    status = next(divided(body[badge], _is_short))
    return [*(p for p in body[:badge] if p.kind is Kind.BANNER), status]


def _is_short(badge: Paragraph) -> bool:
    return badge.kind is not Kind.BADGE or utf16(badge.text) <= BADGE_MAX_UNITS


def _set_aside(frame: Sequence[Piece[Shown]]) -> Room:
    """The room of the frame, or of what it may become."""
    banners = _taken([piece for piece in frame if piece.paragraph.kind is Kind.BANNER])
    status = _taken([piece for piece in frame if piece.paragraph.kind is Kind.BADGE])
    units = max(NOTE.units, banners.units) + status.units
    return Room(units, max(NOTE.items, banners.items) + status.items)


def _pieces(
    body: Iterable[Paragraph], frame: Sequence[Paragraph], draw: Draw[Shown], room: Room
) -> Iterator[Piece[Shown]]:
    """The paragraphs in pieces that an empty part holds; those of the frame take nothing of it."""
    for whole in body:
        for short in divided(whole, _is_short):
            for paragraph in divided(short, lambda p: room.holds(draw(p).takes)):
                piece = draw(paragraph)
                yield replace(piece, takes=Room(0, 0)) if paragraph in frame else piece


def _taken(pieces: Sequence[Piece[Shown]], before: Piece[Shown] | None = None) -> Room:
    """What pieces take of a part in which `before` is the last one."""
    joined = [
        bool(piece.joins) and former is not None and piece.joins == former.joins
        for former, piece in zip((before, *pieces), pieces, strict=False)
    ]
    items = sum(0 if with_former else p.takes.items for p, with_former in zip(pieces, joined, strict=True))
    return Room(sum(p.takes.units for p in pieces), items)


def _foot(foot: Sequence[Paragraph], mark: str) -> list[Paragraph]:
    if not mark:
        return list(foot)
    if not foot:
        return [Paragraph(mark.strip(), Kind.FOOT, Style.ITALIC, gap=True)]
    return [replace(foot[0], lead=mark), *foot[1:]]


def _mark(number: int, total: int) -> str:
    return f"({number}/{total}) " if total > 1 else ""


def _missing(
    frame: Sequence[Paragraph], page: Sequence[Piece[Shown]], draw: Draw[Shown]
) -> Iterator[Piece[Shown]]:
    there = [piece.paragraph for piece in page]
    return (draw(p) for p in frame if p not in there)


def divided(paragraph: Paragraph, fits: Callable[[Paragraph], bool]) -> Iterator[Paragraph]:
    """The paragraph, in pieces where it does not fit: the lead on the first, tail and button on the last."""
    rest = paragraph
    while len(rest.text) > 1 and not fits(rest):
        end = _end_of_first(rest, fits)
        yield replace(rest, text=rest.text[:end].rstrip(), tail="", button=None)
        kind = rest.kind if rest.kind is Kind.SOURCE else Kind.TEXT
        rest = replace(rest, text=rest.text[end:].lstrip(), kind=kind, lead=CONTINUED, link=None, gap=False)
    yield rest


def _end_of_first(paragraph: Paragraph, fits: Callable[[Paragraph], bool]) -> int:
    """At least one character before it and one after it, so that the division ends, and with the tail."""
    text, first = paragraph.text, replace(paragraph, tail="", button=None)
    most = longest(text, lambda start: fits(replace(first, text=start)))
    return cut(text, min(max(most, 1), len(text) - 1))


# -- the order


def _arranged(pieces: list[Piece[Shown]], heading: Piece[Shown], room: Room) -> list[list[Piece[Shown]]]:
    """The pieces on pages, the order changed only where something urgent would come too late: not on the
    first screen."""
    moved: set[int] = set()
    while True:
        pages = _packed(_reordered(pieces, moved, heading, room), room)
        late = {p.paragraph.number for p in _below_first_screen(pages) if _is_urgent(p)} - moved
        if not late:
            return pages
        moved |= late


def _below_first_screen(pages: Sequence[Sequence[Piece[Shown]]]) -> Iterator[Piece[Shown]]:
    """What a reader comes to by scrolling, or in a later part."""
    above = 0
    for piece in pages[0] if pages else ():
        above += piece.takes.units
        if above > SCREEN_UNITS:
            yield piece
    yield from (piece for page in pages[1:] for piece in page)


def _is_urgent(piece: Piece[Shown]) -> bool:
    return piece.paragraph.must_show or piece.paragraph.kind is Kind.ALERT


def _packed(pieces: Iterable[Piece[Shown]], room: Room) -> list[list[Piece[Shown]]]:
    pages: list[list[Piece[Shown]]] = [[]]
    left = room
    for group in _together(pieces, room):
        page = pages[-1]
        needed = _taken(group, page[-1] if page else None)
        if page and not left.holds(needed):
            pages.append([])
            left, needed = room, _taken(group)
        pages[-1].extend(group)
        left = left.without(needed)
    return pages


def _together(pieces: Iterable[Piece[Shown]], room: Room) -> Iterator[list[Piece[Shown]]]:
    """Headings with what they are headings of, and what is to be read side by side, unless a part does not
    hold that."""
    group: list[Piece[Shown]] = []
    for piece in pieces:
        if group and not _stays(group[-1].paragraph, piece.paragraph):
            yield from _held(group, room)
            group = []
        group.append(piece)
    yield from _held(group, room)


def _stays(former: Paragraph, paragraph: Paragraph) -> bool:
    return former.kind is Kind.HEADING or paragraph.with_former


def _held(group: list[Piece[Shown]], room: Room) -> Iterator[list[Piece[Shown]]]:
    """As one, as a heading with the first of what follows, or one by one, whichever a part holds."""
    if room.holds(_taken(group)):
        yield from [group] if group else []
        return
    first = next((n for n, p in enumerate(group) if p.paragraph.kind is not Kind.HEADING), len(group)) + 1
    head, rest = group[:first], group[first:]
    yield from [head] if room.holds(_taken(head)) else [[each] for each in head]
    yield from ([each] for each in rest)


def _reordered(
    pieces: Sequence[Piece[Shown]], moved: set[int], heading: Piece[Shown], room: Room
) -> list[Piece[Shown]]:
    """The pieces with the moved ones at the front: alerts first of all, statements under a heading."""
    alerts = [p for p in pieces if p.paragraph.number in moved and p.paragraph.kind is Kind.ALERT]
    warnings = _warnings(pieces, moved)
    gone = moved | _emptied(pieces, moved)
    rest = [p for p in pieces if p.paragraph.number not in gone]
    at = _front(rest, room.units // FRONT_SHARE) if warnings else 0
    return [*alerts, *rest[:at], *([heading, *warnings] if warnings else ()), *rest[at:]]


def _warnings(pieces: Iterable[Piece[Shown]], moved: set[int]) -> list[Piece[Shown]]:
    """The moved statements; where they were taken from under a heading, that stands over them again: it may
    say for whom they hold."""
    alone: list[Piece[Shown]] = []
    headed: list[Piece[Shown]] = []
    heading: Piece[Shown] | None = None
    for piece in pieces:
        if piece.paragraph.kind is Kind.HEADING:
            heading = None if piece.paragraph.text.casefold() == WARNINGS.casefold() else piece
        elif piece.paragraph.number in moved and piece.paragraph.kind is not Kind.ALERT:
            if heading and heading not in headed:
                headed.append(heading)
            (headed if heading else alone).append(piece)
    return [*alone, *headed]


def _emptied(pieces: Iterable[Piece[Shown]], moved: set[int]) -> set[int]:
    """Headings that all their statements have been moved away from."""
    above: list[Paragraph] = []
    had: set[int] = set()
    kept: set[int] = set()
    for paragraph in (piece.paragraph for piece in pieces):
        if paragraph.kind is Kind.HEADING:
            above = [*(p for p in above if p.level < paragraph.level), paragraph]
        elif paragraph.kind is Kind.SOURCE or (paragraph.button and paragraph.button.deed is Deed.OPEN):
            kept.update(p.number for p in above)
        elif paragraph.kind in (Kind.SAID, Kind.ITEM):
            (had if paragraph.number in moved else kept).update(p.number for p in above)
    return had - kept


def _front(pieces: Sequence[Piece[Shown]], units: int) -> int:
    """How many pieces stay above moved warnings: status, question, the bottom line where it is short."""
    for place, piece in enumerate(pieces):
        paragraph = piece.paragraph
        units -= piece.takes.units
        stays = paragraph.kind in (Kind.TEXT, Kind.BANNER, Kind.SAID) and units >= 0
        if not (stays or paragraph.kind in (Kind.ALERT, Kind.BADGE)):
            return place
    return len(pieces)
