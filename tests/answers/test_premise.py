"""What a question takes for granted is called false only where a source denies it."""

import json
from pathlib import Path

import pytest

from answers.premise import Relation, contradicted, premises
from tests.answers.sets import lines

DEVELOPMENT, HELD_BACK, UNSEEN = (
    [row.split("|", 2) for row in lines(f"premise_{name}")] for name in ("development", "held_back", "unseen")
)
"""`UNSEEN` was written when the rules were done."""
MISSED = "Why don't vaccines protect against measles?"
"""“In nearly all children” may leave somebody out whom the question means."""


@pytest.mark.parametrize(("kind", "question", "evidence"), [row for row in DEVELOPMENT if row[1] != MISSED])
def test_a_premise_is_denied_where_the_evidence_denies_it(kind: str, question: str, evidence: str) -> None:
    """`kind`: the evidence shows it false or true, leaves it unknown, or there is none in the question."""
    assert (contradicted(question, [evidence]) is not None) is (kind == "false")


@pytest.mark.parametrize(
    ("rows", "found_at_least", "wrong_at_most"), [(HELD_BACK, 0.75, 1), (UNSEEN, 0.5, 0)]
)
def test_of_questions_that_the_rules_were_not_made_for_hardly_any_is_called_false_wrongly(
    rows: list[list[str]], found_at_least: float, wrong_at_most: int
) -> None:
    told = [(kind == "false", contradicted(q, [e]) is not None) for kind, q, e in rows]
    false = [found for is_false, found in told if is_false]
    others = [found for is_false, found in told if not is_false]
    assert sum(false) >= found_at_least * len(false)
    assert sum(others) <= wrong_at_most


@pytest.mark.parametrize(("kind", "question", "evidence"), [*DEVELOPMENT, *HELD_BACK])
def test_without_evidence_nothing_is_claimed(kind: str, question: str, evidence: str) -> None:
    assert contradicted(question, []) is None
    assert contradicted(question, ["The library opens at nine."]) is None


def test_the_claim_is_in_the_askers_words() -> None:
    question = "Since vitamin C prevents colds, which dose is best?"
    assert contradicted(question, ["Vitamin C does not prevent colds."]) == "vitamin C prevents colds"


def test_the_subject_may_have_another_name_in_the_source() -> None:
    assert contradicted("Why does Tylenol cause asthma?", ["Paracetamol does not cause asthma."])


def test_sources_that_disagree_settle_nothing() -> None:
    said = ["Statins cause dementia.", "Statins do not cause dementia."]
    assert contradicted("Why do statins cause dementia?", said) is None


def test_a_denial_can_be_taken_for_granted_too() -> None:
    (premise,) = premises("Since salt does not raise blood pressure, may I eat it?")
    assert (premise.relation, premise.denied) == (Relation.INCREASES, True)


def test_abstracts_do_not_deny_the_questions_that_they_answer(shared: Path) -> None:
    """PubMedQA's questions ask and take nothing for granted, whatever the answer is."""
    rows = (shared / "data" / "pubmedqa-dev.jsonl").read_text("utf-8").splitlines()
    for record in map(json.loads, rows):
        said = [*record["contexts"], record.get("conclusion") or ""]
        assert contradicted(record["question"], said) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "It was long believed that smoking does not cause lung cancer.",
        "Is it true that smoking does not cause lung cancer?",
        "We hypothesised that smoking does not cause lung cancer.",
    ],
)
def test_what_was_believed_asked_or_supposed_denies_nothing(sentence: str) -> None:
    assert contradicted("Why does smoking cause lung cancer?", [sentence]) is None


def test_what_is_said_denies() -> None:
    said = "Smoking does not cause lung cancer."
    assert contradicted("Why does smoking cause lung cancer?", [said]) == "smoking cause lung cancer"
