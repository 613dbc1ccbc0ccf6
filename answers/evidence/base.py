"""The port to passages: pieces of sources' own text."""

from dataclasses import dataclass
from typing import Protocol

from answers.types import Passage, Query


@dataclass(frozen=True, slots=True)
class Found:
    """A passage, and the question and subject of what it stands in, which say what it is about."""

    passage: Passage
    about: str


class EvidenceSource(Protocol):
    """Where passages come from."""

    async def find(self, query: Query, limit: int) -> list[Found]:
        """Passages of the `limit` best sources for the question, by source, in their order there.

        Raises `EngineError` where the source cannot be asked now.
        """
        ...
