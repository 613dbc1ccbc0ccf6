"""Replacing a word by another, with the capital letter that stood there."""

import random
import re
from collections.abc import Mapping

from answers.evaluation.citations.truths import Case
from answers.evaluation.liar import Make, World


def swapped(text: str, pairs: Mapping[str, str], chance: random.Random) -> str | None:
    """One of the words that `pairs` knows, by chance, replaced; None where there is none of them."""
    pattern = re.compile(
        rf"\b(?:{'|'.join(map(re.escape, sorted(pairs, key=len, reverse=True)))})\b", re.IGNORECASE
    )
    places = list(pattern.finditer(text))
    if not places:
        return None
    place = chance.choice(places)
    other = pairs[place.group().casefold()]
    if place.group()[:1].isupper():
        other = other[:1].upper() + other[1:]
    return text[: place.start()] + other + text[place.end() :]


def by_pairs(*pairs: tuple[str, str], both_ways: bool = True) -> Make:
    """A template that replaces a word by its counterpart."""
    table = {a.casefold(): b for a, b in pairs}
    if both_ways:
        table |= {b.casefold(): a for a, b in pairs}

    def make(case: Case, world: World) -> str | None:
        return swapped(case.text, table, world.chance)

    return make


def by_pattern(pattern: str, other: str) -> Make:
    """A template that replaces the first match of a pattern."""
    compiled = re.compile(pattern)

    def make(case: Case, world: World) -> str | None:
        text = compiled.sub(other, case.text, count=1)
        return text[:1].upper() + text[1:] if text != case.text else None

    return make
