"""`/metrics`: what it shows, in the format that collectors read, and to whom."""

import re
from collections.abc import Mapping

import httpx
import pytest

from adapters.errors import SettingInvalid
from adapters.settings import read_settings
from adapters.web.app import application
from adapters.web.metrics import WAITING, Snapshot
from adapters.web.permission import Permission
from bot.errors import InboxUnavailable
from bot.mail.base import Put
from bot.tally.base import COUNTS, Count, Family

TOKEN = "a-token-of-many-characters"
HERE, AWAY = ("127.0.0.1", 40_000), ("192.0.2.7", 40_000)
ROW = re.compile(r'curbside_[a-z_]+(\{[a-z_]+="[^"\n]*"\})? [0-9.e+]+')


async def watch() -> Snapshot:
    counts = dict.fromkeys(COUNTS, 0) | {Count(Family.RECEIVED, Put.KNOWN): 3}
    return Snapshot(counts=counts, waiting=dict.fromkeys(WAITING, 2.0))


async def asked(
    path: str,
    token: str | None,
    peer: tuple[str, int] = HERE,
    headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    async def fine() -> str:
        return "answers"

    app = application({"database": fine}, watch=watch, permission=Permission(token))
    transport = httpx.ASGITransport(app, client=peer)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        return await http.get(path, headers=headers)


async def test_every_row_is_in_the_format_and_named_once() -> None:
    reply = await asked("/metrics", None)
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    rows = [line for line in reply.text.splitlines() if not line.startswith("#")]
    assert all(ROW.fullmatch(row) for row in rows)
    names = [row.rpartition(" ")[0] for row in rows]
    assert len(set(names)) == len(names) == len(COUNTS) + len(WAITING)
    assert 'curbside_letters_received_total{outcome="known"} 3' in rows
    assert "curbside_inbox_waiting 2" in rows


@pytest.mark.parametrize(
    ("token", "peer", "headers", "status"),
    [
        (None, HERE, {}, 200),
        (None, ("::1", 1), {}, 200),
        (None, AWAY, {}, 401),
        # A proxy on this machine asks for somebody else.
        (None, HERE, {"X-Forwarded-For": "127.0.0.1"}, 401),
        (None, HERE, {"Forwarded": "for=127.0.0.1"}, 401),
        (TOKEN, AWAY, {"Authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, HERE, {}, 401),
        (TOKEN, AWAY, {"Authorization": f"Bearer {TOKEN}x"}, 401),
        (TOKEN, AWAY, {"Authorization": TOKEN}, 401),
        (TOKEN, AWAY, {"Authorization": "Bearer "}, 401),
    ],
)
async def test_it_is_shown_to_who_has_the_token_or_else_to_who_is_here(
    token: str | None, peer: tuple[str, int], headers: dict[str, str], status: int
) -> None:
    metrics = await asked("/metrics", token, peer, headers)
    assert metrics.status_code == status
    assert ("curbside_" in metrics.text) == (status == 200)
    ready = await asked("/health/ready", token, peer, headers)
    assert ready.status_code == 200, "who balances the load has no token"
    assert ("checks" in ready.json()) == (status == 200)


async def test_where_it_cannot_be_told_nothing_is_made_up() -> None:
    async def away() -> Snapshot:
        raise InboxUnavailable("Redis did not answer")

    transport = httpx.ASGITransport(application({}, watch=away))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        assert (await http.get("/metrics")).status_code == 503


def test_a_token_that_anybody_could_guess_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_METRICS_TOKEN", "short")
    with pytest.raises(SettingInvalid, match="CURBSIDE_METRICS_TOKEN: must be 16 to 256") as refused:
        read_settings()
    assert "short" not in str(refused.value)
