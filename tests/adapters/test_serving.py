"""The roles of a process: what each needs, what it says where that is missing, how it starts and ends."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.errors import PlatformUnreachable, SettingInvalid, SettingMissing
from adapters.serving import NO_MESSENGER, Role, roles_of, serve
from adapters.settings import Settings
from tests.adapters.messengers.product import free_port
from tests.fakes import FakeSlack, FakeTelegram

ROOT = Path(__file__).parent.parent.parent
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
SIGNED = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
TELEGRAM = {"TELEGRAM_BOT_TOKEN": "1:a"}
WEBHOOK = {
    **TELEGRAM,
    "TELEGRAM_WEBHOOK_SECRET": "a-secret-of-24-characters",
    "CURBSIDE_PUBLIC_URL": "https://bot.example.org",
}
WEB, WORKER = Role.WEB, Role.WORKER


def settings(**values: object) -> Settings:
    return Settings.model_validate(values)


@pytest.mark.parametrize(
    ("values", "chosen", "roles"),
    [
        ({}, {}, {WEB, WORKER}),
        (SLACK, {}, {WEB, WORKER, Role.SLACK}),
        (SIGNED, {}, {WEB, WORKER}),
        (TELEGRAM, {}, {WEB, WORKER, Role.TELEGRAM}),
        (WEBHOOK, {}, {WEB, WORKER}),
        (SLACK | TELEGRAM, {}, set(Role)),
        (SLACK | TELEGRAM, {"slack": True}, {WORKER, Role.SLACK}),
        (SIGNED, {"slack": True}, {WEB, WORKER}),
        (SLACK | TELEGRAM, {"telegram": True}, {WORKER, Role.TELEGRAM}),
        (WEBHOOK, {"telegram": True}, {WEB, WORKER}),
        (SLACK | TELEGRAM, {"slack": True, "telegram": True, "web": True}, set(Role)),
    ],
)
def test_serve_has_the_roles_that_the_settings_allow(
    values: dict[str, str], chosen: dict[str, bool], roles: set[Role]
) -> None:
    wanted = {"slack": False, "telegram": False, "web": False, **chosen}
    assert roles_of(settings(**values), **wanted) == roles


@pytest.mark.parametrize(
    ("values", "role", "said"),
    [
        ({}, Role.WORKER, NO_MESSENGER),
        ({}, Role.SLACK, "SLACK_BOT_TOKEN is not set; docs/slack.md says where to get it"),
        (SIGNED, Role.SLACK, "SLACK_APP_TOKEN is not set; docs/slack.md says where to get it"),
        ({"SLACK_SIGNING_SECRET": "s"}, Role.WEB, "SLACK_BOT_TOKEN is not set"),
        ({}, Role.TELEGRAM, "TELEGRAM_BOT_TOKEN is not set; docs/telegram.md says where to get it"),
        (WEBHOOK | {"TELEGRAM_BOT_TOKEN": ""}, Role.WEB, "TELEGRAM_BOT_TOKEN is not set"),
        (WEBHOOK | {"CURBSIDE_PUBLIC_URL": ""}, Role.WEB, "CURBSIDE_PUBLIC_URL is not set"),
        (WEBHOOK, Role.TELEGRAM, "Unset it to poll"),
    ],
)
async def test_what_is_missing_is_named_before_anything_starts(
    values: dict[str, str], role: Role, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises((SettingMissing, SettingInvalid)) as refused:
        await serve(Settings(), frozenset({role}), say=lambda _: None)
    assert said in str(refused.value)


async def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    port = free_port()
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", port)
    async with taken:
        with pytest.raises(SettingInvalid, match=f"cannot listen on 127.0.0.1:{port}"):
            await serve(
                settings(PORT=port, CURBSIDE_DATA_DIR=tmp_path), frozenset({Role.WEB}), say=lambda _: None
            )


@pytest.mark.parametrize("values", [SLACK, TELEGRAM])
async def test_a_platform_that_does_not_answer_is_named(values: dict[str, str], tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    there = {"SLACK_API_URL": f"{nowhere}/api/", "TELEGRAM_API_URL": nowhere, "CURBSIDE_DATA_DIR": tmp_path}
    with pytest.raises(PlatformUnreachable, match=nowhere):
        await serve(settings(**values, **there), frozenset({Role.WORKER}), say=lambda _: None)


def environment(home: Path, slack: FakeSlack, telegram: FakeTelegram, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "CURBSIDE_DATA_DIR": str(home / "data"),
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_API_URL": telegram.url,
        **more,
    }


async def ended(process: asyncio.subprocess.Process) -> int:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        return await process.wait()


async def answers(slack: FakeSlack, telegram: FakeTelegram, process: Any) -> None:
    """Both platforms get an answer, and health says ready."""
    async with asyncio.timeout(60):
        await slack.socket_mode.connected()
        await telegram.updates.polled()
        await slack.socket_mode.send(slack.events.dm("How is gout treated?"))
        await telegram.push(telegram.happenings.private("How is gout treated?"))
        while not (slack.transcript(bots=True) and telegram.transcript(bots=True)):
            assert process.returncode is None, "it has ended"
            await asyncio.sleep(0.05)


@pytest.mark.timeout(120)
async def test_all_roles_of_the_procfile_answer_under_honcho_and_end_at_sigterm(tmp_path: Path) -> None:
    port = free_port()
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        values = environment(tmp_path, slack, telegram)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "honcho", "start", "-p", str(port),
            cwd=procfile(tmp_path), env=values, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            await answers(slack, telegram, process)
            async with httpx.AsyncClient() as http:
                ready = await http.get(f"http://127.0.0.1:{port}/health/ready")
            assert (ready.status_code, ready.json()["status"]) == (200, "ready")
        finally:
            await ended(process)
    assert not left_behind(tmp_path)


def procfile(home: Path) -> Path:
    """The repository's own, started from elsewhere: with this interpreter's `curbside`."""
    folder = home / "app"
    (folder / ".venv").mkdir(parents=True)
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / "Procfile").write_text((ROOT / "Procfile").read_text())
    return folder


def left_behind(home: Path) -> list[str]:
    """Processes that still have the folder on their command line."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            command = line.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if str(home) in command:
                found.append(command)
    return found


@pytest.mark.timeout(120)
async def test_serve_answers_on_both_platforms_from_one_process(tmp_path: Path) -> None:
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        values = environment(tmp_path, slack, telegram, PORT=str(free_port()))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "adapters", "serve",
            cwd=ROOT, env=values, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        try:
            await answers(slack, telegram, process)
        finally:
            status = await ended(process)
        assert process.stderr
        said = (await process.stderr.read()).decode()
    assert status == 0
    assert "Slack: connected by Socket Mode" in said
    assert "Telegram: polling as @curbside_bot" in said
    assert "Traceback" not in said
    assert slack.bot_token not in said
    assert "gout" not in said
    assert not left_behind(tmp_path)
