"""What Slack accepts as blocks: `check_blocks` raises `Refused` as the Web API would.

A block that breaks a rule of its own gives `invalid_blocks` with a message and a JSON pointer for each; too
much text in all of them together gives `msg_blocks_too_long`. Numbers: `limits.py`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack import limits
from tests.fakes.slack.elements import Elements, Problems
from tests.fakes.slack.errors import Refused

Block = dict[str, Any]

_MESSAGE_ONLY = {
    "markdown",
    "context_actions",
    "table",
    "data_table",
    "task_card",
    "plan",
    "card",
    "carousel",
}
_UNCHECKED = {
    "divider",
    "rich_text",
    "video",
    "file",
    "alert",
    "container",
    "data_table",
    "plan",
    "card",
    "carousel",
}
_CHECKED = {
    "section",
    "header",
    "markdown",
    "context",
    "actions",
    "context_actions",
    "image",
    "input",
    "table",
}
KNOWN = _UNCHECKED | _CHECKED | {"task_card"}


def read_blocks(given: object) -> list[Block]:
    """Blocks as a JSON body or a form has them; an empty list where there are none."""
    if given is None or given == "":
        return []
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise Refused("invalid_blocks_format") from None
    if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
        raise Refused("invalid_blocks_format")
    return given


def check_blocks(blocks: list[Block], *, most: int = limits.BLOCKS_MAX, in_message: bool = True) -> None:
    problems = Problems()
    if sum(map(_expanded, blocks)) > most:
        problems.add(f"no more than {most} items allowed", "/blocks")
    _check_ids(blocks, problems)
    for at, block in enumerate(blocks):
        _check(block, f"/blocks/{at}", problems, in_message=in_message)
    if problems.found:
        raise Refused("invalid_blocks", problems.found)
    _check_sums(blocks)


def _check_sums(blocks: list[Block]) -> None:
    markdown = sum(len(str(each.get("text", ""))) for each in blocks if each.get("type") == "markdown")
    if markdown > limits.MARKDOWN_MAX_CHARS or text_chars(blocks) > limits.BLOCK_TEXT_MAX_CHARS:
        raise Refused("msg_blocks_too_long")
    tables = [each for each in blocks if each.get("type") in ("table", "data_table")]
    if text_chars(tables) > limits.TABLE_TEXT_MAX_CHARS:
        raise Refused("invalid_blocks", ["table text is too long"])


def text_chars(value: object) -> int:
    """The characters of all `text` strings in the tree, the way that bolt-js #2867 measured."""
    return sum(map(len, _strings(value)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            if name == "text" and isinstance(each, str):
                yield each
            elif name != "value":
                yield from _strings(each)


_ALONE = re.compile(r"#{1,6}\s|(?:-{3,}|\*{3,}|_{3,})\s*$")


def _expanded(block: Block) -> int:
    """As how many blocks it counts: Slack takes a markdown block apart at headings and rules (sheet 1.8)."""
    if block.get("type") != "markdown":
        return 1
    count, in_run, fenced = 0, False, False
    for line in str(block.get("text", "")).splitlines():
        fenced ^= line.lstrip().startswith("```")
        if not fenced and _ALONE.match(line):
            count, in_run = count + 1, False
        elif line.strip() and not in_run:
            count, in_run = count + 1, True
    return max(1, count)


def _check_ids(blocks: list[Block], problems: Problems) -> None:
    seen: set[str] = set()
    for at, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id is None:
            continue
        problems.chars(block_id, limits.ID_MAX_CHARS, f"/blocks/{at}/block_id")
        if block_id in seen:
            problems.add(f"`block_id` already exists: {block_id}", f"/blocks/{at}/block_id")
        seen.add(str(block_id))


def _check(block: Block, at: str, problems: Problems, *, in_message: bool) -> None:
    kind = block.get("type")
    if kind not in KNOWN or (kind in _MESSAGE_ONLY and not in_message):
        problems.add(f"unsupported type: {kind}", f"{at}/type")
        return
    check = getattr(_Checks(Elements(problems)), str(kind), None)
    if check is not None:
        check(block, at)


@dataclass(frozen=True, slots=True)
class _Checks:
    """A method per type of block."""

    elements: Elements
    problems: Problems = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "problems", self.elements.problems)

    def section(self, block: Block, at: str) -> None:
        if not (block.get("text") or block.get("fields")):
            self.problems.add("must have at least one of: text, fields", at)
        if block.get("text"):
            self.elements.text(block["text"], limits.SECTION_TEXT_MAX_CHARS, f"{at}/text")
        fields = self.problems.items(block.get("fields", []), limits.FIELDS_MAX, f"{at}/fields")
        for number, each in enumerate(fields):
            self.elements.text(each, limits.FIELD_MAX_CHARS, f"{at}/fields/{number}")
        if block.get("accessory"):
            self.elements.interactive(block["accessory"], f"{at}/accessory")

    def header(self, block: Block, at: str) -> None:
        self.elements.text(block.get("text"), limits.HEADER_MAX_CHARS, f"{at}/text", plain=True)

    def markdown(self, block: Block, at: str) -> None:
        self.problems.chars(block.get("text"), limits.MARKDOWN_MAX_CHARS, f"{at}/text", least=1)

    def context(self, block: Block, at: str) -> None:
        inside = self.problems.items(block.get("elements"), limits.CONTEXT_ELEMENTS_MAX, f"{at}/elements", 1)
        for number, each in enumerate(inside):
            place = f"{at}/elements/{number}"
            if isinstance(each, dict) and each.get("type") == "image":
                self.image(each, place)
            else:
                self.elements.text(each, limits.SECTION_TEXT_MAX_CHARS, place)

    def actions(self, block: Block, at: str) -> None:
        inside = self.problems.items(block.get("elements"), limits.ACTIONS_ELEMENTS_MAX, f"{at}/elements", 1)
        self.elements.several(inside, f"{at}/elements")

    def context_actions(self, block: Block, at: str) -> None:
        most = limits.CONTEXT_ACTIONS_ELEMENTS_MAX
        inside = self.problems.items(block.get("elements"), most, f"{at}/elements", 1)
        for number, each in enumerate(inside):
            self.elements.feedback_or_icon(each, f"{at}/elements/{number}")

    def image(self, block: Block, at: str) -> None:
        if not (block.get("image_url") or block.get("slack_file")):
            self.problems.add("must have at least one of: image_url, slack_file", at)
        if block.get("image_url") is not None:
            self.problems.chars(block["image_url"], limits.IMAGE_URL_MAX_CHARS, f"{at}/image_url", least=1)
        self.problems.chars(block.get("alt_text"), limits.IMAGE_TEXT_MAX_CHARS, f"{at}/alt_text", least=1)

    def input(self, block: Block, at: str) -> None:
        self.elements.text(block.get("label"), limits.LABEL_MAX_CHARS, f"{at}/label", plain=True)
        if block.get("hint"):
            self.elements.text(block["hint"], limits.LABEL_MAX_CHARS, f"{at}/hint", plain=True)
        self.elements.interactive(block.get("element"), f"{at}/element")

    def table(self, block: Block, at: str) -> None:
        rows = self.problems.items(block.get("rows"), limits.TABLE_ROWS_MAX, f"{at}/rows", 1)
        for number, row in enumerate(rows):
            self.problems.items(row, limits.TABLE_CELLS_MAX, f"{at}/rows/{number}", 1)

    def task_card(self, block: Block, at: str) -> None:
        for name in ("task_id", "title"):
            self.problems.chars(block.get(name), limits.CHUNK_TEXT_MAX_CHARS, f"{at}/{name}", least=1)
        if block.get("status") not in limits.TASK_STATUSES:
            self.problems.add("invalid status", f"{at}/status")
