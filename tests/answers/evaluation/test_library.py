"""An operator's labelled questions are read as they are, and counted as the reader would see them."""

import json
from pathlib import Path

import pytest

from answers.errors import InvalidRecord
from answers.evaluation.library import Found, Label, evaluate, found, labels
from tests.answers.small_library import Library
from tests.making import article


def file(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def test_labels_are_read_with_what_may_be_left_out(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        {"question": "How is\ngout treated?", "external_id": "gout", "acceptable": ["g2"], "earlier": ["hi"]},
        "",
        {"question": "What is scurvy?", "external_id": None},
    )
    assert labels(path) == [
        Label(question="How is gout treated?", external_id="gout", acceptable=("g2",), earlier=("hi",)),
        Label(question="What is scurvy?", external_id=None),
    ]
    assert labels(path)[0].right == {"gout", "g2"}
    assert labels(path)[1].right == frozenset()


@pytest.mark.parametrize(
    "row", ["not json", "[]", {"question": "?"}, {"question": " ", "external_id": None}, {"other": 1}]
)
def test_a_bad_line_is_named(tmp_path: Path, row: object) -> None:
    with pytest.raises(InvalidRecord, match=r"labels.jsonl:2"):
        labels(file(tmp_path, {"question": "?", "external_id": None}, row))


def test_a_file_without_labels_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match="no labelled questions"):
        labels(file(tmp_path, ""))
    with pytest.raises(InvalidRecord, match="not a file of labelled questions"):
        labels(tmp_path / "absent")


def judged(
    right: str | None, served: str | None = None, offered: tuple[str, ...] = (), probability: float = 0.9
) -> Found:
    best = served or (offered[0] if offered else None)
    pair = (best, probability) if best else None
    label = Label(question="?", external_id=right)
    return Found(label, "?", pair, pair if served else None, served, offered, False)


def test_every_share_is_taken_of_what_it_says() -> None:
    result = evaluate(
        [
            judged("a", "a"),
            judged("a", "b"),
            judged("a", offered=("b", "a")),
            judged("a", offered=("b",)),
            judged("a"),
            judged(None, "a"),
            judged(None),
            judged(None, offered=("a",)),
            judged("gone", "a"),
        ],
        frozenset({"a", "b"}),
    )
    shares = [
        result.precision,
        result.coverage,
        result.showable,
        result.suggested_right,
        result.honest_none,
    ]
    assert [(round(m.mean * m.n), m.n) for m in shares if m] == [(1, 4), (1, 5), (2, 5), (1, 2), (2, 4)]
    assert [(f.label.external_id, f.served) for f in result.wrong] == [("a", "b"), (None, "a"), ("gone", "a")]


def test_of_nothing_there_is_no_share() -> None:
    result = evaluate([judged(None)], frozenset())
    assert (result.precision, result.coverage, result.suggested_right) == (None, None, None)
    assert result.honest_none
    assert (result.honest_none.mean, result.curves.risk_coverage) == (1, ())


async def test_what_was_found_is_what_the_reader_gets(library: Library) -> None:
    await library.add(article(aliases=("Which way out of the toe trouble?",)))
    served, near = "How is gout treated?", "How is gout treated in pregnancy?"
    label = Label(question=served, external_id="gout-treatment")
    one = found(label, served, await library.find(served))
    assert (one.served, one.offered, one.verbatim) == ("gout-treatment", (), False)
    two = found(label, near, await library.find(near))
    assert (two.served, two.servable, two.offered) == (None, None, ("gout-treatment",))
    three = found(
        label, "which way out of the toe trouble", await library.find("Which way out of the toe trouble?")
    )
    assert (three.verbatim, three.servable) == (True, ("gout-treatment", 1.0))
    nothing = found(label, "?", await library.find("Who won the chess championship of Reykjavik?"))
    assert (nothing.served, nothing.offered) == (None, ())
