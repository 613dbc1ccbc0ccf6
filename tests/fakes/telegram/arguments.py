"""The arguments of a call: a form with JSON strings for what is nested, as python-telegram-bot
sends it (sheet 2.10)."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.telegram.errors import bad

_NESTED = frozenset(
    {
        "reply_markup", "entities", "reply_parameters", "link_preview_options", "allowed_updates", "commands",
        "scope", "menu_button", "reaction", "rich_message",
    }
)  # fmt: skip


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """Values stay strings but for what is nested; files of a multipart body stay as they came."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        arguments |= json.loads(await request.read() or b"{}")
    else:
        arguments |= dict(await request.post())
    for name in _NESTED & arguments.keys():
        if isinstance(arguments[name], str):
            arguments[name] = _parsed(name, arguments[name])
    return arguments


def _parsed(name: str, text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        raise bad(f"can't parse {name.replace('_', ' ')} JSON object") from None


def number(arguments: Mapping[str, Any], name: str) -> int | None:
    """None where it is not given."""
    given = arguments.get(name)
    if given in (None, ""):
        return None
    try:
        return int(str(given))
    except ValueError:
        raise bad(f"invalid {name} specified") from None


def flag(arguments: Mapping[str, Any], name: str) -> bool:
    return str(arguments.get(name, "")).lower() in ("true", "1")
