"""The labelled set: what it is made of, and that its halves share nothing."""

from pathlib import Path

import pytest

from answers.errors import InvalidRecord
from answers.evaluation.citations.documents import Half, made, pubmedqa
from answers.evaluation.citations.truths import Manner, truths
from answers.evaluation.liar import Severity, plant
from answers.evaluation.lies import templates

DOCUMENTS = [document for document in made() if document.half is Half.DEVELOPMENT]
CASES = [case for document in DOCUMENTS for case in truths(document)]


def test_documents_of_one_pattern_are_in_one_half() -> None:
    halves: dict[str, set[Half]] = {}
    for document in made():
        halves.setdefault(document.family, set()).add(document.half)
    assert all(len(of_family) == 1 for of_family in halves.values())
    assert len({half for of_family in halves.values() for half in of_family}) == 2


def test_no_two_passages_are_the_same() -> None:
    texts = [passage.text for document in made() for passage in document.passages]
    assert len(texts) == len(set(texts))


def test_truths_are_the_same_every_time_and_of_every_manner() -> None:
    again = [case for document in DOCUMENTS for case in truths(document)]
    assert again == CASES
    assert {case.manner for case in CASES} == {Manner.VERBATIM, Manner.NEAR, Manner.PARAPHRASE}


def test_what_limits_a_claim_is_said_with_it() -> None:
    case = next(case for case in CASES if case.limits)
    first, *limits = case.claims()
    assert first.text == case.text
    assert [limit.exception_to for limit in limits] == [0] * len(case.limits)


def test_an_abstract_becomes_passages_and_a_conclusion_that_is_none_of_them(tmp_path: Path) -> None:
    file = tmp_path / "pubmedqa.jsonl"
    file.write_text(
        '{"pmid": "1", "question": "Does it help?", "contexts": ["It was looked at in ten people.", " "],'
        ' "conclusion": "It may well help a few of them."}\n'
    )
    (document,) = pubmedqa(file)
    assert [passage.id for passage in document.passages] == ["1.0"]
    conclusion = truths(document)[-1]
    assert (conclusion.manner, conclusion.text) == (Manner.CONCLUSION, "It may well help a few of them.")


def test_what_is_no_pubmedqa_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "other.jsonl").write_text("{}\n")
    with pytest.raises(InvalidRecord):
        pubmedqa(tmp_path / "other.jsonl")


def test_every_template_finds_something_to_falsify_or_needs_abstracts() -> None:
    planted = plant(templates(), CASES, DOCUMENTS, 4)
    idle = {template.name for template in templates()} - {lie.template.name for lie in planted}
    assert idle <= {
        "passage: of another section",
        "number: year",
        "dose: population of another sentence",
        "dose: per kilogram dropped",
        "dose: per kilogram added",
    }
    assert {template.severity for template in templates()} == set(Severity)
    assert len({template.name for template in templates()}) == len(templates())


def test_a_lie_differs_from_what_it_was_made_of() -> None:
    for lie in plant(templates(), CASES, DOCUMENTS, 4):
        assert lie.lie.alone or lie.lie.passages or lie.lie.text != lie.case.text


def test_lies_are_the_same_every_time() -> None:
    assert plant(templates(), CASES, DOCUMENTS, 2) == plant(templates(), CASES, DOCUMENTS, 2)
