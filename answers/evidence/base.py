"""The port to passages: pieces of sources' own text."""

from dataclasses import dataclass
from typing import Protocol

from answers.types import Passage, Query


@dataclass(frozen=True, slots=True)
class Found:
    """A passage, and the question and subject of what it stands in, which say what it is about.

    `relevance` is its source's (see `answers/evidence/passages.py`); None where its member cannot say, and
    the words of the subject have to decide.
    """

    passage: Passage
    about: str
    relevance: float | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Passages by source, the best source first; `missing` names the members that could not be asked."""

    found: tuple[Found, ...]
    missing: tuple[str, ...] = ()


class EvidenceSource(Protocol):
    """Where passages come from."""

    async def find(self, query: Query, limit: int) -> list[Found]:
        """Passages of the `limit` best sources for the question, by source, in their order there.

        Raises `EngineError` where the source cannot be asked now.
        """
        ...
