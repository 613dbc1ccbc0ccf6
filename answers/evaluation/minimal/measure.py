"""How often a twin is served, and how often its original: through the index, the matcher and the decision."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from answers.engines.approved import ApprovedEngine
from answers.evaluation.intervals import Measured, share
from answers.evaluation.minimal.build import Builder, Pair
from answers.evaluation.minimal.phrasings import Change, Part
from answers.question import analyse
from answers.types import Query

BY_HAND = 100
SCRIPTED = 100
"""Pairs of each class: 200, half of them phrased by hand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was served for both questions of a pair, by external id; None where nothing was."""

    pair: Pair
    original: str | None
    twin: str | None

    @property
    def right(self) -> bool:
        """The original got its article, or another one on the same relation of the same focus."""
        return self.original in self.pair.right

    @property
    def wrong(self) -> bool:
        """The twin got an article that is not known to answer it."""
        return self.twin is not None and self.twin not in self.pair.answers

    @property
    def astray(self) -> bool:
        """The original got an article that is not known to answer it."""
        return self.original is not None and not self.right


@dataclass(frozen=True, slots=True)
class Row:
    """One class, by hand or by script or (None) both."""

    change: Change
    by_hand: bool | None
    twins_served: Measured
    originals_served: Measured


def chosen(builder: Builder, part: Part, by_hand: int = BY_HAND, scripted: int = SCRIPTED) -> list[Pair]:
    """The pairs that are measured."""
    return [
        pair
        for change in Change
        for hand, count in ((True, by_hand), (False, scripted))
        for pair in builder.pairs(change, part, by_hand=hand, count=count)
    ]


async def ask(
    pairs: Sequence[Pair], approved: ApprovedEngine, progress: Callable[[int, int], None] | None = None
) -> list[Asked]:
    """Ask both questions of each pair."""
    found = []
    for done, pair in enumerate(pairs):
        if progress and done % 50 == 0:
            progress(done, len(pairs))
        found.append(Asked(pair, await _served(pair.original, approved), await _served(pair.twin, approved)))
    return found


async def _served(question: str, approved: ApprovedEngine) -> str | None:
    findings = await approved.find(Query(question=question), analyse(question))
    served = findings.served()
    return served.version.article.external_id if served else None


def rows(asked: Iterable[Asked]) -> list[Row]:
    """The table: for each class both kinds of phrasing together, then each."""
    asked = list(asked)
    made = []
    for change in Change:
        for by_hand in (None, True, False):
            these = [a for a in asked if a.pair.change is change and by_hand in (None, a.pair.by_hand)]
            if these:
                twins = share(sum(a.wrong for a in these), len(these))
                made.append(Row(change, by_hand, twins, share(sum(a.right for a in these), len(these))))
    return made
