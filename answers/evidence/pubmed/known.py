"""What is known here of records that PubMed gives: what an operator took out of use or wrote down holds."""

from collections.abc import Iterable, Sequence

from answers.sources.base import SourceStore, StoredSource
from answers.sources.recheck import RANK
from answers.sources.record import Source


async def as_known(sources: Sequence[Source], store: SourceStore, workspace: str | None) -> list[Source]:
    """Without those that may not be used or shown by what is stored of them, for all or for the workspace;
    where a person found out more of a retraction than PubMed says, with that. Raises `StoreError`."""
    names = [source.external_id for source in sources]
    places = [await store.find_sources(names, where) for where in dict.fromkeys((None, workspace))]
    found = []
    for source in sources:
        known = [place[source.external_id] for place in places if source.external_id in place]
        if all(each.usable and each.source.quotable for each in known):
            found.append(_with_findings(source, known))
    return found


def _with_findings(source: Source, known: Iterable[StoredSource]) -> Source:
    for reference in (each.source.reference for each in known):
        if RANK[reference.retraction] > RANK[source.reference.retraction]:
            source = source.with_retraction(reference.retraction, reference.checked)
    return source
