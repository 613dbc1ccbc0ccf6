"""Before an article or an alias is approved: which questions would it newly answer?

The article is tried beside what is approved, by the same matcher and thresholds, and is stored nowhere. It is
taken to be found by the search, which at worst shows a question too many.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from answers.engines.approved import ApprovedEngine, Findings, Judged, judge
from answers.errors import NotFound
from answers.matcher import Matcher
from answers.question import analyse
from answers.search.encoder import Encoder, Vectors
from answers.search.follow import Progress, Store, spoken_phrasings
from answers.search.vectors import VectorCache
from answers.search.vocabulary import vocabulary
from answers.thresholds import Thresholds
from answers.types import Article, ArticleVersion, Outcome, Query, Status

BATCH = 500
NEAREST_TITLES = 2_000
"""Titles that the matcher looks at: the nearest by meaning. The rest are too far to be suggested."""
_NOBODYS_ID = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What a question meets: an article served, up to three offered, or nothing; by external ids."""

    outcome: Outcome
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionEffect:
    """A question that would be answered otherwise than today."""

    question: str
    today: Standing
    then: Standing


@dataclass(frozen=True, slots=True)
class TitleEffect:
    """Another article's question for which the tried one would be served or suggested, and is not today."""

    external_id: str
    title: str
    today: Outcome
    then: Outcome


async def trial_of(store: Store, article: Article, workspace: str | None = None) -> ArticleVersion:
    """The article as the next version of the stored one with its external id, or as a new one."""
    try:
        known = await store.find(article.external_id, workspace)
        article_id, version = known.id, known.version + 1
    except NotFound:
        article_id, version = _NOBODYS_ID, 1
    return ArticleVersion(
        id=article_id,
        workspace=workspace,
        version=version,
        revision=1,
        status=Status.SUBMITTED,
        article=article,
        changed_at=datetime.now(UTC),
    )


class Simulator:
    """Tries articles; nothing of it is stored or served."""

    def __init__(
        self,
        store: Store,
        approved: ApprovedEngine,
        encoder: Encoder,
        matcher: Matcher,
        thresholds: Thresholds,
    ) -> None:
        self._store = store
        self._approved = approved
        self._encoder = encoder
        self._matcher = matcher
        self._vectors = VectorCache(store, encoder)
        self._thresholds = thresholds

    async def questions(
        self, trial: ArticleVersion, asked: Sequence[Query], progress: Progress | None = None
    ) -> list[QuestionEffect]:
        """Of these questions, those that would be answered otherwise, in their order."""
        effects = []
        for number, query in enumerate(asked, start=1):
            findings = await self._approved.find(query, analyse(query.question))
            then = await self._with(trial, query, findings)
            if (before := _standing(findings)) != (after := _standing(then)):
                effects.append(QuestionEffect(query.question, before, after))
            if progress:
                progress(number, len(asked))
        return effects

    async def titles(self, trial: ArticleVersion, progress: Progress | None = None) -> list[TitleEffect]:
        """The titles of other approved articles that it would newly answer, the nearest first."""
        phrasings = await self._phrasings(trial.article)
        today: ArticleVersion | None = None
        near: list[tuple[float, str, str]] = []
        async for versions in self._approved_versions(progress):
            today = versions.pop(trial.id, today)
            near = await self._nearest(phrasings, list(versions.values()), near)
        effects = [
            await self._title_effect(trial, today, title, external_id) for _, title, external_id in near
        ]
        return [effect for effect in effects if _RANK[effect.then] > _RANK[effect.today]]

    async def _nearest(
        self, phrasings: Vectors, versions: Sequence[ArticleVersion], near: list[tuple[float, str, str]]
    ) -> list[tuple[float, str, str]]:
        """The nearest so far, with their cosines."""
        spoken = {v.id: vocabulary().spelled_out(v.article.question) for v in versions}
        vectors = await self._vectors.vectors(list(spoken.values()))
        for version in versions:
            cosine = float((phrasings @ vectors[spoken[version.id]]).max())
            near.append((cosine, version.article.question, version.article.external_id))
        return sorted(near, reverse=True)[:NEAREST_TITLES]

    async def _title_effect(
        self, trial: ArticleVersion, today: ArticleVersion | None, title: str, external_id: str
    ) -> TitleEffect:
        then = _alone(await self._judged(title, trial))
        now = Outcome.NONE
        if today and then is not Outcome.NONE:
            now = _alone(await self._judged(title, today))
        return TitleEffect(external_id, title, now, then)

    async def _approved_versions(self, progress: Progress | None) -> AsyncIterator[dict[int, ArticleVersion]]:
        """All that is approved and not expired, by article id, each once."""
        sequence, seen = 0, set[int]()
        while True:
            changes, head = await self._store.approved_since(sequence, BATCH)
            if not changes:
                return
            sequence = changes[-1].sequence
            new = [key for key in dict.fromkeys(change.article_id for change in changes) if key not in seen]
            seen.update(new)
            versions = await self._store.approved_versions(new)
            now = datetime.now(UTC)
            yield {key: v for key, v in versions.items() if v.status_at(now) is Status.APPROVED}
            if progress:
                progress(sequence, head)

    async def _with(self, trial: ArticleVersion, query: Query, findings: Findings) -> Findings:
        """The findings with the tried article among them, in the place of its present version."""
        others = [j for j in findings.judged if j.version.id != trial.id]
        if trial.article.text_for(query.audience):
            others.append(await self._judged(query.question, trial))
        others.sort(key=lambda j: -j.decision.probability)
        return replace(findings, judged=tuple(others))

    async def _judged(self, question: str, version: ArticleVersion) -> Judged:
        (chance,) = await self._matcher.chances(question, [version.article])
        return judge(analyse(question), version, chance, self._thresholds)

    async def _phrasings(self, article: Article) -> Vectors:
        return await asyncio.to_thread(self._encode, spoken_phrasings(article))

    def _encode(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._encoder.encode(list(texts)))


_RANK = {Outcome.NONE: 0, Outcome.SUGGEST: 1, Outcome.SERVE: 2}


def _alone(judged: Judged) -> Outcome:
    """What the article is to the question by itself."""
    return judged.decision.outcome if judged.related or judged.decision.servable else Outcome.NONE


def _standing(findings: Findings) -> Standing:
    if served := findings.served():
        return Standing(Outcome.SERVE, (served.version.article.external_id,))
    offered = tuple(j.version.article.external_id for j in findings.offered())
    return Standing(Outcome.SUGGEST if offered else Outcome.NONE, offered)
