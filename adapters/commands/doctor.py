"""`curbside doctor`: checks what the bot stands on, and says what to do where something is wrong."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from adapters.commands.thresholds import in_force, warning
from adapters.connections import cipher_of, inbox_of, ledger_of, open_redis
from adapters.embedded.keys import key_file
from adapters.errors import AdapterError, SettingMissing
from adapters.inspection import mail, postgres, schemas
from adapters.inspection.base import Finding, Level
from adapters.inspection.redis import inspected
from adapters.language import open_models
from adapters.root import open_eutilities, open_library, open_store
from adapters.settings import Settings, made
from answers.errors import AnswersError, ModelUnavailable
from answers.language.base import Prompt, whole
from answers.language.guarded import GuardedModel
from answers.match import shipped_thresholds
from answers.search.encoder import MiniLm
from answers.store.sql import check
from answers.thresholds import InForce, set_for_another_model
from bot.cipher import Cipher
from bot.errors import BotError
from bot.mail.roster import Roster
from bot.redis_calls import ERRORS

PROBE = Prompt("Answer with one word.", "Say: ready", tokens_max=16)

Check = Callable[[Settings], Awaitable[str]]
"""A word on what is as it should be; an exception says what is not."""
Inspection = Callable[[Settings], Awaitable[Sequence[Finding]]]


async def run(settings: Settings) -> bool:
    """Print a line for each check, and one for each finding; False where one is a fault."""
    fine = True
    for name, look in CHECKS.items():
        started = time.perf_counter()
        try:
            said = await look(settings)
        except FAULTS as error:
            fine = False
            click.echo(f"✗ {name}: {error}")
            continue
        click.echo(f"✓ {name}: {said} ({(time.perf_counter() - started) * 1000:.0f} ms)")
        if name in INSPECTIONS:
            fine &= await _inspected(name, INSPECTIONS[name], settings)
    return fine


async def _inspected(name: str, inspect: Inspection, settings: Settings) -> bool:
    """False where something is a fault."""
    try:
        findings = await inspect(settings)
    except FAULTS as error:
        click.echo(f"✗ {name}: {error}")
        return False
    for finding in findings:
        click.echo(f"  {finding.level} {finding}")
    return all(finding.level is not Level.FAULT for finding in findings)


async def _settings(settings: Settings) -> str:
    kept = "embedded" if settings.embedded_database else "shared"
    country = settings.country or "not set: emergencies say “your local emergency number”"
    return f"data in {settings.data_dir}; {kept} database; country {country}"


async def _keys(settings: Settings) -> str:
    keys = settings.keys() or key_file(settings.data_dir)
    cipher = Cipher(keys)
    if cipher.decrypt(cipher.encrypt("probe")) != "probe":
        raise ValueError("the encryption key does not decrypt what it encrypted")
    return f"{len(keys)}, current {next(iter(keys))}"


async def _database(settings: Settings) -> str:
    made(settings.data_dir)
    return f"articles: {await check(settings.database())}"


async def _database_kept(settings: Settings) -> Sequence[Finding]:
    url = settings.database()
    tables = schemas.judged(await schemas.asked(url))
    return [*tables, *([] if url.startswith("sqlite") else postgres.judged(await postgres.asked(url)))]


async def _redis(settings: Settings) -> str:
    async with open_redis(settings) as redis:
        with _redis_errors():
            await redis.ping()
    return "answers" if settings.redis_url else "answers, embedded"


async def _redis_kept(settings: Settings) -> Sequence[Finding]:
    async with open_redis(settings) as redis:
        with _redis_errors():
            return await inspected(redis, settings.redis_replicas)


async def _mail(settings: Settings) -> str:
    cipher = cipher_of(settings)
    async with open_redis(settings) as redis, ledger_of(settings, cipher):
        await inbox_of(redis, cipher).census()
    return "inbox and ledger answer"


async def _mail_kept(settings: Settings) -> Sequence[Finding]:
    cipher = cipher_of(settings)
    async with open_redis(settings) as redis, ledger_of(settings, cipher) as ledger:
        census = await inbox_of(redis, cipher).census()
        return mail.judged(census, await Roster(redis).alive(), await ledger.counts())


@contextmanager
def _redis_errors() -> Iterator[None]:
    try:
        yield
    except ERRORS as error:
        raise ConnectionError(f"{type(error).__name__}: check REDIS_URL") from error


async def _slack(settings: Settings) -> str:
    if settings.slack_bot_token is None:
        return "not configured (docs/slack.md)"
    from adapters.slack.app import examined, open_slack

    app_token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else None
    if not (app_token or settings.slack_signing_secret):
        raise SettingMissing("SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is needed to receive: docs/slack.md")
    async with open_slack(settings.slack_bot_token.get_secret_value(), settings.slack_api_url) as slack:
        return await examined(slack, app_token)


async def _telegram(settings: Settings) -> str:
    if settings.telegram_bot_token is None:
        return "not configured (docs/telegram.md)"
    from adapters.telegram.app import examined, open_telegram

    token = settings.telegram_bot_token.get_secret_value()
    async with open_telegram(token, settings.telegram_api_url) as telegram:
        return await examined(telegram, by_webhook=settings.telegram_webhook_secret is not None)


async def _pubmed(settings: Settings) -> str:
    if not settings.pubmed:
        return "off: nothing is asked of it (CURBSIDE_PUBMED=1; docs/sources-pubmed.md)"
    async with open_redis(settings) as redis, open_eutilities(settings, redis) as eutilities:
        found = await eutilities.search("humans[mh]", 1)
    if not found.pmids:
        raise ValueError("it answers, and finds nothing at all: check CURBSIDE_NCBI_URL")
    rate = "10 calls a second, with a key" if settings.ncbi_api_key else "3 calls a second, without a key"
    return f"answers; {rate}" + ("" if settings.ncbi_email else "; set CURBSIDE_NCBI_EMAIL: NCBI asks for it")


async def _encoder(_: Settings) -> str:
    encoder = await asyncio.to_thread(MiniLm)
    return f"{encoder.name}, {encoder.encode(['probe']).shape[1]} dimensions"


async def _thresholds(settings: Settings) -> str:
    async with open_store(settings) as store:
        thresholds = await InForce(store, shipped_thresholds())()
        ignored = await set_for_another_model(store, thresholds.model)
    return in_force(thresholds) + (f"; {warning(ignored, thresholds)}" if ignored else "")


async def _model(settings: Settings) -> str:
    """One short answer from each model, as a person would wait for it."""
    async with open_models(settings, None) as models:
        if models.writer is None:
            return "not configured (docs/model.md)"
        said = [await _asked("model", models.writer)]
        if models.judge:
            said.append(await _asked("judge", models.judge))
    return "; ".join(said)


async def _asked(what: str, model: GuardedModel) -> str:
    try:
        await whole(model, PROBE, account=None)
    except ModelUnavailable as error:
        raise ConnectionError(f"{what} {model.name}: {error}. Check its address, key and name") from error
    return f"{what} {model.name} answers"


async def _index(settings: Settings) -> str:
    async with open_library(settings) as library:
        return f"{len(library.index)} approved articles, feed at {library.index.sequence}"


CHECKS: dict[str, Check] = {
    "settings": _settings,
    "encryption keys": _keys,
    "database": _database,
    "redis": _redis,
    "mail": _mail,
    "slack": _slack,
    "telegram": _telegram,
    "pubmed": _pubmed,
    "encoder": _encoder,
    "thresholds": _thresholds,
    "index": _index,
    "model": _model,
}
INSPECTIONS: dict[str, Inspection] = {"database": _database_kept, "redis": _redis_kept, "mail": _mail_kept}
"""Looked into where the check of the same name found no fault."""
FAULTS = (AdapterError, AnswersError, BotError, OSError, ValueError)
