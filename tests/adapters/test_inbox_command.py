"""`curbside inbox`, the real command over a data directory with letters in it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from adapters.connections import cipher_of, inbox_of, open_redis
from adapters.settings import Settings
from bot.mail.base import Reason
from bot.mail.letters import Letter
from tests.adapters.test_command_line import curbside

WORDS = "Somebody has gout"


async def with_letters(home: Path) -> None:
    """One letter waits, one was set aside."""
    settings = Settings(CURBSIDE_DATA_DIR=home)
    async with open_redis(settings) as redis:
        inbox = inbox_of(redis, cipher_of(settings))
        for number in (1, 2):
            letter = Letter(
                id=f"telegram:7:{number}",
                conversation="telegram:7:8:",
                text=WORDS,
                order=number,
                received_at=datetime.now(UTC),
            )
            await inbox.put(letter)
        taken = await inbox.take(timedelta(seconds=2))
        assert taken
        await inbox.set_aside(taken, Reason.FAILED)


async def test_what_waits_and_what_was_set_aside_is_shown_without_a_word_of_it(tmp_path: Path) -> None:
    await with_letters(tmp_path)
    done = curbside(tmp_path, "inbox", "list")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 waiting in 1 conversations, 0 workers alive\n  telegram ask, received ")
    assert "1 set aside" in done.stdout
    assert Reason.FAILED in done.stdout
    shown = json.loads(curbside(tmp_path, "inbox", "list", "--json").stdout)
    assert shown["waiting"] == 1
    assert shown["set_aside"][0]["platform"] == "telegram"
    assert WORDS not in json.dumps(shown) + done.stdout


async def test_what_was_set_aside_is_put_back_or_dropped_by_its_name(tmp_path: Path) -> None:
    await with_letters(tmp_path)
    place = json.loads(curbside(tmp_path, "inbox", "list", "--json").stdout)["set_aside"][0]["place"]
    assert curbside(tmp_path, "inbox", "retry", place).returncode == 0
    assert json.loads(curbside(tmp_path, "inbox", "list", "--json").stdout)["waiting"] == 2
    for step in ("retry", "drop"):
        again = curbside(tmp_path, "inbox", step, place)
        assert again.returncode == 2
        assert "see 'curbside inbox list'" in again.stderr


async def test_everything_that_was_set_aside_is_put_back_or_dropped_at_once(tmp_path: Path) -> None:
    await with_letters(tmp_path)
    assert curbside(tmp_path, "inbox", "retry", "--all").stdout.startswith("put back 1")
    assert curbside(tmp_path, "inbox", "drop", "--all").stdout == "dropped 0\n"


def test_all_is_said_and_not_meant_by_silence(tmp_path: Path) -> None:
    for step in ("retry", "drop"):
        for arguments in ([], ["1:2:3", "--all"]):
            refused = curbside(tmp_path, "inbox", step, *arguments)
            assert refused.returncode == 2
            assert "or give --all" in refused.stderr
