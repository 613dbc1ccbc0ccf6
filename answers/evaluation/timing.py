"""How long the parts of a quoted answer take: finding evidence, choosing quotes, checking them."""

import time
from collections.abc import Mapping, Sequence

from answers.citations.base import Claim
from answers.citations.check import CitationCheck
from answers.engines.quoting import Evidence, QuotingEngine
from answers.evaluation.intervals import Quantile, quantile
from answers.evidence.base import Gathered
from answers.question import Analysis
from answers.search.encoder import Encoder
from answers.types import Answer, Query

EVIDENCE, QUOTES, CHECK, WHOLE = "evidence", "quotes", "check", "evidence, quotes, check"


class TimedQuoting:
    """The quoting rung, and behind it the citation check over what it quotes.

    `seconds` has one time a question under each part; where nothing is quoted, the check takes none.
    """

    def __init__(self, evidence: Evidence, encoder: Encoder) -> None:
        self._evidence = evidence
        self._quoting = QuotingEngine(self, encoder)
        self._check = CitationCheck(encoder)
        self._gathered_s = 0.0
        self.seconds: dict[str, list[float]] = {part: [] for part in (EVIDENCE, QUOTES, CHECK, WHOLE)}

    async def gather(self, query: Query, limit: int) -> Gathered:
        """As the quoting rung asks for it. Raises `EvidenceUnavailable`."""
        started = time.perf_counter()
        try:
            return await self._evidence.gather(query, limit)
        finally:
            self._gathered_s = time.perf_counter() - started

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        """The quoted answer; one question at a time. Raises `EvidenceUnavailable`."""
        self._gathered_s = 0.0
        started = time.perf_counter()
        answer = await self._quoting.answer(query, asked)
        answered = time.perf_counter()
        if answer:
            self._checked(answer)
        checked = time.perf_counter()
        times = (self._gathered_s, answered - started - self._gathered_s, checked - answered)
        for part, seconds in zip(self.seconds, (*times, checked - started), strict=True):
            self.seconds[part].append(seconds)
        return answer

    def _checked(self, answer: Answer) -> None:
        said = list(answer.text.statements()) if answer.text else []
        claims = [Claim(said[s.statement].text, (s.passage.id,)) for s in answer.support]
        self._check.check(claims, [support.passage for support in answer.support])


def percentiles(seconds: Mapping[str, Sequence[float]]) -> dict[str, tuple[Quantile, Quantile]]:
    """The median and the 95th percentile of each part."""
    return {part: (quantile(each, 0.5), quantile(each, 0.95)) for part, each in seconds.items()}
