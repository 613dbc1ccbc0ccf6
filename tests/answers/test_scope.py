"""What is not for this bot is turned away; a medical question never is."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from answers.answerer import Answerer
from answers.engines.approved import ApprovedEngine
from answers.scope import Scope, has_medicine, out_of_scope
from answers.search.encoder import MiniLm
from answers.types import Origin, OutOfScope, Query
from tests.answers.sets import labelled, lines

TRAINING = Path(__file__).parent.parent.parent / "bench" / "training" / "out_of_scope.txt"
MADE_FOR = [tuple(row.split("|", 1)) for row in TRAINING.read_text("utf-8").splitlines()]
UNKNOWN_TO_RULES = "How many calories does a lawnmower engine burn in fuel?"
TRULY_LEGAL = 3
"""Of the questions in the data sets below: they ask what the law allows."""


@pytest.mark.parametrize(("label", "question"), [row for row in MADE_FOR if row[1] != UNKNOWN_TO_RULES])
def test_what_the_rules_were_made_for_is_recognised(label: str, question: str) -> None:
    assert out_of_scope(question) is OutOfScope(label)


async def test_most_of_what_neither_rules_nor_training_knew_is_recognised(encoder: MiniLm) -> None:
    rows, scope = labelled("out_of_scope_unseen"), Scope(encoder)
    found = [await scope.excludes(question) is not None for _, question in rows]
    assert sum(found) >= 0.6 * len(rows)


@pytest.mark.parametrize("question", lines("in_scope"))
async def test_a_medical_question_with_such_words_in_it_is_answered(question: str, encoder: MiniLm) -> None:
    assert await Scope(encoder).excludes(question) is None


def test_no_medical_question_of_the_data_sets_is_turned_away_by_the_rules(shared: Path) -> None:
    asked = list(_asked(shared / "data"))
    refused = [out_of_scope(question) for question in asked]
    assert len(asked) > 10_000
    assert [reason for reason in refused if reason not in (None, OutOfScope.LEGAL)] == []
    assert refused.count(OutOfScope.LEGAL) <= TRULY_LEGAL


async def test_what_was_learned_turns_hardly_any_away_either(shared: Path, encoder: MiniLm) -> None:
    """Patients' own words, of which many name nothing."""
    rows = (shared / "data" / "kqa-questions.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(row)["question"] for row in rows]
    bare, scope = [question for question in asked if not has_medicine(question)], Scope(encoder)
    refused = [question for question in bare if await scope.excludes(question)]
    assert len(refused) <= 0.002 * len(asked)


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


async def test_without_an_encoder_the_rules_alone_decide() -> None:
    assert await Scope().excludes("How do magnets work?") is None
    assert await Scope().excludes("Who won the world cup?") is OutOfScope.NOT_MEDICAL


@pytest.mark.parametrize(
    "question",
    [
        "How do I treat a horse kick to the chest?",
        "How do you treat fish handler's disease?",
        "Remind me in which cases thrombolysis is contraindicated",
        "Make a program for cardiac rehab after a myocardial infarction",
    ],
)
def test_people_hurt_by_animals_and_clinicians_in_a_hurry_are_not_turned_away(question: str) -> None:
    assert out_of_scope(question) is None


def test_a_reminder_is_a_task() -> None:
    assert out_of_scope("Remind me in 10 minutes") is OutOfScope.TASK
