"""Labelled pairs are read as they are, and counted right."""

import json
import math
from pathlib import Path

import pytest

from answers.errors import InvalidRecord
from answers.evaluation.pairs import LabelledPair, evaluate, mqp, rqe


def test_mqp_asks_the_second_question_and_has_an_answer_to_the_first(tmp_path: Path) -> None:
    path = tmp_path / "mqp.csv"
    path.write_text(
        "question_1,question_2,same_answer\nWhat is gout?,Explain gout,1\nWhat is gout?,Cure it,0\n"
    )
    assert mqp(path) == [
        LabelledPair("Explain gout", "What is gout?", True),
        LabelledPair("Cure it", "What is gout?", False),
    ]


def test_rqe_asks_the_consumers_message(tmp_path: Path) -> None:
    path = tmp_path / "rqe.jsonl"
    path.write_text(json.dumps({"chq": "my toe hurts", "faq": "What is gout?", "entails": True}) + "\n\n")
    assert rqe(path) == [LabelledPair("my toe hurts", "What is gout?", True)]


@pytest.mark.parametrize("read", [mqp, rqe])
@pytest.mark.parametrize("text", ['{"other": 1}\n', "one,two\n1,2\n", b"\xff\xfe"])
def test_another_file_is_named_as_such(tmp_path: Path, read: object, text: str | bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InvalidRecord, match=r"not an? (MQP|RQE) file"):
        read(path)  # type: ignore[operator]
    with pytest.raises(InvalidRecord):
        read(tmp_path / "absent")  # type: ignore[operator]


def pairs(*labels: int) -> list[LabelledPair]:
    return [LabelledPair("a", "b", bool(label)) for label in labels]


def test_accuracy_area_and_coverage_are_those_of_the_textbook() -> None:
    result = evaluate(pairs(1, 1, 0, 1, 0), [0.9, 0.8, 0.7, 0.6, 0.1])
    assert result.accuracy.mean == pytest.approx(4 / 5)
    assert result.area_under_curve == pytest.approx(5 / 6)  # of six pairs of pairs one is the wrong way round
    assert result.coverage == pytest.approx(2 / 3)  # the third above the threshold is wrong
    assert [(round(b.said, 1), b.was, b.n) for b in result.curves.reliability] == [
        (0.1, 0.0, 1), (0.6, 1.0, 1), (0.7, 0.0, 1), (0.8, 1.0, 1), (0.9, 1.0, 1),
    ]  # fmt: skip


def test_ties_count_half_and_one_kind_of_label_has_no_area() -> None:
    assert evaluate(pairs(1, 0), [0.5, 0.5]).area_under_curve == 0.5
    assert math.isnan(evaluate(pairs(1, 1), [0.5, 0.6]).area_under_curve)
    assert evaluate(pairs(0, 1), [0.9, 0.1]).coverage == 0
