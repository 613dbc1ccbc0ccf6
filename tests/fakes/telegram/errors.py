"""How the Bot API says no, in Telegram's words, which clients compare (sheet 2.2, 2.7, 2.9)."""

from typing import Any


class Refused(Exception):
    """`description` begins with the name of the status, as in "Bad Request: chat not found"."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.answer: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.answer["parameters"] = parameters


def bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


def unparsable(what: str) -> Refused:
    return bad(f"can't parse entities: {what}")


def flood(retry_after_s: int) -> Refused:
    wait = f"Too Many Requests: retry after {retry_after_s}"
    return Refused(429, wait, retry_after=retry_after_s)


def blocked() -> Refused:
    return Refused(403, "Forbidden: bot was blocked by the user")


def kicked(kind: str) -> Refused:
    return Refused(403, f"Forbidden: bot was kicked from the {kind} chat")


def migrated(to: int) -> Refused:
    upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refused(400, upgraded, migrate_to_chat_id=to)


def conflict(what: str) -> Refused:
    return Refused(409, f"Conflict: {what}")
