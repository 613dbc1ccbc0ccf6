"""A reply as paragraphs: what is said in words, in which order, and what stands beside it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import count
from typing import assert_never

from adapters.splitting.texts import marked, web_address
from bot import wording
from bot.mail.letters import Deed
from bot.types import (
    Alert,
    Answering,
    AppliesTo,
    Authorship,
    Badge,
    Banner,
    Block,
    Choices,
    Disclaimer,
    Evidence,
    Folded,
    FullArticle,
    Heading,
    Lacking,
    Notice,
    Premise,
    Said,
    ShowEvidence,
    Side,
    SideBySide,
    Source,
    Sources,
    Tone,
    WrongArticle,
)

MUST_SHOW = "⚠ "
WARNINGS = "Warnings"
SOURCES = "Sources"
FULL_ARTICLE = "Full article"
WRONG_ARTICLE = "Not my question"


class Style(Enum):
    """How the text of a paragraph wants to be seen."""

    PLAIN = auto()
    BOLD = auto()
    ITALIC = auto()


class Kind(Enum):
    """What a paragraph is to the message that it stands in."""

    TEXT = auto()
    ALERT = auto()
    BANNER = auto()
    BADGE = auto()
    HEADING = auto()
    """Stays with what follows it."""
    SAID = auto()
    ITEM = auto()
    """A statement in a list."""
    SOURCE = auto()
    FOOT = auto()
    """Ends every part."""


@dataclass(frozen=True, slots=True)
class Button:
    """What a press does; `number` tells the choices of one reply apart."""

    deed: Deed
    label: str
    article_id: int | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`lead` and `tail` (citations) are never parted from the beginning and the end of `text`.

    `number` is its place in the reply; the pieces of one that had to be cut share it. `level` belongs to
    headings. `link` is where the lead leads. `gap` asks for an empty line above. `own` are words of the bot
    itself; all other words are data. `with_former` stays in one part with the paragraph before it.
    """

    text: str
    kind: Kind = Kind.TEXT
    style: Style = Style.PLAIN
    lead: str = ""
    tail: str = ""
    link: str | None = None
    button: Button | None = None
    gap: bool = False
    must_show: bool = False
    own: bool = False
    with_former: bool = False
    level: int = 0
    number: int = 0

    @property
    def plain(self) -> str:
        return f"{self.lead}{self.text}{self.tail}"


def paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    """The whole reply, top to bottom."""
    choices = count(1)
    for number, paragraph in enumerate(p for block in blocks for p in _block(block, choices)):
        if paragraph.plain.strip() or paragraph.button:
            yield replace(paragraph, number=number)


def _block(block: Block, numbers: Iterator[int]) -> Iterator[Paragraph]:
    match block:
        case Badge(text):
            yield Paragraph(text, Kind.BADGE, Style.BOLD, gap=True)
        case Banner(text, tone):
            style = Style.ITALIC if tone is Tone.INFO else Style.BOLD
            yield Paragraph(text, Kind.BANNER, style, own=True)
        case Answering(label, question):
            yield Paragraph(question, style=Style.ITALIC, lead=f"{label}: ")
        case AppliesTo():
            yield from _applies_to(block)
        case Premise(before, claim, after):
            yield Paragraph(f"{before}{claim}{after}", style=Style.BOLD)
        case Lacking(label, items):
            yield Paragraph("; ".join(items), style=Style.BOLD, lead=f"{label}: ")
        case SideBySide(title, sides):
            yield Paragraph(title, Kind.HEADING, Style.BOLD, gap=True, level=1)
            for number, side in enumerate(sides):
                yield _side(side, with_former=number > 0)
        case Heading(text, level):
            yield Paragraph(text, Kind.HEADING, Style.BOLD, gap=True, level=level)
        case Said():
            yield _said(block)
        case Folded(folded):
            noun = "statement stands" if folded == 1 else "statements stand"
            yield Paragraph(f"… {folded} more {noun} in the full article.", gap=True)
        case FullArticle(article_id):
            yield Paragraph("", button=Button(Deed.FULL, FULL_ARTICLE, article_id))
        case WrongArticle(article_id):
            yield Paragraph("", button=Button(Deed.WRONG, WRONG_ARTICLE, article_id))
        case Sources():
            yield from _sources(block)
        case Authorship(text):
            yield Paragraph(text, style=Style.ITALIC, gap=True)
        case Evidence():
            yield from _evidence(block)
        case ShowEvidence():
            pass  # A messenger has no place for it: a button would do nothing, a command is not known there.
        case Choices():
            yield from _choices(block, numbers)
        case Alert(lines):
            yield from (Paragraph(line, Kind.ALERT, Style.BOLD, own=True) for line in lines)
        case Disclaimer(text, policy):
            yield Paragraph(f"{text} {policy}", Kind.FOOT, Style.ITALIC, gap=True, own=True)
        case Notice(text):
            yield Paragraph(text, gap=True, own=True)
        case _:
            assert_never(block)


def _applies_to(block: AppliesTo) -> Iterator[Paragraph]:
    if block.covers:
        yield Paragraph(block.covers, lead="Applies to: ")
    if block.not_accounted_for:
        quoted = ", ".join(f"“{words}”" for words in block.not_accounted_for)
        yield Paragraph(quoted, style=Style.BOLD, lead="Not accounted for: ")


def _said(said: Said) -> Paragraph:
    marks = "".join(f"[{n}]" for n in said.citations)
    return Paragraph(
        f"{said.text} ({said.grade})" if said.grade else said.text,
        Kind.ITEM if said.bullet else Kind.SAID,
        Style.BOLD if said.must_show else Style.PLAIN,
        lead=MUST_SHOW if said.must_show else "",
        tail=f" {marks}" if marks else "",
        gap=not said.bullet,
        must_show=said.must_show,
    )


def _side(side: Side, *, with_former: bool) -> Paragraph:
    grade = f" ({side.grade})" if side.grade else ""
    said = f"{side.by}: “{side.text}”{grade}"
    return Paragraph(said, Kind.ITEM, tail=f" [{side.number}]", with_former=with_former)


def _sources(block: Sources) -> Iterator[Paragraph]:
    if block.items:
        yield Paragraph(SOURCES, Kind.HEADING, Style.BOLD, gap=True, level=1)
    yield from (_source(item) for item in block.items)
    if block.note:
        yield Paragraph(block.note, style=Style.ITALIC, own=True)


def _source(item: Source) -> Paragraph:
    text = f" {item.title} · {item.details}"
    return Paragraph(text, Kind.SOURCE, lead=f"[{item.number}]", link=web_address(item.link))


def _evidence(block: Evidence) -> Iterator[Paragraph]:
    yield replace(_source(block.source), gap=True)
    for shown in block.passages:
        for statement in shown.statements:
            yield Paragraph(f"“{statement}”", lead=f"{wording.CITED_FOR}: ")
        if shown.place:
            yield Paragraph(shown.place, style=Style.ITALIC)
        if shown.passage:
            yield Paragraph(marked(shown.passage, shown.marked))


def _choices(block: Choices, numbers: Iterator[int]) -> Iterator[Paragraph]:
    yield Paragraph(block.prompt, Kind.HEADING, Style.BOLD, gap=True, level=1)
    for item in block.items:
        button = Button(Deed.OPEN, item.question, item.article_id, next(numbers))
        differs = f" ({item.differs})" if item.differs else ""
        yield Paragraph(f"{item.question}{differs}", lead=f"{button.number}. ", button=button)
    if block.decline:
        # One of what is declined says of which message, however old, the button is.
        offered = block.items[0].article_id if block.items else None
        yield Paragraph("", button=Button(Deed.DECLINE, block.decline, offered))
