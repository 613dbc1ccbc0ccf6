"""The ladder: approved, then the engines in order, then an honest none."""

import logging
from collections.abc import Sequence

from answers.engines.approved import ApprovedEngine, Findings
from answers.engines.base import Engine
from answers.errors import AnswersError
from answers.evidence.newer import NewerSources
from answers.question import Analysis, analyse
from answers.reservations import with_reservations
from answers.scope import Scope
from answers.types import Answer, ArticleVersion, Origin, Query

_log = logging.getLogger(__name__)

NOTHING = Findings((), ())


class Answerer:
    """Answers queries; stateless, so one serves all conversations at once."""

    def __init__(
        self,
        approved: ApprovedEngine,
        engines: Sequence[Engine],
        *,
        scope: Scope | None = None,
        newer: NewerSources | None = None,
    ) -> None:
        """`scope` None: what is out of it is told by the rules alone. `newer` looks for what an approved
        article's review could not know."""
        self._approved = approved
        self._engines = tuple(engines)
        self._scope = scope or Scope()
        self._newer = newer

    async def answer(self, query: Query) -> Answer:
        """Climb down until a rung holds. Never raises an `AnswersError`: a broken rung is the next
        rung, and `Answer.degraded` names what was not there. What is out of scope is not searched for."""
        if reason := await self._scope.excludes(query.question):
            return Answer(origin=Origin.NONE, question=query.question, out_of_scope=reason)
        asked = analyse(query.told or query.question)
        query = query.model_copy(update={"constraints": asked.constraints})
        return with_reservations(await self._climbed(query, asked), query, asked)

    async def _climbed(self, query: Query, asked: Analysis) -> Answer:
        findings, degraded = await self._search(query, asked)
        if not query.declined:
            if judged := findings.served():
                return await self._with_newer(self._approved.serve(query, judged, findings), query)
            if suggested := findings.suggested():
                return _none(query, findings).model_copy(update={"suggestions": suggested})
        for engine in self._engines:
            try:
                answer = await engine.answer(query, asked)
            except AnswersError as error:
                _log.warning("rung %s failed: %s", engine.origin, type(error).__name__)
                degraded = (*degraded, engine.origin)
                continue
            if answer is None:
                continue
            # Each rung asks the same evidence.
            degraded = tuple(dict.fromkeys((*degraded, *answer.degraded)))
            if answer.origin is not Origin.NONE:
                return answer.model_copy(update={"candidates": findings.candidates, "degraded": degraded})
        nearest = () if query.declined else findings.nearest()
        return _none(query, findings).model_copy(
            update={"suggestions": nearest, "exhausted": True, "degraded": degraded}
        )

    async def open(self, query: Query, article_id: int) -> Answer:
        """The article that a reader chose among suggestions; none where it is served no more."""
        asked = analyse(query.question)
        try:
            answer = await self._approved.open(query, asked, article_id)
        except AnswersError as error:
            _log.warning("rung %s failed: %s", Origin.APPROVED, type(error).__name__)
            return _none(query, NOTHING).model_copy(update={"degraded": (Origin.APPROVED,)})
        found = await self._with_newer(answer, query) if answer else _none(query, NOTHING)
        return with_reservations(found, query, asked)

    async def is_served(self, version: ArticleVersion, workspace: str | None) -> bool:
        """Whether an approved answer of this version may still be given. Raises an `AnswersError`."""
        return await self._approved.is_served(version, workspace)

    async def _with_newer(self, answer: Answer, query: Query) -> Answer:
        """An approved answer with the newer guidance on its subject (clinical rule 5); where that cannot be
        looked for now, the answer says so and stands."""
        if self._newer is None or answer.version is None:
            return answer
        try:
            newer = await self._newer.of(answer.version, query)
        except AnswersError as error:
            _log.warning("newer sources not looked for: %s", type(error).__name__)
            return answer.model_copy(update={"degraded": (*answer.degraded, "sources")})
        return answer.model_copy(update={"newer": newer})

    async def _search(self, query: Query, asked: Analysis) -> tuple[Findings, tuple[str, ...]]:
        try:
            return await self._approved.find(query, asked), ()
        except AnswersError as error:
            _log.warning("rung %s failed: %s", Origin.APPROVED, type(error).__name__)
            return NOTHING, (Origin.APPROVED,)


def _none(query: Query, findings: Findings) -> Answer:
    best = findings.best()
    return Answer(
        origin=Origin.NONE,
        question=query.question,
        probability=best.decision.probability if best else None,
        candidates=findings.candidates,
        not_accounted_for=tuple(constraint.words for constraint in query.constraints),
    )
