"""Lies told in a person's own words about one passage each, as a model tells them: not the true claim with a
word changed. They stand beside this file as `told.jsonl`; there is one template for each kind.
"""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

from answers.evaluation.citations.truths import Case
from answers.evaluation.held_back.passages import cases
from answers.evaluation.liar import Lie, Make, Severity, Template, World


@cache
def _told() -> dict[str, dict[str, list[str]]]:
    """Kind → passage → lies."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in _rows():
        found.setdefault(row["kind"], {}).setdefault(row["passage"], []).append(row["text"])
    return found


@cache
def _rows() -> Sequence[dict[str, str]]:
    text = resources.files("answers.evaluation.held_back").joinpath("told.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


@cache
def _claims() -> dict[str, list[str]]:
    """Passage → its true claims."""
    found: dict[str, list[str]] = {}
    for case in cases():
        found.setdefault(case.document.id, []).append(case.text)
    return found


def _of(kind: str) -> Make:
    """The first lie of a passage stands for its first claim, the second for its second."""

    def make(case: Case, _: World) -> Lie | None:
        claims = _claims().get(case.document.id, [])
        lies = _told()[kind].get(case.document.id, [])
        at = claims.index(case.text) if case.text in claims else len(lies)
        return Lie(lies[at], passages=(case.passage.id,)) if at < len(lies) else None

    return make


def templates() -> Sequence[Template]:
    """One for each kind, in the order of the file."""
    severities = {row["kind"]: Severity(row["severity"]) for row in _rows()}
    return [
        Template(f"in own words: {kind}", kind, severity, _of(kind), held_back=True)
        for kind, severity in severities.items()
    ]
