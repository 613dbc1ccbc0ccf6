"""HTML as `parse_mode=HTML` has it, and what Telegram finds in plain text (sheet 2.2).

`parse_html` raises "can't parse entities" for an unknown tag, one that is not closed, and one that is closed
in another's place, with the offset in bytes that Telegram gives. `detect` finds mentions, commands and
addresses as the server does.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from telegram.constants import MessageEntityType

from tests.fakes.telegram import limits
from tests.fakes.telegram.errors import bad, unparsable

Entity = dict[str, Any]

_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji", "tg-time": "date_time",
}  # fmt: skip
_TAG = re.compile(r"<(/?)([^\s>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_ESCAPE = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")

_FOUND = (
    ("url", re.compile(r"(?<![\w@])https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}(?![A-Za-z0-9_@])")),
    ("bot_command", re.compile(r"(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{3,31})?(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*")),
)
_TYPES = frozenset(MessageEntityType)
_VERBATIM = frozenset({"code", "pre"})


def utf16(text: str) -> int:
    """How long Telegram finds it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, entity: Mapping[str, Any]) -> str:
    """The part of the text that an entity is about."""
    units = text.encode("utf-16-le", "surrogatepass")
    start = 2 * int(entity["offset"])
    return units[start : start + 2 * int(entity["length"])].decode("utf-16-le", "replace")


def _unescaped(source: str) -> str:
    """Telegram knows four named escapes only."""
    return _ESCAPE.sub(lambda escape: html.unescape(escape[0]), source)


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: Mapping[str, str]


@dataclass(slots=True)
class _Reading:
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)

    def add(self, source: str) -> None:
        self.text += _unescaped(source)

    def close(self, tag: str, at: int) -> None:
        if not self.open:
            raise unparsable(f"Unexpected end tag at byte offset {at}")
        opened = self.open.pop()
        if tag not in ("", opened.tag):
            expected, found = f'"</{opened.tag}>"', f'"</{tag}>"'
            raise unparsable(f"Unmatched end tag at byte offset {at}, expected {expected}, found {found}")
        length = utf16(self.text) - opened.offset
        if length:
            text = cut(self.text, {"offset": opened.offset, "length": length})
            self.entities += _entity(opened, length, text)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    reading, end = _Reading(), 0
    while (start := source.find("<", end)) >= 0:
        reading.add(source[end:start])
        at = len(source[:start].encode("utf-8", "surrogatepass"))
        tag = _TAG.match(source, start)
        if tag is None:
            kind = "end" if source.startswith("</", start) else "start"
            raise unparsable(f"Unclosed {kind} tag at byte offset {at}")
        if tag[1]:
            reading.close(tag[2].lower(), at)
        else:
            reading.open.append(_opened(tag, utf16(reading.text), at))
        end = tag.end()
    reading.add(source[end:])
    if reading.open:
        raise unparsable(f'Can\'t find end tag corresponding to start tag "{reading.open[-1].tag}"')
    return reading.text, _nested(reading.entities)


def _opened(tag: re.Match[str], offset: int, at: int) -> _Open:
    name = tag[2].lower()
    if name not in _TAGS:
        raise unparsable(f'Unsupported start tag "{name}" at byte offset {at}')
    attributes = {
        each[1].lower(): _unescaped(each[2] or each[3] or each[4] or "")
        for each in _ATTRIBUTE.finditer(tag[3])
    }
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    if name == "tg-emoji" and not attributes.get("emoji-id"):
        raise unparsable(f'Tag "tg-emoji" must have attribute "emoji-id" at byte offset {at}')
    return _Open(name, offset, attributes)


def _entity(opened: _Open, length: int, text: str) -> list[Entity]:
    kind = _TAGS[opened.tag]
    entity: Entity = {"type": kind, "offset": opened.offset, "length": length}
    match kind:
        case "text_link":
            return _link(entity, opened.attributes.get("href") or text)
        case "blockquote" if "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        case "custom_emoji":
            entity["custom_emoji_id"] = opened.attributes["emoji-id"]
        case "code" if opened.attributes.get("class", "").startswith("language-"):
            entity["language"] = opened.attributes["class"].removeprefix("language-")
    return [entity]


def _link(entity: Entity, url: str) -> list[Entity]:
    """A link to a person is a mention; one to nowhere is no link."""
    person = re.fullmatch(r"tg://user\?id=(\d+)", url)
    if person:
        user = {"id": int(person[1]), "is_bot": False, "first_name": ""}
        return [entity | {"type": "text_mention", "user": user}]
    return [entity | {"url": url}] if is_address(url) else []


def is_address(url: str) -> bool:
    """Telegram takes no host without a dot, such as localhost."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
    except ValueError:
        return False
    if parts.scheme == "tg":
        return True
    return parts.scheme in ("http", "https", "ton") and "." in (parts.hostname or "").strip(".")


def _nested(entities: list[Entity]) -> list[Entity]:
    """In code nothing else has a meaning but a `pre` around it; a quote inside a quote is part of it."""
    quotes = {"blockquote", "expandable_blockquote"}

    def swallowed(inner: Entity) -> bool:
        return any(
            outer is not inner
            and _covers(outer, inner)
            and (
                (outer["type"] == "code" and inner["type"] != "pre")
                or outer["type"] == "pre"
                or {outer["type"], inner["type"]} <= quotes
            )
            for outer in entities
        )

    for outer in entities:
        languages = [each["language"] for each in entities if "language" in each and _covers(outer, each)]
        if outer["type"] == "pre" and languages:
            outer["language"] = languages[0]
    kept = [each for each in entities if not swallowed(each)]
    for each in kept:
        if each["type"] != "pre":
            each.pop("language", None)
    return sorted(kept, key=lambda each: (each["offset"], -each["length"]))


def _covers(outer: Entity, inner: Entity) -> bool:
    starts = outer["offset"] <= inner["offset"]
    return starts and outer["offset"] + outer["length"] >= inner["offset"] + inner["length"]


def check_entities(text: str, given: object) -> list[Entity]:
    """The `entities` argument: each has a known type and lies inside of the text."""
    if given in (None, ""):
        return []
    if not isinstance(given, list):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    size, kept = utf16(text), []
    for each in given:
        if each.get("type") not in _TYPES:
            raise bad("can't parse MessageEntity: Unsupported type specified")
        offset, length = each.get("offset"), each.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
            raise bad("can't parse MessageEntity: wrong offset or length")
        if offset + length > size:
            raise bad("entity beginning or ending is out of the text")
        kept.append(dict(each))
    return kept


def trimmed(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    """Blanks at both ends go, and what is left of the entities moves."""
    lead = utf16(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    size, kept = utf16(text), []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(size, entity["offset"] + entity["length"] - lead)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return text, kept


def detect(text: str, entities: list[Entity]) -> list[Entity]:
    """The given entities and those that Telegram finds itself, in order, the first hundred of them."""
    found = list(entities)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            place = {"offset": utf16(text[: match.start()]), "length": utf16(match[0])}
            if not any(_overlap(place, each) for each in found if each["type"] in _OPAQUE):
                found.append({"type": kind, **place})
    found.sort(key=lambda each: (each["offset"], -each["length"]))
    return found[: limits.ENTITIES_MAX]


_OPAQUE = _VERBATIM | {"text_link", "text_mention", "url", "mention", "bot_command"}


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    ends = one["offset"] + one["length"], other["offset"] + other["length"]
    return bool(one["offset"] < ends[1] and other["offset"] < ends[0])
