"""From which probability an article is served, and from which suggested: who set it, when, on what evidence.

A value here always says both thresholds: there is no default, so that a missing one can never be read as 0.
"""

import time
from collections.abc import Callable
from typing import Protocol, Self

from pydantic import AwareDatetime, Field, model_validator

from answers.errors import StoreUnavailable
from answers.types import Frozen, Line

FRESH_S = 2.0
"""How long a process goes by what it has read: a new threshold holds everywhere within this."""


class Evidence(Frozen):
    """What a threshold was measured on.

    Of `questions` labelled ones, `taken` lay above the threshold and `right` of those were right; the true
    share is at least `at_least` with a confidence of 95% (one-sided, exact). `precision` is what was asked.
    """

    precision: float = Field(gt=0.5, lt=1)
    questions: int = Field(ge=1)
    taken: int = Field(ge=1)
    right: int = Field(ge=0)
    at_least: float = Field(ge=0, le=1)

    def __str__(self) -> str:
        return f"{self.right} of {self.taken} right, at least {self.at_least:.3f}; {self.questions} questions"


class Thresholds(Frozen):
    """Serve from `serve_at`, suggest from `suggest_at`: probabilities of the model whose version is `model`.

    `evidence` None: they ship with the model, or were put back to that.
    """

    serve_at: float = Field(gt=0.5, le=1)
    suggest_at: float = Field(gt=0, le=1)
    model: Line
    set_by: Line
    set_at: AwareDatetime
    evidence: Evidence | None = None
    suggest_evidence: Evidence | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.suggest_at > self.serve_at:
            raise ValueError(
                "what is served must be good enough to be suggested: suggest_at is over serve_at"
            )
        return self


class ThresholdStore(Protocol):
    """Thresholds as they were set, one after another; none is ever changed or removed.

    Every method raises `StoreUnavailable` when the database cannot be reached.
    """

    async def set_thresholds(self, thresholds: Thresholds) -> None:
        """Let these be the ones of their model from now on."""
        ...

    async def thresholds(self, model: str | None = None, limit: int = 50) -> list[Thresholds]:
        """The newest first; of one model's version where it is given."""
        ...


class InForce:
    """The thresholds that hold now for one model: the newest set for it, else the shipped ones.

    Every process reads them from the store, so what is set in one holds in all of them within `FRESH_S`.
    """

    def __init__(
        self, store: ThresholdStore, shipped: Thresholds, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._shipped = shipped
        self._clock = clock
        self._known: tuple[float, Thresholds] | None = None

    async def __call__(self) -> Thresholds:
        """Raises `StoreUnavailable` where they were never read; later the last known ones hold on."""
        now = self._clock()
        if self._known and now - self._known[0] < FRESH_S:
            return self._known[1]
        try:
            found = await self._store.thresholds(self._shipped.model, limit=1)
        except StoreUnavailable:
            if self._known is None:
                raise
            return self._known[1]
        thresholds = found[0] if found else self._shipped
        self._known = (now, thresholds)
        return thresholds


async def set_for_another_model(store: ThresholdStore, model: str) -> Thresholds | None:
    """The newest thresholds of all, where they are of another model's version and so do not hold."""
    newest = await store.thresholds(limit=1)
    return newest[0] if newest and newest[0].model != model else None
