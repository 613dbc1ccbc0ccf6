"""A reply as Slack messages. Pure.

Texts are rich text: there Slack reads no markup, so that what an article says stays as it is (`HLA-B*57:01`,
`~5 mg`, `1:100:2`) and calls nobody. The rest is mrkdwn, escaped, and `verbatim`, which makes no links or
mentions out of plain words. A plain "@channel" calls nobody either way: that needs `<!channel>`, or
`link_names` or `parse=full` in the call, which must not be set.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from adapters.slack.parse import DECLINE, FULL, OPEN, WRONG
from adapters.splitting.paragraphs import Button, Kind, Paragraph, Style
from adapters.splitting.parts import Piece, Room, parts
from adapters.splitting.texts import shortened, utf16
from bot.mail.letters import Deed
from bot.types import Block, Disclaimer, Notice, Reply

BLOCKS_MAX = 50
"""Of a message (Block Kit reference)."""
VISIBLE_MAX = 10_000
"""Of all texts and addresses of a message: Slack refuses somewhere above 11,300 (bolt-js #2509, #2867)."""
TEXT_OBJECT_MAX = 3_000
"""Of a section's or context's text (Block Kit reference; slack_sdk). Kept for each stretch of rich text too,
for which no limit is documented."""
LABEL_MAX = 75
"""Of a button (Block Kit reference)."""
FALLBACK_MAX = 4_000
"""Of `text`: more is `msg_too_long` for chat.update."""

_ACTIONS = {Deed.OPEN: OPEN, Deed.DECLINE: DECLINE, Deed.FULL: FULL, Deed.WRONG: WRONG}
_STYLES: dict[Style, dict[str, Any]] = {
    Style.PLAIN: {},
    Style.BOLD: {"style": {"bold": True}},
    Style.ITALIC: {"style": {"italic": True}},
}
_ITEMS, _LINES = "items", "lines"

Json = dict[str, Any]
_COMMAND = re.compile(r"(?<!\S)/(new|help|sources|policy|privacy)\b")
_BARE = r"“\1”"
"""In the bot's own words. Slack takes a message that begins with a slash for one of its own commands, so
there the bare word is the command (`bot/plain_words.py`)."""

_Piece = Piece[list[Json]]


@dataclass(frozen=True)
class Message:
    """One message: `text` is for notifications and screen readers, `blocks` are what is shown."""

    text: str
    blocks: list[Json]


def render(reply: Reply) -> tuple[Message, ...]:
    """The reply as messages within Slack's limits, to be sent in this order without unfurling."""
    room = Room(units=VISIBLE_MAX, items=BLOCKS_MAX)
    drawn = parts(with_bare_commands(reply), _draw, room)
    return tuple(Message(_fallback(part), list(_blocks(part))) for part in drawn)


def with_bare_commands(reply: Reply) -> Reply:
    """The reply with “policy” for /policy in the bot's own words."""
    return replace(reply, blocks=tuple(map(_with_bare_commands, reply.blocks)))


def _with_bare_commands(block: Block) -> Block:
    match block:
        case Notice(text):
            return Notice(_COMMAND.sub(_BARE, text))
        case Disclaimer(text, policy):
            return Disclaimer(text, _COMMAND.sub(_BARE, policy))
    return block


def escape(text: str) -> str:
    """Slack's three control characters (docs.slack.dev, formatting message text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fallback(part: Iterable[_Piece]) -> str:
    lines = "\n".join(p.paragraph.plain for p in part if p.paragraph.plain)
    return escape(shortened(lines, FALLBACK_MAX, lambda text: utf16(escape(text))))


# -- one paragraph


def _draw(paragraph: Paragraph) -> _Piece:
    """`shown` is what joins with its neighbours' (a list's section, a line's elements), or whole blocks."""
    if paragraph.kind is Kind.ITEM:
        return _piece(paragraph, [_section(_elements(paragraph))], _ITEMS)
    if paragraph.kind is Kind.SOURCE:
        return _piece(paragraph, _elements(paragraph), _LINES)
    return _piece(paragraph, list(_whole(paragraph)))


def _piece(paragraph: Paragraph, shown: list[Json], joins: str = "") -> _Piece:
    return Piece(paragraph, shown, Room(_weight(shown) + 1, 1 if joins else len(shown)), joins)


def _weight(value: object) -> int:
    """The length of all texts and addresses in it."""
    if isinstance(value, dict):
        own = sum(utf16(v) for k, v in value.items() if k in ("text", "url") and isinstance(v, str))
        return own + sum(_weight(v) for v in value.values())
    return sum(_weight(each) for each in value) if isinstance(value, list) else 0


def _whole(paragraph: Paragraph) -> Iterator[Json]:
    text = _mrkdwn(paragraph.plain)
    if paragraph.kind is Kind.FOOT and _weight(text) <= TEXT_OBJECT_MAX:
        yield {"type": "context", "elements": [text]}
    elif paragraph.text and paragraph.button and _weight(text) <= TEXT_OBJECT_MAX:
        yield {"type": "section", "text": text, "expand": True, "accessory": _button(paragraph.button)}
    else:
        if paragraph.plain:
            yield _rich([_section(_elements(paragraph))])
        if paragraph.button:
            yield {"type": "actions", "elements": [_button(paragraph.button)]}


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": escape(text), "verbatim": True}


def _button(button: Button) -> Json:
    action = _ACTIONS[button.deed]
    return {
        "type": "button",
        "action_id": f"{action}:{button.number}" if button.number else action,
        "text": {"type": "plain_text", "text": shortened(button.label, LABEL_MAX), "emoji": False},
        **({} if button.article_id is None else {"value": str(button.article_id)}),
    }


def _elements(paragraph: Paragraph) -> list[Json]:
    if paragraph.link:
        lead = [{"type": "link", "url": paragraph.link, "text": paragraph.lead}]
    else:
        lead = _text(paragraph.lead, Style.PLAIN)
    return [*lead, *_text(paragraph.text, paragraph.style), *_text(paragraph.tail, Style.PLAIN)]


def _text(text: str, style: Style) -> list[Json]:
    """Stretches side by side read as one text."""
    step = TEXT_OBJECT_MAX // 2  # a character has at most two UTF-16 units
    pieces = (text[start : start + step] for start in range(0, len(text), step))
    return [{"type": "text", "text": piece, **_STYLES[style]} for piece in pieces]


def _section(elements: list[Json]) -> Json:
    return {"type": "rich_text_section", "elements": elements}


def _rich(elements: list[Json]) -> Json:
    return {"type": "rich_text", "elements": elements}


# -- one message


def _blocks(part: Iterable[_Piece]) -> Iterator[Json]:
    for joins, run in groupby(part, key=lambda piece: piece.joins):
        shown = [piece.shown for piece in run]
        if joins == _ITEMS:
            sections = [section for each in shown for section in each]
            yield _rich([{"type": "rich_text_list", "style": "bullet", "elements": sections}])
        elif joins == _LINES:
            yield _rich(
                [_section([element for each in shown for element in (*each, *_text("\n", Style.PLAIN))][:-1])]
            )
        else:
            yield from (block for each in shown for block in each)
