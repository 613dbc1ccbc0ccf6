"""Keyboards as Telegram accepts them (sheet 2.5)."""

from collections.abc import Mapping
from typing import Any

from tests.fakes.telegram import limits
from tests.fakes.telegram.entities import is_address
from tests.fakes.telegram.errors import bad

Row = list[dict[str, Any]]

_ACTIONS = (
    "callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
_OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def read_keyboard(given: object) -> list[Row]:
    """The rows of an inline keyboard; none where there is no keyboard, or one of another kind."""
    if given in (None, "") or not isinstance(given, dict) or any(name in given for name in _OTHER_MARKUPS):
        return []
    rows = given.get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("object expected as reply markup")
    if sum(map(len, rows)) > limits.BUTTONS_MAX or any(
        len(row) > limits.BUTTONS_IN_A_ROW_MAX for row in rows
    ):
        raise bad("reply markup is too long")
    for row in rows:
        for button in row:
            _check(button)
    return [row for row in rows if row]


def _check(button: Mapping[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad("inline keyboard button text must be non-empty")
    given = [name for name in _ACTIONS if button.get(name) is not None]
    if not given:
        raise bad("text buttons are unallowed in the inline keyboard")
    if len(given) > 1:
        raise bad("inline keyboard button must have exactly one action")
    if button.get("style") not in (None, *limits.BUTTON_STYLES):
        raise bad("inline keyboard button style is invalid")
    value = button[given[0]]
    match given[0]:
        case "callback_data":
            if not 1 <= len(str(value).encode()) <= limits.CALLBACK_DATA_MAX_BYTES:
                raise bad("BUTTON_DATA_INVALID")
        case "url":
            if not is_address(str(value)):
                raise bad(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        case "copy_text":
            if not 1 <= len(str(value.get("text", ""))) <= limits.COPY_TEXT_MAX_CHARS:
                raise bad("BUTTON_COPY_TEXT_INVALID")
