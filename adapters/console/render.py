"""A reply as lines of text with a style for each stretch. Pure; the terminal's own wrapping comes after."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from rich.console import Console, ConsoleOptions
from rich.padding import Padding
from rich.text import Text

from adapters.splitting.texts import marked
from answers.types import ApprovalBasis
from bot import wording
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
    Reply,
    Said,
    ShowEvidence,
    Side,
    SideBySide,
    Source,
    Sources,
    Tone,
    WrongArticle,
)

EVIDENCE_HINT = "Type /evidence to see the passages behind the numbers, /evidence 1 for those of one source."
BULLET = "•"
MUST_SHOW = "⚠"
WARNED = "bold red"
MARKED = "bold reverse"
_BADGES = {
    ApprovalBasis.INDIVIDUAL: "bold green",
    ApprovalBasis.BULK: "bold yellow",
    ApprovalBasis.SAMPLE: "bold yellow",
    None: "bold magenta",
}
_TONES = {Tone.INFO: "cyan", Tone.PENDING: "yellow", Tone.WARNING: "bold yellow"}


# What a terminal obeys instead of showing it (but for the line feed), and what turns the reading direction.
_OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph: `lead` (a bullet, a number) stands out to the left of the wrapped text. `marked` are
    character ranges of the text to be seen at once."""

    text: str
    style: str = ""
    lead: str = ""
    indent: int = 0
    gap: bool = False
    """An empty line before it."""
    marked: tuple[tuple[int, int], ...] = ()


def lines(reply: Reply) -> Iterator[Line]:
    """The whole reply, top to bottom."""
    for block in reply.blocks:
        for line in _block(block):
            yield replace(line, text=visible(line.text))


def visible(text: str) -> str:
    """The text with `�` for what a terminal would obey: it comes from people, articles and sources."""
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", " "))


def plain(reply: Reply) -> str:
    """The reply as text without styles, one paragraph a line."""
    parts: list[str] = []
    for line in lines(reply):
        if line.gap and parts:
            parts.append("")
        lead = f"{line.lead} " if line.lead else ""
        parts.append(" " * line.indent + lead + marked(line.text, line.marked))
    return "\n".join(parts)


def styled(line: Line, *, colours: bool = True) -> Padding:
    """For rich: wrapped with the lead hanging. Without `colours`, » and « stand around what is marked."""
    lead = f"{line.lead} " if line.lead else ""
    text = Text(line.text if colours else marked(line.text, line.marked), style=line.style)
    if colours:
        for start, end in line.marked:
            text.stylize(MARKED, start, end)
    if not lead:
        return Padding(text, (int(line.gap), 0, 0, line.indent))
    body = Text.assemble((lead, WARNED if line.lead == MUST_SHOW else "bold cyan"), text)
    return Padding(_Hanging(body, len(lead)), (int(line.gap), 0, 0, line.indent))


def show(console: Console, reply: Reply) -> None:
    """Print the reply as this console can show it."""
    colours = console.is_terminal and not console.no_color
    for line in lines(reply):
        console.print(styled(line, colours=colours))


class _Hanging:
    """Text whose first line begins further left than the rest."""

    def __init__(self, text: Text, hang: int) -> None:
        self._text = text
        self._hang = hang

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        width = max(options.max_width - self._hang, 20)
        wrapped = self._text[self._hang :].wrap(console, width)
        for number, row in enumerate(wrapped):
            yield (self._text[: self._hang] if number == 0 else Text(" " * self._hang)) + row


def _block(block: Block) -> Iterator[Line]:
    match block:
        case Badge(text, basis):
            yield Line(text, _BADGES[basis], gap=True)
        case Banner(text, tone):
            yield Line(text, _TONES[tone])
        case Answering(label, question):
            yield Line(f"{label}: {question}", "italic")
        case AppliesTo(covers, left):
            if covers:
                yield Line(f"Applies to: {covers}", "dim")
            if left:
                quoted = ", ".join(f"“{words}”" for words in left)
                yield Line(f"Not accounted for: {quoted}", "bold yellow")
        case Premise(before, claim, after):
            yield Line(f"{before}{claim}{after}", "bold yellow")
        case Lacking(label, items):
            yield Line(f"{label}: {'; '.join(items)}", "bold yellow")
        case SideBySide(title, sides):
            yield Line(title, "bold underline", gap=True)
            yield from map(_side, sides)
        case Heading(text, level):
            yield Line(text, "bold underline" if level == 1 else "bold", gap=True)
        case Said():
            yield _said(block)
        case Folded(count):
            noun = "statement stands" if count == 1 else "statements stand"
            yield Line(f"… {count} more {noun} in the full article.", "dim", gap=True)
        case FullArticle():
            yield Line("Type /full to read all of it.", "cyan")
        case WrongArticle():
            yield Line("Type /wrong if this is not what you asked.", "cyan", gap=True)
        case Sources(items, note):
            yield Line("Sources", "bold", gap=True)
            yield from map(_source, items)
            if note:
                yield Line(note, "dim")
        case Authorship(text):
            yield Line(text, "dim", gap=True)
        case Evidence():
            yield from _evidence(block)
        case ShowEvidence():
            yield Line(EVIDENCE_HINT, "cyan", gap=True)
        case Choices():
            yield from _choices(block)
        case Alert(said):
            for number, text in enumerate(said):
                yield Line(text, "bold white on red", gap=number == 0)
        case Disclaimer(text, policy):
            yield Line(f"{text} {policy}", "dim", gap=True)
        case Notice(text):
            yield Line(text, "cyan", gap=True)
        case _:
            assert_never(block)


def _said(said: Said) -> Line:
    marks = "".join(f"[{n}]" for n in said.citations)
    grade = f" ({said.grade})" if said.grade else ""
    lead = MUST_SHOW if said.must_show else BULLET if said.bullet else ""
    return Line(
        f"{said.text}{grade} {marks}",
        WARNED if said.must_show else "",
        lead=lead,
        indent=2 if lead else 0,
        gap=not said.bullet,
    )


def _side(side: Side) -> Line:
    grade = f" ({side.grade})" if side.grade else ""
    return Line(f"{side.by}: “{side.text}”{grade} [{side.number}]", lead=BULLET, indent=2)


def _source(item: Source) -> Line:
    return Line(f"{item.title} · {item.details} · {item.link}", lead=f"[{item.number}]")


def _evidence(evidence: Evidence) -> Iterator[Line]:
    yield replace(_source(evidence.source), style="bold", gap=True)
    for shown in evidence.passages:
        for number, statement in enumerate(shown.statements):
            yield Line(f"{wording.CITED_FOR}: “{statement}”", "italic", indent=4, gap=number == 0)
        if shown.place:
            yield Line(shown.place, "dim", indent=4, gap=not shown.statements)
        if shown.passage:
            yield Line(
                shown.passage, indent=4, gap=not (shown.statements or shown.place), marked=shown.marked
            )


def _choices(choices: Choices) -> Iterator[Line]:
    yield Line(choices.prompt, "bold", gap=True)
    for number, item in enumerate(choices.items, start=1):
        differs = f"  ({item.differs})" if item.differs else ""
        yield Line(f"{item.question}{differs}", lead=f"{number}.", indent=2)
    if choices.decline:
        yield Line(choices.decline, lead="0.", indent=2)
