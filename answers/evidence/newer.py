"""What is newer on an approved article's subject than its review knew: guidelines and safety notices.

Clinical rule 5. A stored guideline or label counts where it is about the article's subject (all of its
words), is dated after the day up to which the article's evidence was looked for, or its approval where that
day is not given (its own date where it was released unread), and is not what the article cites. It is
quoted; whether it changes anything is for the board to say.
"""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from answers.engines.pieces import Piece, pieces
from answers.evidence.gather import identities
from answers.evidence.order import same_country
from answers.evidence.passages import SourceHit
from answers.evidence.screened import is_planted
from answers.question import analyse, subject_terms
from answers.sources.base import StoredSource
from answers.types import (
    QUESTION_MAX_CHARS,
    ApprovalBasis,
    ArticleVersion,
    Audience,
    Passage,
    PassagePart,
    Position,
    Query,
    Reference,
    ReferenceKind,
)

NEWER_MAX = 3
SEARCHED = 40
"""Sources looked at: guidelines are few among studies on the same subject."""
RELEVANT = 0.6
"""Less than for a quote (`answers/engines/quoting.py`): all words of the subject have to be there too."""
KINDS = frozenset({ReferenceKind.GUIDELINE, ReferenceKind.LABEL})

_TELLING = {
    PassagePart.WARNING: 3,
    PassagePart.RECOMMENDATION: 2,
    PassagePart.DOSAGE: 1,
    PassagePart.CONCLUSIONS: 1,
    PassagePart.METHODS: -1,
    PassagePart.BACKGROUND: -1,
}


class Sources(Protocol):
    """What searches stored sources (`answers/evidence/sources.py`)."""

    async def sources(
        self, query: Query, limit: int, *, searched: int = ..., least: float = ...
    ) -> list[tuple[SourceHit, StoredSource]]:
        """The best sources in their order, of the `searched` nearest with at least so much relevance."""
        ...


class NewerSources:
    """Looks for what an article's review could not know."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    async def of(self, version: ArticleVersion, query: Query) -> tuple[Position, ...]:
        """At most `NEWER_MAX`, the reader's jurisdiction first, then the newest. Raises `AnswersError`."""
        about = query.model_copy(update={"question": version.article.question[:QUESTION_MAX_CHARS]})
        found = await self._sources.sources(about, SEARCHED, searched=SEARCHED, least=RELEVANT)
        # A guideline of a thousand paragraphs takes a second.
        return await asyncio.to_thread(_newest, [stored for _, stored in found], version, query)


def _newest(found: Sequence[StoredSource], version: ArticleVersion, query: Query) -> tuple[Position, ...]:
    article = version.article
    newer = [
        stored
        for stored in found
        if _is_newer(stored, version)
        and not _is_planted(stored.source.reference)
        and not _is_cited(stored, article.references)
        and _is_on_subject(stored, version)
    ]
    newer.sort(key=lambda stored: _rank(stored, query.jurisdiction))
    return tuple(_position(stored, article.question, query.audience) for stored in newer[:NEWER_MAX])


def known_until(version: ArticleVersion) -> date | None:
    """The day up to which the article's review knew the evidence. A text that was released without being read
    knows no more than when it was written."""
    article, approval = version.article, version.approval
    if article.evidence_to or approval is None:
        return article.evidence_to
    if approval.basis is not ApprovalBasis.INDIVIDUAL and article.updated:
        return min(article.updated, approval.at.date())
    return approval.at.date()


def dated(stored: StoredSource) -> date | None:
    """The day of a source, the first of the year where only that is known."""
    year = stored.source.reference.year
    return stored.source.published or (date(year, 1, 1) if year else None)


def _is_planted(reference: Reference) -> bool:
    return any(is_planted(text) for text in (reference.title, reference.issuer) if text)


def _is_newer(stored: StoredSource, version: ArticleVersion) -> bool:
    day, until = dated(stored), known_until(version)
    if stored.source.reference.kind not in KINDS or day is None or until is None:
        return False
    return day > until


def _is_cited(stored: StoredSource, references: Sequence[Reference]) -> bool:
    """Whether the article cites it in this edition: under one address a guideline can be renewed."""
    day, names = dated(stored), identities(stored.source.reference)
    same = (reference for reference in references if names & identities(reference))
    return any(day and reference.year and reference.year >= day.year for reference in same)


def _is_on_subject(stored: StoredSource, version: ArticleVersion) -> bool:
    """Every word of the article's focus, or of its question's subject, is in title, subjects or passages."""
    article, source = version.article, stored.source
    subject = set(subject_terms(article.focus)) if article.focus else set(analyse(article.question).terms)
    said = " . ".join((source.reference.title, *source.subjects))
    missing = subject - subject_terms(said).keys()
    if not missing:
        return bool(subject)
    return bool(subject) and any(missing <= subject_terms(each.text).keys() for each in source.passages)


def _rank(stored: StoredSource, jurisdiction: str | None) -> tuple[bool, int]:
    day = dated(stored)
    return not same_country(stored.source.reference.country, jurisdiction), -(day.toordinal() if day else 0)


def _position(stored: StoredSource, question: str, audience: Audience) -> Position:
    """What it says on the subject; its title alone where its words may not be shown."""
    reference, source = stored.source.reference, stored.source
    text = _telling(stored.passages(), question, audience) if source.quotable else None
    return Position(text=text or reference.title, reference=reference, published=dated(stored))


def _telling(passages: Sequence[Passage], question: str, audience: Audience) -> str | None:
    """The piece that shares most with the question, one that tells what to do before others; for lay people
    none with a dose (clinical rule 7)."""
    asked = analyse(question).terms.keys()
    best: tuple[tuple[int, int], Piece] | None = None
    for passage in passages:
        if is_planted(passage.text):
            continue
        for piece in pieces(passage):
            if audience is Audience.PATIENT and piece.has_dose:
                continue
            part = _TELLING.get(passage.part, 0) if passage.part else 0
            worth = (len(asked & subject_terms(piece.text).keys()), part)
            if best is None or worth > best[0]:
                best = (worth, piece)
    return best[1].text if best else None
