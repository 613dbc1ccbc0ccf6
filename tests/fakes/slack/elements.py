"""The inside of blocks: text objects, buttons, menus. Problems are collected, as Slack names
all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack import limits

_MENUS = {"static_select", "multi_static_select"}
_MANY_MENUS = {
    "multi_static_select",
    "multi_users_select",
    "multi_channels_select",
    "multi_conversations_select",
}
_CHOICES = {"checkboxes", "radio_buttons"}
_OTHER = {
    "users_select", "multi_users_select", "conversations_select", "multi_conversations_select",
    "channels_select",
    "multi_channels_select", "external_select", "datepicker", "timepicker", "datetimepicker",
    "plain_text_input",
    "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input", "workflow_button",
}  # fmt: skip
_STYLES = (None, "primary", "danger")


@dataclass(slots=True)
class Problems:
    """`found` in Slack's words: "must be less than 76 characters [json-pointer:/blocks/0/text/text]"."""

    found: list[str] = field(default_factory=list)

    def add(self, what: str, at: str) -> None:
        self.found.append(f"{what} [json-pointer:{at}]")

    def chars(self, value: object, most: int, at: str, *, least: int = 0) -> None:
        if not isinstance(value, str):
            self.add("missing required field" if value is None else "must be a string", at)
        elif len(value) > most:
            self.add(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            self.add(f"must be more than {least - 1} characters", at)

    def items(self, value: object, most: int, at: str, least: int = 0) -> Sequence[Any]:
        """The items, to look at further; none where it is not a list."""
        if not isinstance(value, list):
            self.add("missing required field" if value is None else "must be an array", at)
            return ()
        if len(value) > most:
            self.add(f"no more than {most} items allowed", at)
        if len(value) < least:
            self.add(f"no fewer than {least} items allowed", at)
        return value


@dataclass(frozen=True, slots=True)
class Elements:
    problems: Problems

    def text(self, given: object, most: int, at: str, *, plain: bool = False) -> None:
        """A text object."""
        if not isinstance(given, dict):
            self.problems.add("must be a text object", at)
            return
        kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
        if given.get("type") not in kinds:
            self.problems.add(f"unsupported type: {given.get('type')}", f"{at}/type")
        self.problems.chars(given.get("text"), most, f"{at}/text", least=1)

    def several(self, given: Sequence[Any], at: str) -> None:
        """The elements of one actions block: their action ids differ, and menus for many
        have no place here."""
        seen: set[str] = set()
        for number, each in enumerate(given):
            place = f"{at}/{number}"
            self.interactive(each, place)
            kind, action_id = (
                (each.get("type"), each.get("action_id")) if isinstance(each, dict) else (None, None)
            )
            if kind in _MANY_MENUS:
                self.problems.add("unsupported element: multiselect", place)
            if action_id in seen:
                self.problems.add(f"`action_id` already exists: {action_id}", f"{place}/action_id")
            if isinstance(action_id, str):
                seen.add(action_id)

    def interactive(self, given: object, at: str) -> None:
        if not isinstance(given, dict):
            self.problems.add("missing element", at)
            return
        kind = given.get("type")
        if given.get("action_id") is not None:
            self.problems.chars(given["action_id"], limits.ID_MAX_CHARS, f"{at}/action_id", least=1)
        if kind == "button":
            self._button(given, at)
        elif kind in _MENUS:
            self._options(given, limits.OPTIONS_MAX, at)
        elif kind == "overflow":
            self._options(given, limits.OVERFLOW_OPTIONS_MAX, at)
        elif kind in _CHOICES:
            self._options(given, limits.CHOICES_MAX, at)
        elif kind == "image":
            self.problems.chars(
                given.get("image_url"), limits.IMAGE_URL_MAX_CHARS, f"{at}/image_url", least=1
            )
        elif kind not in _OTHER:
            self.problems.add(f"unsupported element: {kind}", at)
        if given.get("placeholder"):
            most = limits.PLACEHOLDER_MAX_CHARS
            self.text(given["placeholder"], most, f"{at}/placeholder", plain=True)
        self._confirm(given.get("confirm"), f"{at}/confirm")

    def feedback_or_icon(self, given: object, at: str) -> None:
        kind = given.get("type") if isinstance(given, dict) else None
        if not isinstance(given, dict) or kind not in ("feedback_buttons", "icon_button"):
            self.problems.add(f"unsupported element: {kind}", at)
            return
        most = limits.BUTTON_TEXT_MAX_CHARS
        if kind == "icon_button":
            self.text(given.get("text"), most, f"{at}/text", plain=True)
            return
        for name in ("positive_button", "negative_button"):
            button = given.get(name) or {}
            self.text(button.get("text"), most, f"{at}/{name}/text", plain=True)
            self.problems.chars(button.get("value"), limits.BUTTON_VALUE_MAX_CHARS, f"{at}/{name}/value")

    def _button(self, given: dict[str, Any], at: str) -> None:
        self.text(given.get("text"), limits.BUTTON_TEXT_MAX_CHARS, f"{at}/text", plain=True)
        for name, most in (
            ("value", limits.BUTTON_VALUE_MAX_CHARS),
            ("url", limits.URL_MAX_CHARS),
            ("accessibility_label", limits.BUTTON_TEXT_MAX_CHARS),
        ):
            if given.get(name) is not None:
                self.problems.chars(given[name], most, f"{at}/{name}", least=1)
        if given.get("style") not in _STYLES:
            self.problems.add("must be one of: primary, danger", f"{at}/style")

    def _options(self, given: dict[str, Any], most: int, at: str) -> None:
        groups = given.get("option_groups")
        options = (
            given.get("options") if groups is None else [o for g in groups for o in g.get("options", [])]
        )
        for number, each in enumerate(self.problems.items(options, most, f"{at}/options", 1)):
            place = f"{at}/options/{number}"
            self.text(each.get("text"), limits.OPTION_TEXT_MAX_CHARS, f"{place}/text")
            self.problems.chars(each.get("value"), limits.OPTION_VALUE_MAX_CHARS, f"{place}/value")
            if each.get("description"):
                self.text(each["description"], limits.OPTION_TEXT_MAX_CHARS, f"{place}/description")

    def _confirm(self, given: object, at: str) -> None:
        if isinstance(given, dict):
            for name, most in limits.CONFIRM_MAX_CHARS.items():
                if given.get(name) is not None:
                    self.text(given[name], most, f"{at}/{name}")
