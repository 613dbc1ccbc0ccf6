"""Sources for tests, and what a process has open of them: a real store, passage index and encoder."""

from datetime import date
from pathlib import Path
from typing import Any

from answers.engines.quoting import QuotingEngine
from answers.evidence.follow import SourceFollower
from answers.evidence.gather import Evidences
from answers.evidence.passages import PassageIndex
from answers.evidence.sources import SourceEvidence
from answers.question import analyse
from answers.search.encoder import MiniLm
from answers.sources.base import StoredSource
from answers.sources.record import Source, SourcePassage
from answers.store.sql import SqlStore
from answers.types import Answer, PassagePart, Query, Reference, ReferenceKind


def source(external_id: str, title: str, *said: str | tuple[PassagePart, str], **fields: Any) -> Source:
    """A source of these passages; `kind`, `country` and `year` are its reference's."""
    reference = Reference(
        title=title,
        kind=fields.pop("kind", ReferenceKind.STUDY),
        country=fields.pop("country", None),
        year=fields.pop("year", None),
        url=f"https://example.org/{external_id}",
        **fields.pop("reference", {}),
    )
    passages = tuple(
        SourcePassage(text=each) if isinstance(each, str) else SourcePassage(text=each[1], part=each[0])
        for each in said
    )
    return Source(external_id=external_id, reference=reference, passages=passages, **fields)


class Sources:
    """Put sources in, find them, and have them quoted."""

    def __init__(self, store: SqlStore, index: PassageIndex, encoder: MiniLm) -> None:
        self.store = store
        self.index = index
        self.follower = SourceFollower(store, index, encoder)
        self.evidence = SourceEvidence(store, index)
        self.quoting = QuotingEngine(Evidences({"sources": self.evidence}), encoder)

    async def add(self, *sources: Source, workspace: str | None = None) -> None:
        await self.store.put_sources(sources, actor="test", workspace=workspace)
        await self.follower.catch_up()

    async def stored(self, external_id: str) -> StoredSource:
        return await self.store.find_source(external_id)

    async def found(self, question: str, limit: int = 5, **fields: Any) -> list[str]:
        """The titles of what is found, best first."""
        found = await self.evidence.find(Query(question=question, **fields), limit)
        return list(dict.fromkeys(each.passage.reference.title for each in found))

    async def quote(self, question: str, **fields: Any) -> Answer | None:
        return await self.quoting.answer(Query(question=question, **fields), analyse(question))


def opened(store: SqlStore, home: Path, encoder: MiniLm) -> PassageIndex:
    return PassageIndex(home / "passages", encoder)


GOUT = source(
    "gout",
    "Does colchicine shorten attacks of gout?",
    (PassagePart.BACKGROUND, "Attacks of gout are painful, and colchicine has been used for them for long."),
    (PassagePart.METHODS, "We gave colchicine or placebo to 184 patients with an attack of gout."),
    (PassagePart.RESULTS, "Pain was halved at 24 hours in 38% with colchicine and in 16% with placebo."),
    (PassagePart.CONCLUSIONS, "Colchicine that is begun early shortens an attack of gout."),
    published=date(2019, 5, 1),
)
MEASLES = source(
    "measles",
    "Does vitamin A lower the mortality of measles in hospital?",
    (PassagePart.CONCLUSIONS, "Vitamin A in high doses lowered the mortality of measles in young children."),
)
