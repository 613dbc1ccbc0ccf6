"""views.*: modals, which need a fresh trigger, and the Home tab (sheet 1.8)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.slack import limits
from tests.fakes.slack.arguments import need, structure
from tests.fakes.slack.blocks import check_blocks, read_blocks
from tests.fakes.slack.elements import Elements, Problems
from tests.fakes.slack.errors import Refused
from tests.fakes.slack.messages import with_ids

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

Arguments = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(slots=True)
class Trigger:
    user: str
    at: float
    used: bool = False


def open_view(slack: "FakeSlack", arguments: Arguments) -> Answer:
    return _show(slack, arguments, root_of=None)


def push_view(slack: "FakeSlack", arguments: Arguments) -> Answer:
    return _show(slack, arguments, root_of=next(reversed(slack.views), None))


def update_view(slack: "FakeSlack", arguments: Arguments) -> Answer:
    view = _view(arguments, "modal")
    found = _find(slack, arguments)
    if arguments.get("hash") not in (None, "", found["hash"]):
        raise Refused("hash_conflict")
    found |= view | {"hash": slack.hash()}
    return {"ok": True, "view": found}


def publish(slack: "FakeSlack", arguments: Arguments) -> Answer:
    (user,) = need(arguments, "user_id")
    if user not in slack.workspace.users:
        raise Refused("user_not_found")
    if not slack.home_enabled:
        raise Refused("not_enabled")
    before = slack.home.get(user)
    if before is not None and arguments.get("hash") not in (None, "", before["hash"]):
        raise Refused("hash_conflict")
    view = _view(arguments, "home") | {
        "id": f"V0HOME{user}",
        "hash": slack.hash(),
        "team_id": slack.workspace.team,
    }
    slack.home[user] = view
    return {"ok": True, "view": view}


def use_trigger(slack: "FakeSlack", trigger_id: str) -> Trigger:
    trigger = slack.triggers.get(trigger_id)
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if slack.clock() - trigger.at > limits.TRIGGER_LIFETIME_S:
        raise Refused("expired_trigger_id")
    trigger.used = True
    return trigger


def _show(slack: "FakeSlack", arguments: Arguments, root_of: str | None) -> Answer:
    (trigger_id,) = need(arguments, "trigger_id")
    view = _view(arguments, "modal")
    trigger = use_trigger(slack, trigger_id)
    view_id = f"V0VIEW{slack.workspace.number():04d}"
    shown = view | {
        "id": view_id, "team_id": slack.workspace.team, "hash": slack.hash(),
        "app_id": slack.workspace.app_id,
        "bot_id": slack.workspace.bot_id, "root_view_id": root_of or view_id, "previous_view_id": root_of,
        "state": {"values": {}},
    }  # fmt: skip
    slack.views[view_id] = shown
    slack.view_of[view_id] = trigger.user
    return {"ok": True, "view": shown}


def _find(slack: "FakeSlack", arguments: Arguments) -> dict[str, Any]:
    for name, key in (("view_id", "id"), ("external_id", "external_id")):
        wanted = arguments.get(name)
        if wanted:
            for view in slack.views.values():
                if view.get(key) == wanted:
                    return view
    raise Refused("not_found")


def _view(arguments: Arguments, kind: str) -> dict[str, Any]:
    view = structure(arguments, "view", "invalid_arguments")
    if not isinstance(view, dict):
        raise Refused("invalid_arguments", ["missing required field: view"])
    if len(json.dumps(view).encode()) > limits.VIEW_MAX_BYTES:
        raise Refused("view_too_large")
    problems = Problems()
    if view.get("type") != kind:
        problems.add(f"must be {kind}", "/view/type")
    for name in ("title", "submit", "close"):
        if kind == "modal" and (name == "title" or view.get(name)):
            most = limits.VIEW_TITLE_MAX_CHARS
            Elements(problems).text(view.get(name), most, f"/view/{name}", plain=True)
    for name, most in (
        ("private_metadata", limits.PRIVATE_METADATA_MAX_CHARS),
        ("callback_id", limits.ID_MAX_CHARS),
    ):
        if view.get(name) is not None:
            problems.chars(view[name], most, f"/view/{name}")
    if problems.found:
        raise Refused("invalid_arguments", problems.found)
    return view | {"blocks": _blocks(view)}


def _blocks(view: Mapping[str, Any]) -> list[dict[str, Any]]:
    blocks = read_blocks(view.get("blocks"))
    try:
        check_blocks(blocks, most=limits.VIEW_BLOCKS_MAX, in_message=False)
    except Refused as refused:
        messages = refused.answer.get("response_metadata", {}).get("messages", [refused.code])
        found = [each.removeprefix("[ERROR] ").replace(":/blocks", ":/view/blocks") for each in messages]
        raise Refused("invalid_arguments", found) from None
    return with_ids(blocks)


METHODS = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish,
}
