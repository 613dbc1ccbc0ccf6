"""Lies about doses: another number, unit, route, interval, duration or population."""

import re
from collections.abc import Callable

from answers.evaluation.citations.truths import Case
from answers.evaluation.liar import Severity, Template, World
from answers.evaluation.lies.rewriting import by_pairs, by_pattern

_DOSE = re.compile(
    r"\b(?P<n>\d+(?:\.\d+)?)(?P<u> ?(?:mg|mcg|micrograms?|milligrams?|g|units|mL|tablets)\b(?!/(?:dL|L|min)))"
)
_SPAN = re.compile(r"\b(?P<n>\d+)(?P<u> (?:days|weeks|months|hours|minutes|years)\b)")


def _number_changed(case: Case, world: World) -> str | None:
    def other(match: re.Match[str]) -> str:
        value = float(match["n"])
        return f"{world.chance.choice((value * 2, value + 5, value * 3, value / 2)):g}{match['u']}"

    return _at_one(_DOSE, case.text, other, world)


def _decimal_shifted(case: Case, world: World) -> str | None:
    def other(match: re.Match[str]) -> str:
        return f"{float(match['n']) * world.chance.choice((10, 0.1)):g}{match['u']}"

    return _at_one(_DOSE, case.text, other, world)


def _of_another_sentence(case: Case, world: World) -> str | None:
    """A dose from elsewhere in the same passage."""
    mine = {match.group() for match in _DOSE.finditer(f"{case.text} {case.source}")}
    others = sorted({m.group() for m in _DOSE.finditer(case.passage.text)} - mine)
    if not others:
        return None
    return _at_one(_DOSE, case.text, lambda _: world.chance.choice(others), world)


def _two_exchanged(case: Case, _: World) -> str | None:
    """Two doses of one sentence in each other's place."""
    found = list(_DOSE.finditer(case.text))
    if len(found) < 2 or found[0]["n"] == found[1]["n"]:
        return None
    a, b = found[:2]
    text = case.text
    return text[: a.start()] + b.group() + text[a.end() : b.start()] + a.group() + text[b.end() :]


def _duration_changed(case: Case, world: World) -> str | None:
    def other(match: re.Match[str]) -> str:
        value = int(match["n"])
        return f"{world.chance.choice((value + 2, value * 2, value + 7))}{match['u']}"

    return _at_one(_SPAN, case.text, other, world)


def _duration_unit(case: Case, world: World) -> str | None:
    other = {
        "days": "weeks",
        "weeks": "months",
        "months": "years",
        "hours": "days",
        "minutes": "hours",
        "years": "months",
    }
    return _at_one(_SPAN, case.text, lambda m: f"{m['n']} {other[m['u'].strip()]}", world)


def _population_of_another_sentence(case: Case, world: World) -> str | None:
    """The group that another sentence of the passage is about."""
    groups = re.compile(
        r"\b[Ii]n (?:adults|children|elderly patients|patients (?:with|over|on) [\w\s.]{3,40})(?=,)"
    )
    mine = groups.search(case.text)
    others = [m.group() for m in groups.finditer(case.passage.text) if not mine or m.group() != mine.group()]
    if not mine or not others:
        return None
    text = case.text[: mine.start()] + world.chance.choice(others) + case.text[mine.end() :]
    return text[:1].upper() + text[1:]


def _at_one(
    pattern: re.Pattern[str], text: str, other: Callable[[re.Match[str]], str], world: World
) -> str | None:
    found = list(pattern.finditer(text))
    if not found:
        return None
    match = world.chance.choice(found)
    return text[: match.start()] + str(other(match)) + text[match.end() :]


_L = Severity.LETHAL
TEMPLATES = (
    Template("dose: number", "dose", _L, _number_changed),
    Template("dose: decimal point", "dose", _L, _decimal_shifted),
    Template("dose: from another sentence", "dose", _L, _of_another_sentence),
    Template("dose: two exchanged", "dose", _L, _two_exchanged),
    Template(
        "dose: unit",
        "dose",
        _L,
        by_pairs(
            ("mg", "mcg"), ("micrograms", "milligrams"), ("units", "mL"), ("mmol", "mg"), ("mg/kg", "mcg/kg")
        ),
    ),
    Template("dose: per kilogram dropped", "dose", _L, by_pattern(r"(?<=mg|cg)/kg", "")),
    Template("dose: per kilogram added", "dose", _L, by_pattern(r"(?<=\d mg)(?= )", "/kg")),
    Template(
        "dose: interval",
        "dose",
        _L,
        by_pairs(
            ("once daily", "twice daily"),
            ("once weekly", "once daily"),
            ("twice daily", "three times daily"),
            ("every week", "every day"),
            ("daily", "weekly"),
            ("twice weekly", "twice daily"),
            ("per day", "per dose"),
            ("every 8 hours", "every 4 hours"),
            ("every 6 hours", "every 2 hours"),
        ),
    ),
    Template(
        "dose: route",
        "dose",
        _L,
        by_pairs(
            ("intravenously", "intrathecally"),
            ("intramuscularly", "intravenously"),
            ("by mouth", "by injection"),
            ("oral", "intravenous"),
            ("buccal", "rectal"),
            ("intraperitoneal", "oral"),
            ("subcutaneous", "intravenous"),
            ("inhale", "swallow"),
        ),
    ),
    Template("dose: duration", "dose", _L, _duration_changed),
    Template("dose: unit of duration", "dose", _L, _duration_unit),
    Template(
        "dose: population",
        "population",
        _L,
        by_pairs(
            ("adults", "children"),
            ("infants", "adults"),
            ("men", "women"),
            ("pregnant women", "all women"),
            ("elderly patients", "young patients"),
            ("renal impairment", "hepatic impairment"),
            ("boys", "girls"),
            ("rats", "patients"),
            ("mice", "humans"),
            ("neonates", "adolescents"),
            ("adolescents", "infants"),
        ),
    ),
    Template("dose: population of another sentence", "population", _L, _population_of_another_sentence),
    Template(
        "population: dropped",
        "population",
        _L,
        by_pattern(
            r"(?:^In|,? in) (?:adults|children|infants|elderly patients|pregnant women|women|men|rats"
            r"|mice)(?:,| (?=with))? ?",
            " ",
        ),
    ),
)
