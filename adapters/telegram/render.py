"""A reply as Telegram messages in HTML. Pure.

Texts stay as they are, with a single exception: where Telegram itself would make a mention or a link of plain
words ("@name" calls somebody in a group), a U+2060 WORD JOINER, which nobody sees, keeps it from doing so.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from adapters.splitting.paragraphs import Button as Press
from adapters.splitting.paragraphs import Kind, Paragraph, Style
from adapters.splitting.parts import Piece, Room, parts
from adapters.splitting.texts import shortened, utf16
from bot.mail.letters import Deed
from bot.types import Reply

UNITS_MAX = 3_900
"""UTF-16 code units after entity parsing: the limit is 4,096 (Bot API, sendMessage); the rest is margin."""
ENTITIES_MAX = 90
"""Of a message, without those that Telegram finds itself: it drops what is over 100 (MessageLimit)."""
BUTTONS_MAX = 100
"""Of a keyboard (Bot API, by experiment)."""
LABEL_MAX = 60
"""Of a button: the Bot API names no limit, a telephone shows less; the whole question stands in the text."""
CALLBACK_MAX_BYTES = 64
"""Of callback_data (Bot API, InlineKeyboardButton)."""

BULLET = "• "
WORD_JOINER = "\u2060"

_TAGS = {Style.PLAIN: None, Style.BOLD: "b", Style.ITALIC: "i"}
_CALLBACKS = {Deed.OPEN: "o", Deed.DECLINE: "d", Deed.FULL: "f", Deed.WRONG: "w"}
_LIVE = re.compile(r"(?<=@)(?=\w)|(?<=://)|(?<=\w\.)(?=[^\W\d_])")
"""Places inside of what Telegram takes for a mention or an address; between digits there is none."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button of an inline keyboard."""

    text: str
    callback_data: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `plain` says the same without tags, for when Telegram does not accept `html`."""

    html: str
    plain: str
    keyboard: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    html: str
    plain: str


_Piece = Piece[_Line]


def render(reply: Reply) -> tuple[Message, ...]:
    """The reply as messages within Telegram's limits, to be sent in this order without previews."""
    drawn = parts(reply, _draw, Room(units=UNITS_MAX, items=ENTITIES_MAX))
    keyboard = _keyboard(piece for part in drawn for piece in part)
    last = len(drawn) - 1
    return tuple(_message(part, keyboard if n == last else ()) for n, part in enumerate(drawn))


def _message(part: Sequence[_Piece], keyboard: tuple[tuple[Button, ...], ...]) -> Message:
    html, plain = "", ""
    for piece in part:
        if piece.shown.plain:
            gap = ("\n\n" if piece.paragraph.gap else "\n") if plain else ""
            html, plain = html + gap + piece.shown.html, plain + gap + piece.shown.plain
    return Message(html, plain, keyboard)


def _draw(paragraph: Paragraph) -> _Piece:
    lead = paragraph.lead or (BULLET if paragraph.kind is Kind.ITEM else "")
    tag, link = _TAGS[paragraph.style], paragraph.link
    text = paragraph.text if paragraph.own else _still(paragraph.text)
    html = _linked(lead, link) + _tagged(text, tag) + escape(paragraph.tail, quote=False)
    plain = f"{lead}{text}{paragraph.tail}" + (f" {link}" if link else "")
    units = utf16(plain) + len("\n\n") if plain else 0
    return Piece(paragraph, _Line(html, plain), Room(units, bool(link) + bool(tag and text)))


def _still(text: str) -> str:
    return _LIVE.sub(WORD_JOINER, text)


def _linked(label: str, link: str | None) -> str:
    shown = escape(label, quote=False)
    return f'<a href="{escape(link)}">{shown}</a>' if link else shown


def _tagged(text: str, tag: str | None) -> str:
    shown = escape(text, quote=False)
    return f"<{tag}>{shown}</{tag}>" if tag and text else shown


def _keyboard(pieces: Iterable[_Piece]) -> tuple[tuple[Button, ...], ...]:
    buttons = (piece.paragraph.button for piece in pieces)
    return tuple((_button(button),) for button in buttons if button)[:BUTTONS_MAX]


def _button(button: Press) -> Button:
    label = f"{button.number}. {button.label}" if button.number else button.label
    named = "" if button.article_id is None else f":{button.article_id}"
    return Button(shortened(label, LABEL_MAX), f"{_CALLBACKS[button.deed]}{named}")
