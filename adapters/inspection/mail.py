"""What waits for an answer, who answers, and what became of it: what an operator looks at first."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from adapters.inspection.base import Finding, doubt, fine
from bot.mail.base import UNCLEAR, Census, Sent

UNSEEN = "those in hand end by themselves; the others were repeated, and not confirmed (docs/delivery.md)"
LATE = timedelta(minutes=1)
"""A question that waits for longer waits for a worker."""


def judged(there: Census, workers: int, deliveries: Mapping[Sent, int]) -> Sequence[Finding]:
    """What is to be said of the inbox and the ledger; never empty."""
    return [_waiting(there, workers), *_dead(there), *_deliveries(deliveries)]


def _waiting(there: Census, workers: int) -> Finding:
    said = f"{there.waiting} letters waiting, {there.held} conversations in hand, {workers} workers alive"
    if there.waiting and not workers:
        return doubt(said, "start 'curbside worker' or 'curbside serve'")
    if there.oldest > LATE:
        minutes = int(there.oldest.total_seconds() // 60)
        return doubt(
            f"{said}; the oldest waits for {minutes} min",
            "see 'curbside inbox list'; start more workers, or look at what they wait for (model, platform)",
        )
    return fine(said)


def _dead(there: Census) -> Iterable[Finding]:
    if there.dead:
        yield doubt(f"{there.dead} letters set aside", "see 'curbside inbox list', then retry or drop them")


def _deliveries(deliveries: Mapping[Sent, int]) -> Iterable[Finding]:
    if not deliveries:
        return
    said = ", ".join(f"{number} {state}" for state, number in sorted(deliveries.items()))
    unclear = sum(number for state, number in deliveries.items() if state in UNCLEAR)
    yield fine(f"parts of replies: {said}")
    if unclear:
        yield doubt(f"{unclear} of them may have arrived or not", UNSEEN)
