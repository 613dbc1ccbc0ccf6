"""How people ask: the hand-written wordings of `phrasings.toml`, divided between the two parts."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

KEPT_FOR_TEST = 3
"""Every third wording is heard in the test part alone, and no other wording is heard there."""


class Part(StrEnum):
    """Rules are made with the development part in view; the test part has other subjects and wordings."""

    DEVELOPMENT = "development"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Relation:
    """How one relation is asked for; `whole` has {} for the subject, `names` are what a correction says."""

    left_out: Sequence[str]
    pointing: Sequence[str]
    whole: Sequence[str]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Phrasings:
    """The wordings of one part; `relations` by question type of MedQuAD, everything else with {} where
    something is to be put in."""

    relations: Mapping[str, Relation]
    going_on: Sequence[str]
    new_topic: Sequence[str]
    subject_shifts: Sequence[str]
    subject_corrections: Sequence[str]
    type_shifts: Sequence[str]
    type_corrections: Sequence[str]
    relation_corrections: Sequence[str]
    patients: Sequence[str]


@cache
def phrasings(part: Part) -> Phrasings:
    """The wordings of a part."""
    file = resources.files("bot.evaluation").joinpath("phrasings.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    apart = {"lead_ins", "other_subject", "other_type", "other_relation", "patients"}
    names = data["other_relation"]["names"]
    return Phrasings(
        relations={
            kind: Relation(
                _of(part, said["left_out"]),
                _of(part, said["pointing"]),
                _of(part, said["whole"]),
                _of(part, names.get(kind, ())),
            )
            for kind, said in data.items()
            if kind not in apart
        },
        going_on=_of(part, data["lead_ins"]["going_on"]),
        new_topic=_of(part, data["lead_ins"]["new_topic"]),
        subject_shifts=_of(part, data["other_subject"]["shifts"]),
        subject_corrections=_of(part, data["other_subject"]["corrections"]),
        type_shifts=_of(part, data["other_type"]["shifts"]),
        type_corrections=_of(part, data["other_type"]["corrections"]),
        relation_corrections=_of(part, data["other_relation"]["corrections"]),
        patients=_of(part, data["patients"]["said"]),
    )


def _of(part: Part, wordings: Sequence[str]) -> Sequence[str]:
    """Those of one part; a list of one or two is not divided."""
    if len(wordings) < KEPT_FOR_TEST:
        return wordings
    for_test = part is Part.TEST
    return [
        said for number, said in enumerate(wordings, start=1) if (number % KEPT_FOR_TEST == 0) is for_test
    ]
