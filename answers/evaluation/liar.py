"""The scripted liar: plants faults in true claims, of known kinds, to see whether the check finds them.

A template is a function that takes a true claim and makes it false, or gives None where it finds nothing to
change. `templates()` are all of them; a module of `answers/evaluation/lies` adds its own by listing them in
`TEMPLATES`. Those written after the check was frozen say so by `held_back`.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answers.evaluation.citations.documents import Document
from answers.evaluation.citations.truths import Case, Manner

SEED = 20_261_125


class Severity(StrEnum):
    """What a reader who believes it could do."""

    LETHAL = "lethal"
    COSMETIC = "cosmetic"


@dataclass(frozen=True, slots=True)
class World:
    """What a template may draw from besides the claim: all documents of the half, and chance."""

    documents: Sequence[Document]
    chance: random.Random


@dataclass(frozen=True, slots=True)
class Lie:
    """A false claim. `passages`: what it cites, where that is not what the true one cites; `alone`: the
    sentences that limit it are left out of the answer."""

    text: str
    passages: tuple[str, ...] | None = None
    alone: bool = False


Make = Callable[[Case, World], Lie | str | None]


@dataclass(frozen=True, slots=True)
class Template:
    """`kind` groups templates in the table: dose, drug, negation …"""

    name: str
    kind: str
    severity: Severity
    make: Make
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Planted:
    """A lie, what it was made of and by which template."""

    template: Template
    case: Case
    lie: Lie


def plant(
    templates: Sequence[Template],
    cases: Sequence[Case],
    documents: Sequence[Document],
    each: int,
) -> list[Planted]:
    """Up to `each` lies of every template, from as many documents as there are, the same ones every time.

    Half of them are made from documents that were written for this set where those allow it.
    """
    found: list[Planted] = []
    for template in templates:
        chance = random.Random(f"{SEED} {template.name}")
        world = World(documents, chance)
        usable = [case for case in cases if case.manner in {Manner.VERBATIM, Manner.NEAR, Manner.PARAPHRASE}]
        of_made, of_real = [], []
        for case in chance.sample(usable, len(usable)):
            of_made.append(case) if case.document.made else of_real.append(case)
        first = _planted(template, of_made, world, each // 2)
        found += [*first, *_planted(template, of_real, world, each - len(first))]
    return found


def _planted(template: Template, cases: Sequence[Case], world: World, most: int) -> list[Planted]:
    found: list[Planted] = []
    told: set[str] = set()
    for case in cases:
        if len(found) >= most:
            break
        made = template.make(case, world)
        lie = Lie(made) if isinstance(made, str) else made
        if lie is None or lie.text in told or _is_true(lie, case):
            continue
        told.add(lie.text)
        found.append(Planted(template, case, lie))
    return found


def _is_true(lie: Lie, case: Case) -> bool:
    """Whether nothing was changed, or what came out stands in the cited passage as well."""
    if lie.passages is not None or lie.alone:
        return False
    plain = lie.text.strip().rstrip(".").casefold()
    if plain == case.text.strip().rstrip(".").casefold():
        return True
    return any(plain in " ".join(p.text.split()).casefold() for p in case.document.passages)
