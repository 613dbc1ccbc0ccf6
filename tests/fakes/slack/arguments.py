"""The arguments of a call: a JSON body, a form, or a query, all of which slack_sdk sends (sheet 1.13)."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.fakes.slack.errors import Refused


async def read_arguments(request: web.Request) -> dict[str, Any]:
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(body, dict):
            raise Refused("json_not_object")
        return arguments | body
    return arguments | dict(await request.post())


def token_of(request: web.Request, arguments: Mapping[str, Any]) -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else arguments.get("token")


def need(arguments: Mapping[str, Any], *names: str) -> list[str]:
    """The values of what must be there."""
    missing = [name for name in names if arguments.get(name) in (None, "")]
    if missing:
        raise Refused("invalid_arguments", [f"missing required field: {name}" for name in missing])
    return [str(arguments[name]) for name in names]


def flag(arguments: Mapping[str, Any], name: str) -> bool | None:
    """None where it is not given; a form says `1`, `0`, `true` or `false`."""
    given = arguments.get(name)
    if given is None:
        return None
    return str(given).lower() in ("1", "true")


def structure(arguments: Mapping[str, Any], name: str, error: str) -> Any:
    """A list or mapping, which a form has as a JSON string; None where it is not given."""
    given = arguments.get(name)
    if not isinstance(given, str):
        return given
    try:
        return json.loads(given) if given else None
    except ValueError:
        raise Refused(error) from None
