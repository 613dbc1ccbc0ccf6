"""Which claims stand after a check: one that falls takes along what would mislead without it. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from answers.citations.base import Claim


def standing(claims: Sequence[Claim], failed: Collection[int]) -> frozenset[int]:
    """The places of the claims that neither failed nor belong to one that did.

    A recommendation without its exception is a wrong one (clinical rule 3), and an exception without its
    recommendation is about nothing.
    """
    fallen = set(failed)
    while more := set(_dragged(claims, fallen)):
        fallen |= more
    return frozenset(range(len(claims))) - fallen


def _dragged(claims: Sequence[Claim], fallen: Collection[int]) -> Iterable[int]:
    for place, claim in enumerate(claims):
        limited = claim.exception_to
        if limited is None:
            continue
        if place in fallen and limited not in fallen:
            yield limited
        if limited in fallen and place not in fallen:
            yield place


def only(claims: Sequence[Claim], places: Collection[int]) -> list[Claim]:
    """The claims at these places; what limits one of them limits it at its new place."""
    moved = {place: number for number, place in enumerate(sorted(places))}
    return [
        replace(claims[place], exception_to=moved.get(limited) if limited is not None else None)
        for place in sorted(places)
        for limited in [claims[place].exception_to]
    ]


def in_groups(claims: Sequence[Claim], standing: Collection[int]) -> list[list[int]]:
    """The places of the claims that stand, each recommendation with what limits it right behind it."""
    groups: dict[int, list[int]] = {}
    for place in sorted(standing):
        groups.setdefault(_root(claims, place), []).append(place)
    return list(groups.values())


def _root(claims: Sequence[Claim], place: int) -> int:
    """What an exception to an exception limits in the end."""
    seen = {place}
    while (limited := claims[place].exception_to) is not None and limited not in seen:
        seen.add(limited)
        place = limited
    return place
