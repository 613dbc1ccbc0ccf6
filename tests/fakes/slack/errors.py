"""How Slack says no: HTTP 200 with `ok: false`, but 429 with `Retry-After` where it was too much
(sheet 1.10)."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """`code` as in Slack's lists of errors; `messages` as in `response_metadata`, for blocks and views."""

    def __init__(
        self, code: str, messages: list[str] | None = None, *, status: int = 200,
        headers: Mapping[str, str] | None = None, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = dict(headers or {})
        self.answer: dict[str, Any] = {"ok": False, "error": code, **more}
        if messages:
            self.answer["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in messages]}


def too_many(retry_after_s: int) -> Refused:
    return Refused("ratelimited", status=429, headers={"Retry-After": str(retry_after_s)})
