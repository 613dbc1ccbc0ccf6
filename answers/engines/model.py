"""The rung with a model: it writes from passages, and what its passages do not bear out is not shown.

An exception that fails takes its recommendation along, and the summary with it. Where too little is left, or
a warning of the model's own was lost, there is no generated answer: the quoted rung is the better one.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from answers.citations.base import Claim, Verdict
from answers.engines.kept import standing
from answers.engines.written import Checked, Draft, answered, bearing, draft
from answers.evidence.base import EvidenceSource
from answers.evidence.relevant import relevant, warns
from answers.language.base import LanguageModel, whole
from answers.language.judge import unsupported
from answers.language.parsing import Written, written
from answers.language.prompts import PROMPT_VERSION, answer_prompt
from answers.library.statements import is_warning
from answers.quantities import Kind, quantities
from answers.question import Analysis
from answers.types import Answer, Audience, Origin, Passage, Query, Writer

SOURCES = 8
KEPT_MIN = 0.5
"""Share of the claims that must pass: a model of which more is wrong has not read its passages."""


class Check(Protocol):
    """What holds claims against the passages that they cite."""

    def check(self, claims: Sequence[Claim], passages: Sequence[Passage]) -> list[Verdict]:
        """One verdict for each claim, in their order. Takes time: not to be called on the event loop."""
        ...


class ModelEngine:
    """Writes answers from evidence; `judge` is a second model that can only take statements away."""

    origin = Origin.GENERATED

    def __init__(
        self,
        evidence: EvidenceSource,
        model: LanguageModel,
        check: Check,
        *,
        judge: LanguageModel | None = None,
    ) -> None:
        self._evidence = evidence
        self._model = model
        self._check = check
        self._judge = judge

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        """Raises `ModelUnavailable`, `BudgetSpent`, `EvidenceUnavailable`."""
        found = await self._evidence.find(query, SOURCES)
        passages = await asyncio.to_thread(relevant, asked, found)
        if not passages:
            return None
        text = await whole(self._model, answer_prompt(query, passages), account=query.account)
        said = written(text, [passage.id for passage in passages])
        if said.declined or not said.claims:
            return None
        kept = await asyncio.to_thread(self._checked, said, passages, query.audience)
        if kept is not None and self._judge is not None:
            kept = await _judged(kept, self._judge, query.account)
        if kept is None:
            return None
        return answered(query, asked, kept, Writer(model=self._model.name, prompt=PROMPT_VERSION))

    def _checked(self, said: Written, passages: Sequence[Passage], audience: Audience) -> Draft | None:
        """What stands, with the sources' own warnings; None where that is too little."""
        summing_up = [said.bottom_line] if said.bottom_line else []
        held = self._held_against([*said.claims, *summing_up], passages)
        checked, summary = held[: len(said.claims)], next(iter(held[len(said.claims) :]), None)
        wrong = {place for place, each in enumerate(checked) if not each.verdict.supported}
        if len(wrong) > len(checked) * (1 - KEPT_MIN) or any(_is_lost(checked[place]) for place in wrong):
            return None
        unfit = {place for place, each in enumerate(checked) if not _is_fit(each, audience)}
        kept = standing(said.claims, wrong | unfit)
        if not kept:
            return None
        is_whole = all(checked[n].claim.exception_to is None for n in range(len(checked)) if n not in kept)
        sums_up = summary and is_whole and summary.verdict.supported and _is_fit(summary, audience)
        warned = self._warnings([checked[place] for place in sorted(kept)], passages, audience)
        places = [*sorted(kept), *range(len(checked), len(checked) + len(warned))]
        return draft([*checked, *warned], places, summary if sums_up else None)

    def _held_against(self, claims: Sequence[Claim], passages: Sequence[Passage]) -> list[Checked]:
        verdicts = self._check.check(claims, passages)
        return [
            Checked(claim, verdict, bearing(claim, verdict, passages))
            for claim, verdict in zip(claims, verdicts, strict=True)
        ]

    def _warnings(
        self, kept: Sequence[Checked], passages: Sequence[Passage], audience: Audience
    ) -> list[Checked]:
        """What the sources that are cited warn of and the model left out, word for word: checked too, since
        an order to a machine can be dressed as a warning."""
        cited = {passage.id for each in kept for passage in each.passages}
        sources = {passage.reference for each in kept for passage in each.passages}
        left_out = [
            Claim(passage.text, (passage.id,))
            for passage in passages
            if warns(passage) and passage.reference in sources and passage.id not in cited
        ]
        checked = self._held_against(left_out, passages) if left_out else []
        return [each for each in checked if each.verdict.supported and _is_fit(each, audience)]


def _is_lost(checked: Checked) -> bool:
    """Whether a claim that failed was a warning that stood for itself."""
    return checked.claim.exception_to is None and is_warning(checked.claim.text)


def _is_fit(checked: Checked, audience: Audience) -> bool:
    """Lay people get no doses (clinical rule 7)."""
    if audience is not Audience.PATIENT:
        return True
    return all(quantity.kind is not Kind.DOSE for quantity in quantities(checked.claim.text))


async def _judged(kept: Draft, judge: LanguageModel, account: str | None) -> Draft | None:
    """Without what the judge does not find in the passages. A claim that falls takes its group along."""
    every = [*kept.claims, *([kept.summary] if kept.summary else [])]
    refused = await unsupported(judge, [(each.claim.text, each.passages) for each in every], account=account)
    bad = {id(every[place]) for place in refused if 0 <= place < len(every)}
    groups = tuple(group for group in kept.groups if not any(id(each) in bad for each in group))
    if not groups:
        return None
    is_whole = len(groups) == len(kept.groups)
    return Draft(groups, kept.summary if is_whole and id(kept.summary) not in bad else None)
