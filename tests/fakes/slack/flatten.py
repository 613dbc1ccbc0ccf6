"""Blocks as a person reads them: lines, links, buttons."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.text import Reading, read_markdown, read_mrkdwn

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press: a button, a feedback button, an icon."""

    text: str
    action_id: str
    value: str | None
    url: str | None
    block_id: str
    element: Mapping[str, Any]


@dataclass(slots=True)
class Flat:
    lines: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def add(self, reading: Reading) -> None:
        self.links += reading.links
        self.images += reading.images
        if reading.text:
            self.lines.append(reading.text)


def flatten(blocks: list[dict[str, Any]], names: Names) -> Flat:
    """Every block's texts, one line each at least; buttons apart from them."""
    flat = Flat()
    for block in blocks:
        _flatten(block, flat, names)
    return flat


def _flatten(block: Mapping[str, Any], flat: Flat, names: Names) -> None:
    match block.get("type"):
        case "markdown":
            flat.add(read_markdown(str(block.get("text", "")), names))
        case "section":
            for text in (block.get("text"), *block.get("fields", [])):
                flat.add(_read(text, names))
            _press(block.get("accessory"), block, flat)
        case "header":
            flat.add(_read(block.get("text"), names))
        case "context":
            readings = [_read(each, names) for each in block.get("elements", [])]
            for reading in readings:
                flat.links += reading.links
            flat.lines.append(" ".join(reading.text for reading in readings if reading.text))
            flat.images += [e["image_url"] for e in block.get("elements", []) if e.get("image_url")]
        case "actions" | "context_actions":
            for element in block.get("elements", []):
                _press(element, block, flat)
        case "image" | "video":
            flat.images += [str(block[name]) for name in ("image_url", "video_url") if block.get(name)]
            flat.lines.append(str(block.get("alt_text", "")))
        case "table" | "data_table":
            flat.lines += [" | ".join(_raw(cell) for cell in row) for row in block.get("rows", [])]
        case "rich_text":
            for element in block.get("elements", []):
                _rich(element, flat)
        case "divider":
            pass
        case _:
            text = _raw(block)
            if text:
                flat.lines.append(text)


def _rich(element: Mapping[str, Any], flat: Flat) -> None:
    """Lists as lists, and links with their addresses; quotes and code as their text."""
    if element.get("type") == "rich_text_list":
        bullet = "• " if element.get("style") == "bullet" else "– "
        for item in element.get("elements", []):
            flat.lines.append(bullet + _stretches(item, flat))
    elif text := _stretches(element, flat):
        flat.lines.append(text)


def _stretches(section: Mapping[str, Any], flat: Flat) -> str:
    text = ""
    for each in section.get("elements", []):
        if each.get("type") == "link":
            label = str(each.get("text") or each.get("url"))
            flat.links.append((label, str(each.get("url"))))
            text += label
        else:
            text += _raw(each, strip=False)
    return text


def _read(given: object, names: Names) -> Reading:
    if not isinstance(given, dict):
        return Reading("")
    if given.get("type") == "mrkdwn":
        return read_mrkdwn(str(given.get("text", "")), names)
    return Reading(str(given.get("text", "")) if given.get("type") == "plain_text" else "")


def _raw(value: object, *, strip: bool = True) -> str:
    """All text of a block that has no reading of its own, such as a task card."""
    text = "".join(_raw_parts(value))
    return text.strip() if strip else text


def _raw_parts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _raw_parts(each)
    elif isinstance(value, dict):
        for name in ("title", "text", "elements", "rows", "tasks", "details", "output"):
            inner = value.get(name)
            if isinstance(inner, str):
                yield inner
            else:
                yield from _raw_parts(inner)


def _press(element: object, block: Mapping[str, Any], flat: Flat) -> None:
    if not isinstance(element, dict):
        return
    block_id = str(block.get("block_id", ""))
    if element.get("type") in ("button", "icon_button"):
        flat.buttons.append(_button(element, element, block_id))
    elif element.get("type") == "feedback_buttons":
        for name in ("positive_button", "negative_button"):
            flat.buttons.append(_button(element[name], element, block_id))
    elif element.get("type") == "image":
        flat.images.append(str(element.get("image_url")))


def _button(shown: Mapping[str, Any], element: Mapping[str, Any], block_id: str) -> Button:
    return Button(
        text=str((shown.get("text") or {}).get("text", "")),
        action_id=str(element.get("action_id", "")),
        value=shown.get("value"),
        url=shown.get("url"),
        block_id=block_id,
        element=element,
    )
