"""What models write instead of what they were asked for."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.citations.base import Claim
from answers.language.parsing import CLAIMS_MAX, READ_MAX_CHARS, UNKNOWN, Written, written
from tests.fakes.openai.fake import answer

PASSAGES = ("1.1.1", "1.1.2", "2.1.1")
REST = {"text": "Rest helps.", "passages": [1]}
ICE = {"text": "Ice helps too.", "passages": [2, 3]}
NOT_BURNS = {"text": "Not on burns.", "passages": [2], "exception_to": 2}
RESTS = Claim("Rest helps.", ("1.1.1",))


def read(text: str) -> Written:
    return written(text, PASSAGES)


@pytest.mark.parametrize(
    "text",
    [
        answer([REST]),
        f"```json\n{answer([REST])}\n```",
        f"Here is the answer: {answer([REST])} I hope it helps!",
        f"<think>1.1? {{no}}</think>{answer([REST])}",
        answer([REST]).replace("\n", ""),
        json.dumps({"statements": [{"text": "Rest helps. [1]", "passages": []}]}),
        json.dumps({"claims": [{"text": "Rest helps.", "citations": [1]}]}),
        json.dumps({"statements": [{"text": "Rest  helps.\n", "passages": 1}]}),
        "Rest helps [1].",
        "Rest helps. [1]",
        "- Rest helps [1].\n",
        "1. Rest helps.[1]",
    ],
)
def test_one_statement_in_whatever_wrapping(text: str) -> None:
    assert read(text).claims == (RESTS,)


def test_an_exception_belongs_to_the_statement_that_it_names() -> None:
    claims = read(answer([REST, ICE, NOT_BURNS])).claims
    assert [claim.exception_to for claim in claims] == [None, None, 1]


def test_an_exception_to_something_that_was_left_out_limits_what_stands_before_it() -> None:
    nothing = {"text": "…", "passages": [1]}
    claims = read(answer([REST, nothing, NOT_BURNS])).claims
    assert [claim.exception_to for claim in claims] == [None, 0]


@pytest.mark.parametrize("place", [0, 1, 7, -1, 3])
def test_an_exception_to_nothing_limits_what_stands_before_it(place: int) -> None:
    claims = read(answer([REST, ICE, {**NOT_BURNS, "exception_to": place}])).claims
    assert claims[2].exception_to in (0, 1)


def test_a_passage_that_was_not_given_stays_visible_to_the_check() -> None:
    assert read(answer([{"text": "So it is.", "passages": [9]}])).claims[0].passages == (UNKNOWN,)


def test_the_summary_is_apart_and_nothing_in_the_sources_is_said() -> None:
    said = read(answer([REST], bottom_line={"text": "Rest.", "passages": [1]}))
    assert said.bottom_line == Claim("Rest.", ("1.1.1",))
    assert read(answer([], not_in_sources=True)).declined


def test_of_what_breaks_off_the_last_recommendation_is_left_out_with_what_limits_it() -> None:
    whole = answer([REST, ICE, NOT_BURNS])
    for end in range(whole.index("Not on burns"), len(whole) - 2):
        said = read(whole[:end])
        assert not said.whole
        assert said.claims == (RESTS,), end


def test_what_breaks_off_at_any_place_never_says_more() -> None:
    whole = answer([REST, ICE, NOT_BURNS, REST], bottom_line={"text": "Rest.", "passages": [1]})
    claims = read(whole).claims
    for end in range(len(whole)):
        said = read(whole[:end]).claims
        assert said == claims[: len(said)]


def test_prose_is_taken_apart_and_what_has_no_number_has_no_passage() -> None:
    claims = read("Rest helps [1]. Ice helps too [2, 3]. So does prayer.").claims
    assert [claim.passages for claim in claims] == [("1.1.1",), ("1.1.2", "2.1.1"), ()]
    assert claims[1].text == "Ice helps too."


def test_prose_without_any_number_is_nothing() -> None:
    assert read("Rest helps. Ice helps too.") == Written()


def test_signs_stay_as_they_are_written() -> None:
    said = "Below 10⁹/L give ½ of 5 µg."
    assert read(json.dumps({"statements": [{"text": said, "passages": [1]}]})).claims[0].text == said


def test_a_thousand_statements_are_none_and_of_prose_the_first_few() -> None:
    for many in (100, 2_000):
        assert read(answer([REST] * many)).claims == ()
    assert len(read("Rest helps [1]. " * 1_000).claims) == CLAIMS_MAX


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "passages", "statements", "bottom_line", "exception_to", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(values, st.integers(0, 200))
def test_no_json_is_an_error_whole_or_broken(value: object, end: int) -> None:
    text = json.dumps(value)
    for each in (text, text[:end], f"x {text} y", json.dumps({"statements": [value]})):
        said = read(each)
        assert all(claim.exception_to is None or 0 <= claim.exception_to < n
                   for n, claim in enumerate(said.claims))  # fmt: skip


@given(st.text(alphabet='{}[]":,\\0123 e-textstatmn.!?\n', max_size=200))
def test_no_text_is_an_error(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"statements": ' * 20_000, "{" * 100_000, '{"a":' * 30_000, "[1" * 50_000,
     "[1, " * 30_000, '{"statements": [' + "[" * 90_000, "9" * 100_000, '{"statements": [' + "9" * 90_000,
     "<think>" * 20_000, "[1" + " " * 90_000, "a. " * 30_000 + "[1]", '"statements": [' * 9_000,
     "[1][" * 25_000, " \n" * 45_000 + "[1]"],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    # Of three runs the quickest: another process may have had the machine.
    def took() -> float:
        began = time.process_time()
        read(text)
        return time.process_time() - began

    assert len(text) >= READ_MAX_CHARS
    assert min(took() for _ in range(3)) < 2
