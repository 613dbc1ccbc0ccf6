"""The port of the rungs below the approved articles."""

from typing import Protocol

from answers.question import Analysis
from answers.types import Answer, Origin, Query


class Engine(Protocol):
    """One way to answer from sources."""

    origin: Origin

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        """A cited answer, or None where this rung has none. Raises `EngineError` where it broke."""
        ...
