"""Lies about what limits a statement: exceptions, conditions, contraindications left out or turned round."""

import re

from answers.evaluation.citations.truths import Case
from answers.evaluation.liar import Lie, Severity, Template, World
from answers.evaluation.lies.rewriting import by_pairs, by_pattern

_EXCEPTION = re.compile(
    r",? (?:unless|except|excluding|other than|provided that|only if|but only|but not|but is not"
    r"|, and is not)"
    r"\b[^.;]*(?=[.;]|$)"
)
_CONDITION = re.compile(r",? (?:if|when|until|provided|in case)\b[^.;,]*(?=[.;,]|$)")


def _exception_dropped(case: Case, _: World) -> str | None:
    text = _EXCEPTION.sub("", case.text, count=1)
    return text if text != case.text else None


def _condition_dropped(case: Case, _: World) -> str | None:
    text = _CONDITION.sub("", case.text, count=1)
    return text if text != case.text and len(text.split()) > 4 else None


def _limits_left_out(case: Case, _: World) -> Lie | None:
    """The recommendation as it stands, without the warning in the sentence after it."""
    return Lie(case.text, alone=True) if case.limits else None


_L = Severity.LETHAL
TEMPLATES = (
    Template("exception: dropped", "exception", _L, _exception_dropped),
    Template("exception: condition dropped", "exception", _L, _condition_dropped),
    Template("exception: next sentence left out", "exception", _L, _limits_left_out),
    Template(
        "exception: turned round",
        "exception",
        _L,
        by_pairs(
            ("unless", "if"),
            ("except in", "especially in"),
            ("except", "including"),
            ("only if", "even if"),
            ("excluding", "including"),
            ("unless", "even when"),
            ("only", "also"),
            ("even when", "only when"),
        ),
    ),
    Template(
        "exception: front condition dropped",
        "exception",
        _L,
        by_pattern(r"^In patients (?:with|allergic|at risk|over|taking)\b[^,]*, ", ""),
    ),
    Template("exception: only removed", "exception", _L, by_pattern(r"\b(?:only|alone) ?", "")),
    Template(
        "exception: maximum removed",
        "exception",
        _L,
        by_pattern(r",? (?:up to a maximum of|to a maximum of|up to)\b[^.;,]*", ""),
    ),
)
