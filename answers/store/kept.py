"""Approved versions that were read lately, in memory: for each question only what can change is read again.

A version's content never changes; whether it may be served does, and the database is asked every time. What
is kept is taken only for a row that agrees with it in everything else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from answers.store.rows import version_of
from answers.types import ArticleVersion

CHARS_MAX = 8_000_000
"""Of content (as JSON) that is kept; as articles it takes about six times as much memory."""
_CAN_CHANGE = ("workspace", "version", "revision", "status", "content_hash", "approval", "changed_at")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A version with what its row said beside the content, and the content's length."""

    version: ArticleVersion
    beside: tuple[object, ...]
    chars: int


class KeptVersions:
    """The last used versions, one of each article."""

    def __init__(self, chars_max: int = CHARS_MAX) -> None:
        self._chars_max = chars_max
        self._chars = 0
        self._by_id: dict[int, _Kept] = {}
        """The last used at the end."""

    def among(self, article_ids: Iterable[int]) -> list[int]:
        """Those of the articles of which a version is kept."""
        return [article_id for article_id in article_ids if article_id in self._by_id]

    def version(self, row: Any) -> ArticleVersion | None:
        """The version of a row; for one that came without its content (None) the kept one, where it is the
        same. None where it is not."""
        kept = self._by_id.pop(row.article_id, None)
        if kept:
            self._chars -= kept.chars
        if row.content is not None:
            kept = _Kept(version_of(row), _beside(row), len(row.content))
        elif kept is None or kept.beside != _beside(row):
            return None
        self._keep(row.article_id, kept)
        return kept.version

    def _keep(self, article_id: int, kept: _Kept) -> None:
        self._by_id[article_id] = kept
        self._chars += kept.chars
        while self._chars > self._chars_max:
            self._chars -= self._by_id.pop(next(iter(self._by_id))).chars


def _beside(row: Any) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _CAN_CHANGE)
