"""getMe and what the bot says of itself: commands, descriptions, the menu button (sheet 2.6)."""

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram import limits
from tests.fakes.telegram.errors import bad
from tests.fakes.telegram.sending import open_chat

if TYPE_CHECKING:
    from tests.fakes.telegram.fake import FakeTelegram

Arguments = Mapping[str, Any]
Handler = Callable[["FakeTelegram", Arguments], Any]

_SCOPES = frozenset(
    {
        "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat",
        "chat_administrators", "chat_member",
    }
)  # fmt: skip


def get_me(telegram: "FakeTelegram", arguments: Arguments) -> dict[str, Any]:
    return telegram.world.bot.told() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": telegram.has_topics_enabled,
    }


def _place(arguments: Arguments) -> tuple[str, str]:
    scope = arguments.get("scope") or {"type": "default"}
    if scope.get("type") not in _SCOPES:
        raise bad("unsupported scope type specified")
    return json.dumps(scope, sort_keys=True), str(arguments.get("language_code") or "")


def set_commands(telegram: "FakeTelegram", arguments: Arguments) -> bool:
    place, commands = _place(arguments), arguments.get("commands") or []
    if len(commands) > limits.COMMANDS_MAX:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not re.fullmatch(limits.COMMAND_PATTERN, str(each.get("command", ""))):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(each.get("description", ""))) <= limits.COMMAND_DESCRIPTION_MAX_CHARS:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    telegram.commands[place] = commands
    return True


def get_commands(telegram: "FakeTelegram", arguments: Arguments) -> list[dict[str, str]]:
    return telegram.commands.get(_place(arguments), [])


def delete_commands(telegram: "FakeTelegram", arguments: Arguments) -> bool:
    telegram.commands.pop(_place(arguments), None)
    return True


def _setter(name: str, most: int) -> Handler:
    def set_text(telegram: "FakeTelegram", arguments: Arguments) -> bool:
        text = str(arguments.get(name) or "")
        if len(text) > most:
            raise bad(f"{name.replace('_', ' ')} is too long")
        telegram.about[name, str(arguments.get("language_code") or "")] = text
        return True

    return set_text


def _getter(name: str) -> Handler:
    def get_text(telegram: "FakeTelegram", arguments: Arguments) -> dict[str, str]:
        language = str(arguments.get("language_code") or "")
        return {name: telegram.about.get((name, language)) or telegram.about.get((name, ""), "")}

    return get_text


def set_menu_button(telegram: "FakeTelegram", arguments: Arguments) -> bool:
    button = arguments.get("menu_button") or {"type": "default"}
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad("MenuButton has unsupported type")
    telegram.menu_buttons[_menu_place(telegram, arguments)] = button
    return True


def get_menu_button(telegram: "FakeTelegram", arguments: Arguments) -> dict[str, Any]:
    return telegram.menu_buttons.get(_menu_place(telegram, arguments), {"type": "default"})


def _menu_place(telegram: "FakeTelegram", arguments: Arguments) -> int | None:
    """A private chat; None is for all of them."""
    return open_chat(telegram, arguments, counts=False).id if arguments.get("chat_id") else None


METHODS: dict[str, Handler] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setMyName": _setter("name", limits.NAME_MAX_CHARS),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", limits.DESCRIPTION_MAX_CHARS),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", limits.SHORT_DESCRIPTION_MAX_CHARS),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
