"""Which claims lean on a sentence that the reader would not see right before them. Pure.

“It is safe in pregnancy” is true of its passage and false beside another drug; so is “The usual dose is
5 mg” (clinical rule 3: the drug and its dose are one piece). Such a claim stands only where it holds the
sentence before it too, or limits the claim that does.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from answers.engines.pieces import POINTS_BACK, spans_of
from answers.engines.written import Checked
from answers.library.sentences import sentences
from answers.patient.drugs import is_drug
from answers.text import words

_MEANS_NOTHING = re.compile(
    r"^It (?:is|was|has been|may be|can be|should be|remains) (?:\w+ly )?(?:recommended|suggested|advised"
    r"|known|unknown|unclear|likely|unlikely|possible|important|necessary|essential|reasonable|thought"
    r"|estimated|noted|shown|reported|believed|difficult|appropriate)\b",
    re.IGNORECASE,
)
"""“It is recommended that …” points at nothing."""
_POINTS = re.compile(
    r"^(?:the (?:drug|medicines?|medication|dos(?:e|es|age)|treatment|therapy|vaccine|tablets?|injection)\b"
    r"|(?:do not|never|avoid|stop|give|use|take|start|(?:should|must|may) \w+)\b[^,;.]{0,40}"
    r"\b(?:it|them|this (?:drug|medicine|treatment))\b)",
    re.IGNORECASE,
)
_NAMELESS = re.compile(
    r"^(?:not|only|safe|unsafe|effective|ineffective|recommended|indicated|suitable|avoid|stop|give|take|use"
    r"|(?:do not|never|not) \w+) (?:in|for|with|during|if|when|to|before|after|until)\b"
    r"|^(?:contra-?indicated|caution)\b|^(?:otherwise|alternatively),|^(?:except|unless)\b[^,]*$"
    r"|^(?:treatment|therapy|dosing|dosage|doses?|use) (?:should|must|may|can|need|is|are|was|were|has)\b"
    r"|\b(?:hal(?:f|ve[sd]?)|doubl\w+|reduc\w+|increas\w+|lower\w*|adjust\w*|usual|same) (?:of )?(?:the |this"
    r" |a )?(?:\w+ )?dos(?:e|es|age)\b|\bthe dos(?:e|age) (?:should|must|may|can|need|is|has)\b",
    re.IGNORECASE,
)
"""What says of a drug when and how much, where it names none."""
_AMOUNT = re.compile(
    r"\b\d[\d.,]*\s?(?:[-–]\s?\d[\d.,]*\s?)?(?:mg|mcg|µg|μg|ug|micrograms?|milligrams?|g|grams?|units?|IU"
    r"|mmol|mEq|tablets?|capsules?|puffs?|drops?)\b(?!/[dl]L?\b)",
    re.IGNORECASE,
)
_OTHER_DRUGS = re.compile(
    r"\b\w+ic acid\b|\bvitamin\b|\bsaline\b|\boxygen\b|\bglucose\b|\bdextrose\b|\bcalcium\b|steroids?\b"
    r"|calciferol\b|(?:glu|zepa)tide\b",
    re.IGNORECASE,
)
"""That are given by amount and are in no list of drug names."""


def leaning(checked: Sequence[Checked]) -> set[int]:
    """The places of those that may not stand where they stand."""
    return {place for place, each in enumerate(checked) if not _holds(each, _before(checked, place))}


def leans(sentence: str) -> bool:
    """Whether a sentence is about something that another one names."""
    if _MEANS_NOTHING.match(sentence):
        return False
    if POINTS_BACK.match(sentence) or _POINTS.match(sentence):
        return True
    named = any(map(is_drug, words(sentence))) or _OTHER_DRUGS.search(sentence)
    return bool(_AMOUNT.search(sentence) or _NAMELESS.search(sentence)) and not named


def _before(checked: Sequence[Checked], place: int) -> list[Checked]:
    """What is shown right before a limitation: the claim that it limits, and what limits that one already."""
    limited = checked[place].claim.exception_to
    if limited is None:
        return []
    return [
        each
        for n, each in enumerate(checked)
        if n == limited or (n < place and each.claim.exception_to == limited)
    ]


def _holds(each: Checked, before: Sequence[Checked]) -> bool:
    said = sentences(each.claim.text)
    if not any(map(leans, said)):
        return True
    own, earlier = rests_on([each]), rests_on(before)
    return any(
        _in_one_run(numbers, len(said)) and (not leans(said[0]) or min(numbers) - 1 in earlier.get(name, ()))
        for name, numbers in own.items()
    )


def _in_one_run(numbers: set[int], count: int) -> bool:
    """Whether they are neighbours, and enough for so many sentences."""
    return len(numbers) >= count and max(numbers) - min(numbers) + 1 == len(numbers)


def rests_on(checked: Sequence[Checked]) -> Mapping[str, set[int]]:
    """The numbers of the sentences that bear claims out, by passage."""
    found: dict[str, set[int]] = {}
    for each in checked:
        for passage in each.passages:
            marked = each.verdict.marked.get(passage.id, ())
            for number, (low, high) in enumerate(_spans(passage.text)):
                if any(start < high and low < end for start, end in marked):
                    found.setdefault(passage.id, set()).add(number)
    return found


@lru_cache(maxsize=256)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """Many claims rest on the same few passages."""
    return tuple(spans_of(text))
