"""The questions that a reader wrote: in other words than the abstracts that they were written for."""

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

PARTS = ("development", "test")
TRAINING = Path(__file__).parents[3] / "bench" / "training" / "rewrites.jsonl"
SHORTEST_WORDS, LONGEST_WORDS = 5, 45
COPIED_WORDS = 4
"""As many words of content in a row are a phrase of the source's."""

_EMPTY = frozenset(
    re.findall(
        r"\w+",
        """a an and any are as at be been but by can could did do does for from get got had has have he her
        him his how i if in is it its just me more most my no not of on or our she so than that the them
        there they this to was we were what which who will with would""",
    )
)


def _rows(name: str) -> list[dict[str, Any]]:
    text = resources.files("answers.evaluation.rewrites").joinpath(f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _all_rows() -> list[dict[str, Any]]:
    """Those that retrieval is measured with, and those that the quoted rung's gate is learned from."""
    lines = TRAINING.read_text("utf-8").splitlines()
    return [*(row for part in PARTS for row in _rows(part)), *map(json.loads, lines)]


def _content(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _EMPTY]


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + COPIED_WORDS]) for at in range(len(words) - COPIED_WORDS + 1)}


def test_an_abstract_is_asked_about_once_and_in_one_part() -> None:
    rows = _all_rows()
    assert len({row["pmid"] for row in rows}) == len({row["question"] for row in rows}) == len(rows) == 227


@pytest.mark.parametrize("part", PARTS)
def test_both_voices_are_heard_in_each_part(part: str) -> None:
    voices = [row["voice"] for row in _rows(part)]
    assert set(voices) == {"clinician", "patient"}
    assert abs(voices.count("clinician") - voices.count("patient")) <= 1


def test_a_question_is_as_long_as_people_write_them() -> None:
    for row in _all_rows():
        assert SHORTEST_WORDS <= len(row["question"].split()) <= LONGEST_WORDS, row["question"]


def test_no_question_takes_a_phrase_from_its_abstract(shared: Path) -> None:
    lines = (shared / "data" / "pubmedqa-dev.jsonl").read_text("utf-8").splitlines()
    sources = {source["pmid"]: source for source in map(json.loads, lines)}
    for row in _all_rows():
        source = sources[row["pmid"]]
        texts = [source["question"], *source["contexts"], source["conclusion"]]
        taken = _runs(_content(row["question"])) & {run for text in texts for run in _runs(_content(text))}
        assert not taken, (row["question"], taken)


def test_half_of_the_questions_without_an_answer_belong_to_each_part() -> None:
    rows = _rows("unanswerable")
    assert len({row["question"] for row in rows}) == len(rows) == 60
    assert [row["part"] for row in rows].count("test") == len(rows) / 2
