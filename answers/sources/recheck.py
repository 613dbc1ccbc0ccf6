"""Asks PubMed what became of the sources that are stored: retracted, corrected, under concern, superseded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

from answers.errors import Conflict
from answers.sources.base import SourceStore, StoredSource
from answers.sources.formats.pubmed_xml import Standing
from answers.types import Retraction

BATCH = 200
"""Sources read, and PubMed ids asked for, at once."""
NAMED_MAX = 1_000
"""Sources that are named of each sort: with more, the check itself is what is wrong."""


N = TypeVar("N")


class Standings(Protocol):
    """Who knows. Raises `EvidenceUnavailable`."""

    async def standings(self, pmids: Sequence[str]) -> Mapping[str, Standing]:
        """By PubMed id; those that are not known are absent."""
        ...


@dataclass(frozen=True, slots=True)
class Changed:
    """A source that stands otherwise than was known."""

    external_id: str
    title: str
    before: Retraction
    after: Retraction
    superseded_by: str


@dataclass(slots=True)
class Checked:
    """What a check found.

    `left` are sources of which more is known here than PubMed says: what a person wrote down is not taken
    back by a machine. `unknown` are PubMed ids that PubMed does not have (any more). `busy` counts sources
    that somebody changed at the same time: the next check sees them again.
    """

    checked: int = 0
    without_pmid: int = 0
    busy: int = 0
    changed: list[Changed] = field(default_factory=list)
    left: list[Changed] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


async def recheck(
    store: SourceStore,
    pubmed: Standings,
    *,
    at: datetime,
    actor: str,
    workspace: str | None = None,
    progress: Callable[[Checked], None] | None = None,
) -> Checked:
    """Check all sources that have a PubMed id, removed ones too, and write down what is found. `workspace`:
    only its own; None: those of all, since answers leave what they cite in their asker's.

    Raises `StoreError` and `EvidenceUnavailable`; what was written until then stays.
    """
    found = Checked()
    for where in [workspace] if workspace else await store.source_workspaces():
        await _check(store, pubmed, where, found, at=at, actor=actor, progress=progress)
    return found


async def _check(
    store: SourceStore,
    pubmed: Standings,
    workspace: str | None,
    found: Checked,
    *,
    at: datetime,
    actor: str,
    progress: Callable[[Checked], None] | None,
) -> None:
    after = ""
    while page := await store.sources_page(workspace=workspace, limit=BATCH, after=after):
        after = page[-1].source.external_id
        pmids = list(dict.fromkeys(pmid for each in page if (pmid := each.source.reference.pmid)))
        standings = await pubmed.standings(pmids)
        _name(found.unknown, (pmid for pmid in pmids if pmid not in standings))
        for stored in page:
            pmid = stored.source.reference.pmid or ""
            found.without_pmid += not pmid
            if standing := standings.get(pmid):
                await _mark(store, stored, standing, found, at=at, actor=actor)
        if progress:
            progress(found)


async def _mark(
    store: SourceStore, stored: StoredSource, standing: Standing, found: Checked, *, at: datetime, actor: str
) -> None:
    before = stored.source.reference
    later = "" if before.superseded_by else standing.superseded_by
    change = Changed(stored.source.external_id, before.title, before.retraction, standing.retraction, later)
    found.checked += 1
    if is_less := RANK[standing.retraction] < RANK[before.retraction]:
        _name(found.left, [change])
        change = replace(change, after=before.retraction)
    try:
        if not is_less:
            stored = await store.mark_retraction(stored, standing.retraction, at=at, actor=actor)
        if later:
            await _supersede(store, stored, later, actor)
    except Conflict:
        found.busy += 1
        return
    if later or _is_news(before.retraction, change.after):
        _name(found.changed, [change])


async def _supersede(store: SourceStore, stored: StoredSource, later: str, actor: str) -> None:
    """A new version, which says what stands in its place."""
    reference = stored.source.reference.model_copy(update={"superseded_by": later})
    source = stored.source.model_copy(update={"reference": reference})
    await store.put_sources([source], actor=actor, workspace=stored.workspace)


RANK = {
    Retraction.UNCHECKED: 0,
    Retraction.NONE: 1,
    Retraction.CORRECTED: 2,
    Retraction.CONCERN: 3,
    Retraction.RETRACTED: 4,
    Retraction.REINSTATED: 5,
}
"""How much is known. PubMed goes on calling retracted what was reinstated: that is a person's word."""


def _is_news(before: Retraction, after: Retraction) -> bool:
    """That what was never checked is in order is none."""
    return before is not after and after is not Retraction.NONE


def _name(names: list[N], more: Iterable[N]) -> None:
    for each in more:
        if len(names) < NAMED_MAX:
            names.append(each)
