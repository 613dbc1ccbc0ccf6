"""BM25 over the approved articles' words: what is new in memory, the rest on disk, committed now and then.

A commit of tantivy waits for the disk some twenty times, too long for one article. So changes go into a
small part in memory, and what they replace on disk is left out of what is found there, until there are
`RECENT_MAX` of them and one commit brings them all in. The articles on disk are in two parts, everyone's
and the workspaces' own, since only a search without a filter is fast where there are many.

Each part would weigh a word by how rare it is there. What counts is how rare it is in all of them, so a
term's boost makes up for the difference; of the parts only the average lengths of texts remain.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from answers.search.part import FIELDS, Document, Part, Reader, Term, analyser

OTHER_NAMES_BOOST = 0.6
"""A synonym of what was said counts less than what was said."""

RECENT_MAX = 400
"""Changes kept in memory; a search there takes a fraction of a millisecond. Less than the follower's batch,
which goes to disk at once."""


@dataclass(frozen=True, slots=True)
class _View:
    """What a search looks at: consistent, and replaced as a whole."""

    shared: Reader
    owned: Reader
    recent: Reader
    outdated: frozenset[int]
    """Articles in the parts on disk that were replaced or removed since."""

    def readers(self, workspace: str | None) -> Iterator[Reader]:
        yield self.shared
        if workspace and len(self.owned):
            yield self.owned
        if len(self.recent):
            yield self.recent


class LexicalIndex:
    """One directory, one writer; a search sees the last change. Raises `SearchError`."""

    def __init__(self, directory: Path | None, boosts: Mapping[str, float] = FIELDS) -> None:
        """Open or create; `directory` None keeps it in memory. `boosts`: the fields that are searched."""
        self._analyser = analyser()
        self._boosts = boosts
        self._shared = Part(directory / "shared" if directory else None)
        self._owned = Part(directory / "owned" if directory else None)
        self._begin()
        self._show()

    def _begin(self) -> None:
        """Start over with an empty part in memory."""
        self._recent = Part(None)
        self._documents: dict[int, Document] = {}
        self._outdated: frozenset[int] = frozenset()

    def _show(self) -> None:
        self._view = _View(self._shared.reader, self._owned.reader, self._recent.reader, self._outdated)

    def close(self) -> None:
        """Let another process write; what is only in memory is lost."""
        for part in (self._shared, self._owned, self._recent):
            part.__exit__()

    def update(self, documents: Sequence[Document], removed: Collection[int]) -> bool:
        """Replace and remove articles. True says that all changes are on disk now, not only in memory."""
        changes = len(documents) + len(removed)
        if changes + len(self._documents) + len(self._outdated) > RECENT_MAX:
            self._commit(documents, removed)
            return True
        touched = {*removed, *(document.article_id for document in documents)}
        self._recent.replace(documents, removed)
        for article_id in removed:
            self._documents.pop(article_id, None)
        self._documents |= {document.article_id: document for document in documents}
        self._outdated |= {key for key in touched if self._on_disk(key)}
        self._show()
        return False

    def commit(self) -> None:
        """Bring all changes to disk."""
        if self._documents or self._outdated:
            self._commit((), ())

    def _on_disk(self, article_id: int) -> bool:
        return self._shared.reader.holds(article_id) or self._owned.reader.holds(article_id)

    def _commit(self, documents: Sequence[Document], removed: Collection[int]) -> None:
        out = frozenset(removed)
        kept = {key: document for key, document in self._documents.items() if key not in out}
        kept |= {document.article_id: document for document in documents}
        touched = {*self._outdated, *removed, *kept}
        for part, owned in ((self._shared, False), (self._owned, True)):
            mine = [document for document in kept.values() if bool(document.workspace) is owned]
            gone = [key for key in touched if part.reader.holds(key)]
            if mine or gone:
                part.replace(mine, gone)
        if self._documents or self._outdated:
            self._begin()
        self._show()

    def __len__(self) -> int:
        view = self._view
        return len(view.shared) + len(view.owned) + len(view.recent) - len(view.outdated)

    def search(
        self, text: str, other_names: Sequence[str], workspace: str | None, limit: int
    ) -> list[tuple[int, float]]:
        """Article ids with their BM25 score, best first."""
        said = self._terms(text, 1.0)
        if not said:
            return []
        view = self._view
        terms = [*said, *self._terms(" ".join(other_names), OTHER_NAMES_BOOST)]
        readers = list(view.readers(workspace))
        found: list[tuple[int, float]] = []
        for reader, weighed in zip(readers, _weighed(terms, readers), strict=True):
            outdated = frozenset() if reader is view.recent else view.outdated
            found += _current(reader, weighed, workspace, limit, outdated, everyones=reader is view.shared)
        return sorted(found, key=lambda hit: -hit[1])[:limit]

    def _terms(self, text: str, weight: float) -> list[Term]:
        texts = dict.fromkeys(self._analyser.analyze(text))
        return [Term(field, term, boost * weight) for term in texts for field, boost in self._boosts.items()]


def _current(
    reader: Reader,
    terms: Sequence[Term],
    workspace: str | None,
    limit: int,
    outdated: Collection[int],
    *,
    everyones: bool,
) -> list[tuple[int, float]]:
    """The best of a part that are not outdated: more are taken as long as too many of them are."""
    if not terms:
        return []
    wanted = limit
    while True:
        hits = reader.best(terms, workspace, wanted, everyones=everyones)
        current = [hit for hit in hits if hit[0] not in outdated]
        if len(current) >= limit or len(hits) < wanted:
            return current[:limit]
        wanted *= 2


def _weighed(terms: Sequence[Term], readers: Sequence[Reader]) -> list[Sequence[Term]]:
    """The terms for each part, with the boost that makes a word as rare as it is in all of them."""
    if len(readers) == 1:
        return [terms]
    sizes = [len(reader) for reader in readers]
    weighed: list[Sequence[Term]] = []
    frequencies = [[reader.frequency(term) for reader in readers] for term in terms]
    for n, size in enumerate(sizes):
        mine = [
            Term(term.field, term.text, term.boost * _rarity(sum(sizes), sum(f)) / _rarity(size, f[n]))
            for term, f in zip(terms, frequencies, strict=True)
            if f[n]
        ]
        weighed.append(mine)
    return weighed


def _rarity(documents: int, frequency: int) -> float:
    """The inverse document frequency of tantivy's BM25; always above 0."""
    # Replaced documents are counted in the frequency until they are merged away.
    return math.log(1 + (max(documents, frequency) - frequency + 0.5) / (frequency + 0.5))
