"""What the doctor says of the platforms, and that the manifest asks for what the app needs."""

from pathlib import Path

import pytest
import yaml

from adapters.commands.doctor import CHECKS
from adapters.errors import SettingInvalid, SettingMissing
from adapters.settings import Settings
from adapters.slack.app import SCOPES
from tests.adapters.messengers.product import settings_of
from tests.fakes import FakeSlack, FakeTelegram

MANIFEST = Path(__file__).parents[3] / "docs" / "slack-manifest.yaml"
SECRET = {"TELEGRAM_WEBHOOK_SECRET": "a-secret-of-24-characters"}


async def test_what_is_not_configured_is_no_fault() -> None:
    assert (await CHECKS["slack"](Settings())).startswith("not configured")
    assert (await CHECKS["telegram"](Settings())).startswith("not configured")


async def test_healthy_platforms_are_named_with_their_way_of_receiving(tmp_path: Path) -> None:
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        slack.scopes |= SCOPES
        settings = settings_of(tmp_path, slack, telegram)
        assert await CHECKS["slack"](settings) == "workspace T0CURBSIDE, Socket Mode"
        assert await CHECKS["telegram"](settings) == "@curbside_bot, 0 updates waiting, polling"


async def test_a_scope_that_is_missing_is_named(tmp_path: Path) -> None:
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        slack.scopes = set(SCOPES - {"im:write"})
        with pytest.raises(SettingInvalid, match="lacks im:write"):
            await CHECKS["slack"](settings_of(tmp_path, slack, telegram))


async def test_tokens_that_are_refused_or_missing_are_named(tmp_path: Path) -> None:
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        slack.scopes |= SCOPES
        wrong = {"SLACK_BOT_TOKEN": "xoxb-other", "TELEGRAM_BOT_TOKEN": "1:other"}
        for name in ("slack", "telegram"):
            with pytest.raises(SettingInvalid, match=f"{name.upper()}_BOT_TOKEN"):
                await CHECKS[name](settings_of(tmp_path, slack, telegram, **wrong))
        with pytest.raises(SettingInvalid, match="SLACK_APP_TOKEN"):
            await CHECKS["slack"](settings_of(tmp_path, slack, telegram, SLACK_APP_TOKEN="xapp-other"))
        neither = {"SLACK_APP_TOKEN": None, "SLACK_SIGNING_SECRET": None}
        with pytest.raises(SettingMissing, match="to receive"):
            await CHECKS["slack"](settings_of(tmp_path, slack, telegram, **neither))


async def test_a_webhook_that_is_not_set_or_fails_is_said(tmp_path: Path) -> None:
    async with FakeSlack() as slack, FakeTelegram() as telegram:
        settings = settings_of(tmp_path, slack, telegram, **SECRET)
        with pytest.raises(SettingInvalid, match="no webhook is set"):
            await CHECKS["telegram"](settings)


def test_the_manifest_asks_for_what_the_app_needs_and_keeps_slacks_limits() -> None:
    """Limits: docs.slack.dev, app manifest reference."""
    manifest = yaml.safe_load(MANIFEST.read_text())
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == SCOPES
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
    agent = manifest["features"]["agent_view"]
    assert len(agent["agent_description"]) <= 300
    assert len(agent["suggested_prompts"]) <= 4
    assert "agent_session_stopped" in manifest["settings"]["event_subscriptions"]["bot_events"]
