"""The first rung: an approved article that answers exactly this, or up to three that come near.

The index only proposes. What is served is read from the store in that moment, where anything that is not
approved, unexpired and visible to the workspace does not come back (invariants 1 and 7).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from answers.match import decide, named, plain, related, shipped_thresholds
from answers.matcher import Matcher
from answers.question import Analysis
from answers.search.index import ArticleIndex, Hit
from answers.search.ordering import ordered, topic_of
from answers.search.retrieval import retrieve
from answers.store.base import ArticleStore
from answers.thresholds import Thresholds
from answers.types import (
    Answer,
    ArticleVersion,
    Candidate,
    Decision,
    Origin,
    Outcome,
    Query,
    Suggestion,
)

SEARCHED = 40
"""Hits asked of the index: enough that other audiences' articles among them leave ten."""
CANDIDATES = 10
DECIDED = 8
"""Candidates that the matcher looks at; an answer further down was not seen in the development data."""
SUGGESTIONS = 3
NEAREST_AT = 0.02
"""Probability from which a question is near enough to be offered where nothing answers."""


def utc_now() -> datetime:
    return datetime.now(UTC)


async def shipped() -> Thresholds:
    """The thresholds where nobody else has any to give."""
    return shipped_thresholds()


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with the matcher's verdict; `related` means that it shares a part of the subject, `named`
    that the question says a whole name of what it is about."""

    version: ArticleVersion
    decision: Decision
    related: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """What the approved library has for a question, before it is an answer.

    Both are in the order of the search, which is also that of what is offered: the match model decides well
    and orders badly (docs/measurements.md).
    """

    candidates: tuple[Candidate, ...]
    judged: tuple[Judged, ...]

    def best(self) -> Judged | None:
        """The most probable article of all that were looked at."""
        return max(self.judged, key=lambda j: j.decision.probability, default=None)

    def servable(self) -> Judged | None:
        """The article that no rule stands against, whatever its probability: the best of them, unless
        another with its title says something else."""
        best, namesakes = self._best_servable()
        return None if namesakes else best

    def namesakes(self) -> tuple[Judged, ...]:
        """The articles of which the best would be served, did they not say different things under one title:
        which is read is for the reader to choose (clinical rule 2)."""
        best, namesakes = self._best_servable()
        return namesakes if best and best.decision.outcome is Outcome.SERVE else ()

    def _best_servable(self) -> tuple[Judged | None, tuple[Judged, ...]]:
        """The most probable; and, with it, those of its title, if they do not say the same."""
        candidates = [j for j in self.judged if j.decision.servable]
        if not candidates:
            return None, ()
        best = max(candidates, key=lambda j: j.decision.probability)
        title = plain(best.version.article.question)
        alike = [j for j in candidates if plain(j.version.article.question) == title]
        texts = {j.version.article.model_dump_json(include={"texts"}) for j in alike}
        return best, tuple(alike) if len(texts) > 1 else ()

    def served(self) -> Judged | None:
        """The article to serve."""
        best = self.servable()
        return best if best and best.decision.outcome is Outcome.SERVE else None

    def offered(self) -> tuple[Judged, ...]:
        """What is offered before the next rung is tried, at most `SUGGESTIONS`: namesakes first, what is near
        enough, and beside it what the question names (the model says little of a long message)."""
        first = self.namesakes()
        near = [j for j in self.judged if j.related and j.decision.outcome is not Outcome.NONE]
        named = [j for j in self.judged if j.named and j not in near]
        others = [j for j in (*near, *named) if j not in first]
        return tuple([*first, *others][:SUGGESTIONS]) if near else ()

    def suggested(self) -> tuple[Suggestion, ...]:
        """What is offered, as the reader gets it."""
        return _suggestions(self.offered(), self.namesakes())

    def nearest(self) -> tuple[Suggestion, ...]:
        """What to offer where nothing answers."""
        near = (j for j in self.judged if j.named or (j.related and j.decision.probability >= NEAREST_AT))
        return _suggestions(list(near))


class ApprovedEngine:
    """Searches, reads and judges approved articles."""

    def __init__(
        self,
        store: ArticleStore,
        index: ArticleIndex,
        matcher: Matcher,
        *,
        thresholds: Callable[[], Awaitable[Thresholds]] = shipped,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """`thresholds` gives those that hold in the moment."""
        self._store = store
        self._index = index
        self._matcher = matcher
        self._thresholds = thresholds
        self._clock = clock

    async def find(self, query: Query, asked: Analysis) -> Findings:
        """The ten best candidates, and the verdicts on the first of them."""
        hits, seen = await asyncio.gather(
            asyncio.to_thread(retrieve, self._index, query.question, query.workspace, SEARCHED),
            self._matcher.asked(query.question),
        )
        usable = await self._usable(query, hits[:CANDIDATES])
        if len(usable) < CANDIDATES:
            usable += await self._usable(query, hits[CANDIDATES:])
        usable = _in_order(asked, usable[:CANDIDATES])
        versions = [version for _, version in usable[:DECIDED]]
        chances = await self._matcher.chances_of(seen, [version.article for version in versions])
        judged = await asyncio.to_thread(_judge, asked, versions, chances, await self._thresholds())
        return Findings(tuple(_candidate(hit, v) for hit, v in usable), judged)

    async def _usable(self, query: Query, hits: Sequence[Hit]) -> list[tuple[Hit, ArticleVersion]]:
        """The hits that may be served now and have a text for the audience."""
        if not hits:
            return []
        served = await self._store.served(
            [hit.article_id for hit in hits], workspace=query.workspace, moment=self._clock()
        )
        return [
            (hit, version)
            for hit in hits
            if (version := served.get(hit.article_id)) and version.article.text_for(query.audience)
        ]

    async def is_served(self, version: ArticleVersion, workspace: str | None) -> bool:
        """Whether exactly this version may be served now: it can be withdrawn while it is on its way."""
        served = await self._store.served([version.id], workspace=workspace, moment=self._clock())
        now = served.get(version.id)
        return now is not None and now.version == version.version

    def serve(self, query: Query, judged: Judged, findings: Findings) -> Answer:
        """The approved answer. The caller took `judged` from `findings.served()`."""
        return self._answer(
            query,
            judged.version,
            probability=judged.decision.probability,
            not_accounted_for=judged.decision.not_accounted_for,
            candidates=findings.candidates,
        )

    async def open(self, query: Query, asked: Analysis, article_id: int) -> Answer | None:
        """The article that a reader chose, if it may be served; labelled as chosen."""
        served = await self._store.served([article_id], workspace=query.workspace, moment=self._clock())
        version = served.get(article_id)
        if version is None or version.article.text_for(query.audience) is None:
            return None
        seen = await self._matcher.asked(query.question)
        (chance,) = await self._matcher.chances_of(seen, [version.article])
        verdict = decide(asked, version.article, chance, await self._thresholds())
        return self._answer(
            query,
            version,
            opened=True,
            fits=verdict.outcome is Outcome.SERVE,
            not_accounted_for=verdict.not_accounted_for,
        )

    def _answer(
        self,
        query: Query,
        version: ArticleVersion,
        *,
        not_accounted_for: tuple[str, ...],
        probability: float | None = None,
        candidates: tuple[Candidate, ...] = (),
        opened: bool = False,
        fits: bool = False,
    ) -> Answer:
        chosen = version.article.text_for(query.audience)
        if chosen is None:
            raise ValueError("the article has no text for this audience")
        written_for, text = chosen
        return Answer(
            origin=Origin.APPROVED,
            question=query.question,
            text=text,
            references=version.article.references,
            version=version,
            written_for=written_for,
            probability=probability,
            not_accounted_for=not_accounted_for,
            candidates=candidates,
            opened=opened,
            fits=fits,
        )


def _in_order(asked: Analysis, usable: list[tuple[Hit, ArticleVersion]]) -> list[tuple[Hit, ArticleVersion]]:
    return ordered(
        asked, [(each, each[0].score, each[0].cosine, topic_of(each[1].article)) for each in usable]
    )


def judge(asked: Analysis, version: ArticleVersion, chance: float, thresholds: Thresholds) -> Judged:
    """The verdict on one article; `chance` is what the match model says of it."""
    article = version.article
    verdict = decide(asked, article, chance, thresholds)
    return Judged(version, verdict, related(asked, article), named(asked, article))


def _judge(
    asked: Analysis, versions: Sequence[ArticleVersion], chances: Sequence[float], thresholds: Thresholds
) -> tuple[Judged, ...]:
    pairs = zip(versions, chances, strict=True)
    return tuple(judge(asked, version, chance, thresholds) for version, chance in pairs)


def _candidate(hit: Hit, version: ArticleVersion) -> Candidate:
    return Candidate(
        article_id=version.id,
        external_id=version.article.external_id,
        question=version.article.question,
        score=hit.score,
    )


def _suggestions(judged: Sequence[Judged], namesakes: Sequence[Judged] = ()) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(
            article_id=j.version.id,
            external_id=j.version.article.external_id,
            question=j.version.article.question,
            basis=j.version.approval.basis,
            differs=j.decision.differs,
            namesake=j in namesakes,
            issuer=j.version.article.references[0].issuer,
            updated=j.version.article.updated,
        )
        for j in judged[:SUGGESTIONS]
        if j.version.approval
    )
