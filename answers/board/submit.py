"""A written answer goes to the board, once for each question.

Two questions are one where an approved article for the first would be served for the second: the same model,
rules and thresholds as everywhere (`answers/match.py`); at those that ship, 98% of what is served was right
on labelled pairs. What differs in anything that counts (age, drug, relation) waits by itself.
"""

import hashlib
from collections.abc import Awaitable, Callable

from answers.board.base import Basis, BoardStore, Submitted
from answers.condense import searched
from answers.engines.approved import shipped
from answers.errors import Conflict
from answers.match import decide, plain
from answers.matcher import Matcher
from answers.question import analyse
from answers.thresholds import Thresholds
from answers.types import Answer, Article, ArticleVersion, Audience, Origin, Outcome

ACTOR = "answer engine"
COMPARED = 5
"""The most probable ones; the rules look at no more."""
TITLE_MAX_CHARS = 1_000
"""Of an article's question (`Line`)."""


class Submissions:
    """Submits generated answers."""

    def __init__(
        self,
        store: BoardStore,
        matcher: Matcher,
        thresholds: Callable[[], Awaitable[Thresholds]] = shipped,
    ) -> None:
        """`thresholds` gives those that hold in the moment."""
        self._store = store
        self._matcher = matcher
        self._thresholds = thresholds

    async def submit(self, answer: Answer, audience: Audience, workspace: str | None) -> Submitted | None:
        """Keep a generated answer for the board; None where its question waits there already.

        Raises `StoreError`, and ValueError for an answer that is not generated.
        """
        article = as_article(answer, audience)
        if answer.writer is None:
            raise ValueError("only a generated answer is submitted")
        if earlier := await self._same(article.question, audience, workspace):
            await self._store.count(earlier)
            return None
        basis = Basis(
            writer=answer.writer, support=answer.support, lacking=answer.lacking, caveats=answer.caveats
        )
        try:
            return await self._store.submit(article, basis, audience, actor=ACTOR, workspace=workspace)
        except Conflict:
            # Another process had the same question in the same moment: now it is there to be counted up.
            return await self._store.submit(article, basis, audience, actor=ACTOR, workspace=workspace)

    async def _same(self, question: str, audience: Audience, workspace: str | None) -> ArticleVersion | None:
        """The undecided answer to the same question."""
        waiting = await self._store.waiting(audience, workspace)
        chances = await self._matcher.chances(question, [version.article for version in waiting])
        near = sorted(zip(chances, waiting, strict=True), key=lambda pair: -pair[0])[:COMPARED]
        asked, thresholds = analyse(question), await self._thresholds()
        for chance, version in near:
            if decide(asked, version.article, chance, thresholds).outcome is Outcome.SERVE:
                return version
        return None


def as_article(answer: Answer, audience: Audience) -> Article:
    """The answer as an article that could be approved. Raises ValueError where it is not generated."""
    if answer.origin is not Origin.GENERATED or answer.text is None:
        raise ValueError("only a generated answer is submitted")
    return Article(
        external_id=external_id(answer.question, audience),
        question=_title(answer.question),
        question_type=analyse(answer.question).kind,
        texts={audience: answer.text},
        references=answer.references,
    )


def external_id(question: str, audience: Audience) -> str:
    """The same for the same words, so that two processes submit one article."""
    return f"asked-{hashlib.sha256(f'{audience}|{plain(question)}'.encode()).hexdigest()[:16]}"


def _title(question: str) -> str:
    """The question; of one that is longer than a title may be, what it asks."""
    if len(question) > TITLE_MAX_CHARS:
        question = searched(question)
    return question[:TITLE_MAX_CHARS]
