"""The tables of the citation check, over the passages that were written for them."""

import json
from pathlib import Path

import pytest

from answers.citations.check import CitationCheck
from answers.evaluation.citations.documents import Half, made
from answers.evaluation.citations.measure import CitationResult, as_record, as_text, documents, evaluate
from answers.evaluation.citations.truths import Manner
from answers.evaluation.liar import Severity
from answers.evaluation.lies import templates
from answers.search.encoder import MiniLm

PUBMEDQA = Path(__file__).parents[5] / "shared" / "data" / "pubmedqa-dev.jsonl"


@pytest.fixture(scope="module")
def result(encoder: MiniLm) -> CitationResult:
    found = [document for document in made() if document.half is Half.DEVELOPMENT]
    return evaluate(CitationCheck(encoder), found, templates(), each=6)


def test_no_lethal_lie_passes(result: CitationResult) -> None:
    assert [lie.lie.text for lie in result.passed if lie.template.severity is Severity.LETHAL] == []


def test_at_most_two_in_a_hundred_others_pass(result: CitationResult) -> None:
    (others,) = (row for row in result.rows if row.severity is Severity.COSMETIC and row.kind == "all")
    assert others.passed.mean <= 0.02


def test_the_bound_of_none_is_about_three_in_n(result: CitationResult) -> None:
    (lethal,) = (row for row in result.rows if row.severity is Severity.LETHAL and row.kind == "all")
    assert lethal.bound == pytest.approx(3 / lethal.passed.n, rel=0.1)


def test_of_what_is_nearly_verbatim_at_most_a_tenth_is_lost(result: CitationResult) -> None:
    lost = {one.manner: one.lost.mean for one in result.lost if one.of_made is None}
    assert lost[Manner.VERBATIM] == 0
    assert lost[Manner.NEAR] <= 0.1


def test_the_curve_goes_from_what_the_rules_leave_to_nothing(result: CitationResult) -> None:
    losses = [point.others_lost for point in result.curve]
    passed = [point.cosmetic_passed for point in result.curve]
    assert losses == sorted(losses)
    assert passed == sorted(passed, reverse=True)


def test_the_tables_can_be_read_and_stored(result: CitationResult) -> None:
    assert json.loads(json.dumps(as_record(result)))["lies"][0]["severity"] == "lethal"
    text = as_text(result)
    assert "lethal: dose" in text
    assert "near-verbatim (all)" in text


@pytest.mark.skipif(not PUBMEDQA.exists(), reason="needs ../shared/data/pubmedqa-dev.jsonl")
def test_the_halves_share_no_document() -> None:
    halves = [{document.id for document in documents(PUBMEDQA, half)} for half in Half]
    assert not halves[0] & halves[1]
    assert min(map(len, halves)) > 200
