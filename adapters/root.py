"""The composition root: with `connections.py` the one place that names concrete classes.

Here the library and the bot over it; there what processes have in common: Redis, keys, inbox, ledger, memory.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.connections import cipher_of, context_of, open_redis
from adapters.language import Models, open_models
from adapters.sample import load_sample_library
from adapters.settings import Settings, made
from answers.answerer import Answerer
from answers.board.submit import Submissions
from answers.citations.check import CitationCheck
from answers.engines.approved import ApprovedEngine
from answers.engines.base import Engine
from answers.engines.model import ModelEngine
from answers.engines.quoting import QuotingEngine
from answers.evidence.base import EvidenceSource
from answers.evidence.follow import SourceFollower
from answers.evidence.gather import Evidences
from answers.evidence.library import LibraryEvidence
from answers.evidence.newer import NewerSources
from answers.evidence.passages import PassageIndex
from answers.evidence.pubmed.kept import KeepingEngine
from answers.evidence.screened import ScreenedEvidence
from answers.evidence.sources import SourceEvidence
from answers.language.condense import Condenser
from answers.match import shipped_thresholds
from answers.matcher import Matcher
from answers.pair_model import shipped
from answers.scope import Scope
from answers.search.encoder import MiniLm
from answers.search.follow import IndexFollower, Progress
from answers.search.index import ArticleIndex
from answers.store.sql import SqlStore
from answers.thresholds import InForce

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from answers.evidence.pubmed.client import Eutilities
    from answers.evidence.pubmed.live import PubMedEvidence
    from bot.bot import Bot
    from bot.cipher import Cipher


@dataclass(frozen=True, slots=True)
class Library:
    """The approved articles, ready to be searched."""

    store: SqlStore
    index: ArticleIndex
    encoder: MiniLm
    matcher: Matcher
    approved: ApprovedEngine
    answerer: Answerer
    follower: IndexFollower
    thresholds: InForce
    evidence: Evidences
    source_follower: SourceFollower
    models: Models

    @property
    def condenser(self) -> Condenser | None:
        return Condenser(self.models.writer) if self.models.writer else None


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[SqlStore]:
    """The database alone."""
    made(settings.data_dir)
    async with SqlStore(settings.database()) as store:
        yield store


@asynccontextmanager
async def open_library(settings: Settings, progress: Progress | None = None) -> AsyncIterator[Library]:
    """The library, with the sample articles where they are wanted, and its index brought up to date."""
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings))
        if settings.sample_library:
            await load_sample_library(store, settings.data_dir)
        encoder = await asyncio.to_thread(MiniLm)
        index = stack.enter_context(ArticleIndex(_index_home(settings, store), encoder))
        matcher = Matcher(store, await asyncio.to_thread(shipped))
        follower = IndexFollower(store, index, encoder, matcher.prepare)
        await follower.catch_up(progress)
        thresholds = InForce(store, shipped_thresholds())
        approved = ApprovedEngine(store, index, matcher, thresholds=thresholds)
        passages = stack.enter_context(PassageIndex(_index_home(settings, store) / "sources", encoder))
        source_follower = SourceFollower(store, passages, encoder)
        await source_follower.catch_up(progress)
        sources = SourceEvidence(store, passages)
        members: dict[str, EvidenceSource] = {
            "library": LibraryEvidence(store, index),
            "sources": sources,
        }
        pubmed = await stack.enter_async_context(open_pubmed(settings, encoder, store))
        if pubmed:
            members["PubMed"] = pubmed
        evidence = Evidences({name: ScreenedEvidence(member) for name, member in members.items()})
        engines: list[Engine] = [QuotingEngine(evidence, encoder)]
        models = await stack.enter_async_context(_models(settings))
        if models.writer:
            check = CitationCheck(encoder)
            engines.insert(0, ModelEngine(evidence, models.writer, check, judge=models.judge))
        if pubmed:
            engines = [KeepingEngine(engine, pubmed, store) for engine in engines]
        yield Library(
            store=store,
            index=index,
            encoder=encoder,
            matcher=matcher,
            approved=approved,
            answerer=Answerer(approved, engines, scope=Scope(encoder), newer=NewerSources(sources)),
            follower=follower,
            thresholds=thresholds,
            evidence=evidence,
            source_follower=source_follower,
            models=models,
        )


@asynccontextmanager
async def _models(settings: Settings) -> AsyncIterator[Models]:
    """The language models; where the processes have a Redis in common, its guards stand there."""
    async with AsyncExitStack() as stack:
        redis = None
        if settings.model_url and settings.redis_url:
            redis = await stack.enter_async_context(open_redis(settings))
        yield await stack.enter_async_context(open_models(settings, redis))


@asynccontextmanager
async def open_pubmed(
    settings: Settings, encoder: MiniLm, store: SqlStore
) -> AsyncIterator["PubMedEvidence | None"]:
    """PubMed live where it is turned on: nothing is asked of it otherwise. Its cache is in Redis."""
    if not settings.pubmed:
        yield None
        return
    from answers.evidence.pubmed.live import PubMedEvidence
    from bot.outward.redis import RedisCache

    async with open_redis(settings) as redis, open_eutilities(settings, redis) as eutilities:
        yield PubMedEvidence(eutilities, RedisCache(redis, "pubmed"), encoder, store)


@asynccontextmanager
async def open_eutilities(settings: Settings, redis: "Redis") -> AsyncIterator["Eutilities"]:
    """NCBI's E-utilities, within the rate that all processes share through Redis."""
    from answers.evidence.pubmed.client import Account, Eutilities, open_http
    from bot.outward.redis import RedisPace
    from bot.redis_scripts import Scripts

    key = settings.ncbi_api_key.get_secret_value() if settings.ncbi_api_key else None
    account = Account(email=settings.ncbi_email, key=key)
    async with open_http() as http:
        pace = RedisPace(Scripts(redis), "ncbi", account.per_second)
        yield Eutilities(http, pace, account, base_url=settings.ncbi_url)


@asynccontextmanager
async def open_bot(settings: Settings, progress: Progress | None = None) -> AsyncIterator["Bot"]:
    """The bot with its library and memory, following changes until it is closed."""
    cipher = cipher_of(settings)
    async with open_redis(settings) as redis, following(settings, progress) as library:
        yield bot_of(library, redis, cipher)


@asynccontextmanager
async def following(settings: Settings, progress: Progress | None = None) -> AsyncIterator[Library]:
    """The library, with approvals and withdrawals followed until it is closed."""
    async with open_library(settings, progress) as library:
        followers = (library.follower, library.source_follower)
        tasks = [asyncio.create_task(follower.run()) for follower in followers]
        try:
            yield library
        finally:
            for task in tasks:
                await _cancelled(task)


def bot_of(library: Library, redis: "Redis", cipher: "Cipher") -> "Bot":
    """The bot over a library, with its memory in Redis."""
    # Here and below: `curbside ask` needs no Redis, and would wait 0.3 s for its client to be imported.
    from bot.bot import Bot

    submissions = submissions_of(library)
    context = context_of(redis, cipher)
    return Bot(library.answerer, context, submissions=submissions, condenser=library.condenser)


def submissions_of(library: Library) -> Submissions:
    """What takes written answers to the board."""
    return Submissions(library.store, library.matcher, library.thresholds)


def _index_home(settings: Settings, store: SqlStore) -> Path:
    """A folder for each database: another one's change feed would mean nothing here."""
    return settings.data_dir / "index" / hashlib.sha256(store.name.encode()).hexdigest()[:12]


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
