"""`curbside inbox`: what waits, what was set aside, and to try again or drop that. Shows nobody's words."""

import json
from datetime import UTC, datetime
from typing import Any

import click

from adapters.connections import cipher_of, inbox_of, ledger_of, open_redis
from adapters.errors import LetterUnknown
from adapters.settings import Settings
from bot.mail.base import DEAD_MAX, SHARDS, Dead, Line
from bot.mail.letters import Letter

SHOWN_MAX = 200


async def show(settings: Settings, *, as_json: bool) -> None:
    """Conversations with letters waiting, and the letters that were set aside."""
    async with open_redis(settings) as redis:
        inbox = inbox_of(redis, cipher_of(settings))
        waiting, lines, dead = (
            await inbox.waiting(),
            await inbox.lines(SHOWN_MAX),
            await inbox.dead(SHOWN_MAX),
        )
    if as_json:
        record = {"waiting": waiting, "lines": [*map(_line, lines)], "set_aside": [*map(_dead, dead)]}
        click.echo(json.dumps(record, ensure_ascii=False))
        return
    click.echo(f"{waiting} waiting in {len(lines)}{'+' if len(lines) == SHOWN_MAX else ''} conversations")
    for line in lines:
        state = "in hand" if line.held else "waiting"
        click.echo(f"  {_said(line.first)} · {state}, {line.waiting} in line, tried {line.attempts} times")
    click.echo(f"{len(dead)}{'+' if len(dead) == SHOWN_MAX else ''} set aside")
    for one in dead:
        click.echo(f"  {one.place} · {_said(one.letter)} · tried {one.attempts} times · {one.reason}")


async def retry(settings: Settings, place: str) -> None:
    """Put a letter back; its next reply is sent as a new one. Raises `LetterUnknown`."""
    cipher = cipher_of(settings)
    async with open_redis(settings) as redis, ledger_of(settings, cipher) as ledger:
        inbox = inbox_of(redis, cipher)
        known = {one.place: one for one in await inbox.dead(SHARDS * DEAD_MAX)}
        if place in known and (letter := known[place].letter):
            # Its apology stands recorded as the reply to it, and nothing is sent twice.
            await ledger.reopen(letter.id)
        if place not in known or not await inbox.retry(place):
            raise LetterUnknown(f"no letter is set aside as {place}: see 'curbside inbox list'")
    click.echo("put back: the next free worker answers it")


async def drop(settings: Settings, place: str) -> None:
    """Forget a letter. Raises `LetterUnknown`."""
    async with open_redis(settings) as redis:
        if not await inbox_of(redis, cipher_of(settings)).drop(place):
            raise LetterUnknown(f"no letter is set aside as {place}: see 'curbside inbox list'")
    click.echo("dropped")


def _said(letter: Letter | None) -> str:
    if letter is None:
        return "not readable with the configured keys"
    age = datetime.now(UTC) - letter.received_at
    minutes = int(age.total_seconds() // 60)
    return f"{letter.id.split(':', 1)[0]} {letter.deed}, received {minutes} min ago"


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
