"""`curbside inbox`: what waits, what was set aside, and to try again or drop that. Shows nobody's words."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from adapters.connections import cipher_of, inbox_of, ledger_of, open_redis
from adapters.errors import LetterUnknown
from adapters.settings import Settings
from bot.mail.base import DEAD_MAX, SHARDS, Dead, Line
from bot.mail.letters import Letter
from bot.mail.roster import Roster

SHOWN_MAX = 200
MINUTE_S, HOUR_S = 60, 3_600
HINT = ": 'curbside inbox retry' or 'drop', with the last line of one, or --all"


async def show(settings: Settings, *, as_json: bool) -> None:
    """Conversations with letters waiting, and the letters that were set aside."""
    async with open_redis(settings) as redis:
        inbox = inbox_of(redis, cipher_of(settings))
        waiting, workers = await inbox.waiting(), await Roster(redis).alive()
        lines, dead = await inbox.lines(SHOWN_MAX), await inbox.dead(SHOWN_MAX)
    if as_json:
        record = {
            "waiting": waiting,
            "workers": workers,
            "lines": [*map(_line, lines)],
            "set_aside": [*map(_dead, dead)],
        }
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(f"{waiting} waiting in {len(lines)}{_more(lines)} conversations, {workers} workers alive")
    for line in lines:
        state = "in hand" if line.held else "waits"
        click.echo(f"  {_said(line.first)} · {state}, {line.waiting} in line, tried {line.attempts} times")
    click.echo(f"{len(dead)}{_more(dead)} set aside{HINT if dead else ''}")
    for one in dead:
        click.echo(f"  {_said(one.letter)} · tried {one.attempts} times, set aside {_ago(one.since)} ago")
        click.echo(f"    {one.reason}")
        click.echo(f"    {one.place}")


def _more(shown: Sequence[object]) -> str:
    return "+" if len(shown) == SHOWN_MAX else ""


async def retry(settings: Settings, places: Sequence[str]) -> None:
    """Put letters back, all where no places are given; the next reply is sent as a new one. Raises
    `LetterUnknown`."""
    cipher = cipher_of(settings)
    async with open_redis(settings) as redis, ledger_of(settings, cipher) as ledger:
        inbox = inbox_of(redis, cipher)
        known = {one.place: one for one in await inbox.dead(SHARDS * DEAD_MAX)}
        for place in places or known:
            if place in known and (letter := known[place].letter):
                # Its apology stands recorded as the reply to it, and nothing is sent twice.
                await ledger.reopen(letter.id)
            if place not in known or not await inbox.retry(place):
                raise LetterUnknown(f"no letter is set aside as {place}: see 'curbside inbox list'")
    click.echo(f"put back {len(places or known)}: the next free worker answers")


async def drop(settings: Settings, places: Sequence[str]) -> None:
    """Forget letters, all where no places are given. Raises `LetterUnknown`."""
    async with open_redis(settings) as redis:
        inbox = inbox_of(redis, cipher_of(settings))
        chosen = places or [one.place for one in await inbox.dead(SHARDS * DEAD_MAX)]
        for place in chosen:
            if not await inbox.drop(place):
                raise LetterUnknown(f"no letter is set aside as {place}: see 'curbside inbox list'")
    click.echo(f"dropped {len(chosen)}")


def _said(letter: Letter | None) -> str:
    if letter is None:
        return "not readable with the configured keys"
    return f"{letter.id.split(':', 1)[0]} {letter.deed}, received {_ago(letter.received_at)} ago"


def _ago(then: datetime) -> str:
    seconds = int((datetime.now(UTC) - then).total_seconds())
    if seconds < 2 * MINUTE_S:
        return f"{seconds} s"
    return f"{seconds // MINUTE_S} min" if seconds < 2 * HOUR_S else f"{seconds // HOUR_S} h"


def _line(line: Line) -> dict[str, Any]:
    return {**_about(line.first), "waiting": line.waiting, "attempts": line.attempts, "held": line.held}


def _dead(one: Dead) -> dict[str, Any]:
    return {
        **_about(one.letter),
        "place": one.place,
        "reason": one.reason,
        "since": one.since.isoformat(),
        "attempts": one.attempts,
    }


def _about(letter: Letter | None) -> dict[str, Any]:
    if letter is None:
        return {"platform": None, "deed": None, "received_at": None}
    return {
        "platform": letter.id.split(":", 1)[0],
        "deed": letter.deed,
        "received_at": letter.received_at.isoformat(),
    }
