"""The rung with a model: it writes from passages, and what its passages do not bear out is not shown.

An exception that fails takes its recommendation along, and the summary with it. Where too little is left, or
a warning of the model's own was lost, there is no generated answer: the quoted rung is the better one.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from answers.citations.base import Claim, Fault, Verdict
from answers.engines.given import given
from answers.engines.kept import only, standing
from answers.engines.leaning import leaning, rests_on
from answers.engines.pieces import has_dose
from answers.engines.quoting import Evidence
from answers.engines.unsaid import completed, left_unsaid
from answers.engines.written import Checked, Draft, answered, bearing, draft, fits, must_show
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
        evidence: Evidence,
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
        gathered = await self._evidence.gather(query, SOURCES)
        known = await asyncio.to_thread(given, asked, gathered.found)
        passages = known.passages
        if not passages:
            return None
        text = await whole(self._model, answer_prompt(query, passages), account=query.account)
        said = written(text, [passage.id for passage in passages])
        if said.declined or not said.claims:
            return None
        kept = await asyncio.to_thread(self._checked, said, passages, query.audience)
        if kept is not None and self._judge is not None:
            judged = await _judged(kept, self._judge, query.account)
            if (
                judged
                and judged != kept
                and not await asyncio.to_thread(self._still_stands, judged, passages)
            ):
                return None
            kept = judged
        if kept is None:
            return None
        writer = Writer(model=self._model.name, prompt=PROMPT_VERSION)
        return answered(query, asked, kept, known.sources, writer).model_copy(
            update={"degraded": gathered.missing}
        )

    def _checked(self, said: Written, passages: Sequence[Passage], audience: Audience) -> Draft | None:
        """What stands, with the sources' own warnings; None where that is too little."""
        unfit = {place for place, claim in enumerate(said.claims) if not _is_fit(claim.text, audience)}
        claims = only(said.claims, standing(said.claims, unfit))
        summing_up = [said.bottom_line] if said.bottom_line else []
        held = self._held_against([*claims, *summing_up], passages)
        said_of = rests_on(held)
        claims = [completed(each, said_of) for each in held[: len(claims)]]
        if any(claim != each.claim for claim, each in zip(claims, held, strict=False)):
            held = self._held_against([*claims, *summing_up], passages)
        checked, summary = held[: len(claims)], next(iter(held[len(claims) :]), None)
        if not all(_is_fit(claim.text, audience) for claim in claims):
            return None
        wrong = {place for place, each in enumerate(checked) if not each.verdict.supported}
        wrong |= leaning(checked)
        if len(wrong) > len(checked) * (1 - KEPT_MIN) or any(_is_lost(checked[place]) for place in wrong):
            return None
        kept = standing(claims, wrong)
        if not kept:
            return None
        is_whole = all(checked[n].claim.exception_to is None for n in range(len(checked)) if n not in kept)
        sums_up = summary and is_whole and summary.verdict.supported and _is_summary(summary, held, audience)
        warned = self._warnings([checked[place] for place in sorted(kept)], passages, audience)
        if warned is None:
            return None
        places = [*sorted(kept), *range(len(checked), len(checked) + len(warned))]
        left = draft([*checked, *warned], places, summary if sums_up else None)
        is_all = len(kept) == len(checked) and bool(sums_up) == bool(summary)
        return left if is_all or self._still_stands(left, passages) else None

    def _still_stands(self, left: Draft, passages: Sequence[Passage]) -> bool:
        """Whether all of it passes without what fell: an exception that was said elsewhere may be gone."""
        shown = [*left.claims, *([left.summary] if left.summary else [])]
        held = self._held_against([replace(each.claim, exception_to=None) for each in shown], passages)
        said_of = rests_on(held)
        return all(each.verdict.supported and completed(each, said_of) == each.claim for each in held)

    def _held_against(self, claims: Sequence[Claim], passages: Sequence[Passage]) -> list[Checked]:
        verdicts = self._check.check(claims, passages)
        return [
            Checked(claim, verdict, bearing(claim, verdict, passages))
            for claim, verdict in zip(claims, verdicts, strict=True)
        ]

    def _warnings(
        self, kept: Sequence[Checked], passages: Sequence[Passage], audience: Audience
    ) -> list[Checked] | None:
        """What the sources that are cited warn of and the model left out, word for word: checked too, since
        an order to a machine can be dressed as a warning. None where one may not be shown to this reader, or
        does not pass for another reason."""
        sources = {passage.reference for each in kept for passage in each.passages}
        left_out = [
            Claim(text, (passage.id,))
            for passage in passages
            if passage.reference in sources
            for text in left_unsaid(passage, kept)
        ]
        if not all(_is_fit(claim.text, audience) for claim in left_out):
            return None
        checked = self._held_against(left_out, passages) if left_out else []
        if any(_failed_as_text(each.verdict) for each in checked):
            return None
        return [each for each in checked if each.verdict.supported]


def _is_lost(checked: Checked) -> bool:
    """Whether a claim that failed was a warning that stood for itself."""
    return checked.claim.exception_to is None and is_warning(checked.claim.text)


def _failed_as_text(verdict: Verdict) -> bool:
    """Whether it failed as what it says, and not as something that speaks to a machine."""
    return not verdict.supported and Fault.FOREIGN not in verdict.faults


def _is_fit(text: str, audience: Audience) -> bool:
    """Lay people get no doses (clinical rule 7)."""
    if audience is not Audience.PATIENT:
        return True
    return not has_dose(text) and all(quantity.kind is not Kind.DOSE for quantity in quantities(text))


def _is_summary(summary: Checked, held: Sequence[Checked], audience: Audience) -> bool:
    """Whether it can be shown above all others, and says all that it has to."""
    is_complete = completed(summary, rests_on(held)) == summary.claim and not leaning([summary])
    return is_complete and fits(summary) and _is_fit(summary.claim.text, audience)


async def _judged(kept: Draft, judge: LanguageModel, account: str | None) -> Draft | None:
    """Without what the judge does not find in the passages. A claim that falls takes its group along; where a
    warning falls, nothing is left."""
    every = [*kept.claims, *([kept.summary] if kept.summary else [])]
    refused = await unsupported(judge, [(each.claim.text, each.passages) for each in every], account=account)
    bad = {id(every[place]) for place in refused if 0 <= place < len(every)}
    groups = tuple(group for group in kept.groups if not any(id(each) in bad for each in group))
    fallen = [group[0] for group in kept.groups if group not in groups]
    if not groups or any(map(must_show, fallen)):
        return None
    is_whole = len(groups) == len(kept.groups)
    return Draft(groups, kept.summary if is_whole and id(kept.summary) not in bad else None)
