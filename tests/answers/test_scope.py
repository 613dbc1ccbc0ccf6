"""What is not for this bot is turned away; a medical question never is."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from answers.answerer import Answerer
from answers.engines.approved import ApprovedEngine
from answers.scope import out_of_scope
from answers.types import Origin, OutOfScope, Query
from tests.answers.sets import labelled, lines

TRULY_LEGAL = 3
"""Of the questions in the data sets below: they ask what the law allows."""


@pytest.mark.parametrize(("label", "question"), labelled("out_of_scope_development"))
def test_what_the_rules_were_made_for_is_recognised(label: str, question: str) -> None:
    assert out_of_scope(question) is OutOfScope(label)


def test_most_of_what_the_rules_were_not_made_for_is_recognised() -> None:
    rows = labelled("out_of_scope_held_back")
    found = [out_of_scope(question) is not None for _, question in rows]
    assert sum(found) >= 0.7 * len(rows)


@pytest.mark.parametrize("question", lines("in_scope"))
def test_a_medical_question_with_such_words_in_it_is_answered(question: str) -> None:
    assert out_of_scope(question) is None


def test_no_medical_question_of_the_data_sets_is_turned_away(shared: Path) -> None:
    asked = list(_asked(shared / "data"))
    refused = [out_of_scope(question) for question in asked]
    assert len(asked) > 10_000
    assert [reason for reason in refused if reason not in (None, OutOfScope.LEGAL)] == []
    assert refused.count(OutOfScope.LEGAL) <= TRULY_LEGAL


def _asked(data: Path) -> Iterator[str]:
    questions: set[str] = set()
    with (data / "mqp-dev.csv").open() as file:
        for row in csv.DictReader(file):
            questions |= {row["question_1"], row["question_2"]}
    for name, fields in (
        ("kqa-questions", ["question"]),
        ("pubmedqa-dev", ["question"]),
        ("rqe-train", ["chq", "faq"]),
        ("rqe-validation", ["chq", "faq"]),
        ("liveqa-dev", ["original", "paraphrase", "summary"]),
    ):
        for line in (data / f"{name}.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            questions |= {record[field] for field in fields}
    yield from sorted(questions)


class _NoSearch(ApprovedEngine):
    """A library that must not be asked."""

    def __init__(self) -> None:
        pass


async def test_what_is_out_of_scope_is_not_searched_for() -> None:
    answer = await Answerer(_NoSearch(), []).answer(Query(question="Write a poem about gout."))
    assert (answer.origin, answer.out_of_scope, answer.text) == (Origin.NONE, OutOfScope.TASK, None)
    assert not answer.suggestions
