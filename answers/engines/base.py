"""The port of the rungs below the approved articles."""

from typing import Protocol

from answers.question import Analysis
from answers.types import Answer, Origin, Query


class Engine(Protocol):
    """One way to answer from sources."""

    origin: Origin

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        """A cited answer, or None where this rung has none; one of origin none where it has none and some of
        its evidence could not be asked (`nothing`). Raises `EngineError` where it broke."""
        ...


def nothing(query: Query, missing: tuple[str, ...]) -> Answer | None:
    """No answer, with the evidence that could not be asked; None where all was."""
    if not missing:
        return None
    return Answer(origin=Origin.NONE, question=query.question, degraded=missing)
