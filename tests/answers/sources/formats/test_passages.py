import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.sources.formats.passages import (
    HELD_MAX_CHARS,
    PASSAGE_MAX_CHARS,
    PIECE_MAX_CHARS,
    clean,
    listing,
    passages,
    running,
)
from tests.answers.library.sources import without_marks

LONG = "A sentence of the guideline is repeated until the paragraph has become too long to be read. "


def test_a_paragraph_is_one_passage() -> None:
    text = "Give 5 mg daily.\nIn renal failure give\n2.5 mg.\n\nWatch for bleeding."
    assert list(passages(text)) == ["Give 5 mg daily. In renal failure give 2.5 mg.", "Watch for bleeding."]


def test_a_list_stands_with_what_introduces_it_also_after_a_blank_line() -> None:
    text = "In children, give:\n\n- 5 mg to those under 20 kg\n- 10 mg to others\n\nStop if it bleeds."
    assert list(passages(text)) == [
        "In children, give:\n- 5 mg to those under 20 kg\n- 10 mg to others",
        "Stop if it bleeds.",
    ]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    found = list(passages(LONG * 40))
    assert len(found) > 1
    assert all(len(passage) <= PASSAGE_MAX_CHARS and passage.endswith("read.") for passage in found)
    assert " ".join(found) == " ".join((LONG * 40).split())


@pytest.mark.parametrize(
    "restriction",
    [
        "Except in renal failure.",
        "Do not give it to children.",
        "In pregnancy give half.",
        "This dose is daily.",
    ],
)
def test_a_restriction_is_not_cut_off_from_what_it_restricts(restriction: str) -> None:
    sentences = [LONG.strip()] * (PASSAGE_MAX_CHARS // len(LONG)) + ["Give 5 mg of achegone.", restriction]
    found = list(running([*sentences, *[LONG.strip()] * 20]))
    assert any(f"Give 5 mg of achegone. {restriction}" in passage for passage in found)
    assert all(len(passage) <= HELD_MAX_CHARS for passage in found)


def test_each_item_of_a_long_list_has_the_words_that_introduce_it() -> None:
    items = [f"- Item {n}: {LONG}" for n in range(30)]
    found = list(listing("Never give it with any of these:", items))
    assert len(found) == 30
    assert all(passage.startswith("Never give it with any of these:\n- Item ") for passage in found)


def test_what_has_no_end_is_cut_at_a_space() -> None:
    found = list(passages("word " * 10_000))
    assert all(len(passage) <= PIECE_MAX_CHARS for passage in found)
    assert sum(passage.count("word") for passage in found) == 10_000


def test_text_without_words_has_no_passages() -> None:
    assert list(passages(" \n\n - \n")) == []


def test_what_cannot_be_seen_and_may_mislead_is_taken_out() -> None:
    assert clean("5\u00ad mg\u202e\x00 a\x0cb\ud800") == "5 mg a\nb\N{REPLACEMENT CHARACTER}"


@given(st.text(max_size=400))
def test_nothing_is_lost(text: str) -> None:
    found = list(passages(text))
    assert all(passage.strip() == passage and passage for passage in found)
    assert without_marks(" ".join(found)) == without_marks(clean(text))


@given(
    st.lists(
        st.sampled_from([LONG, "\n\n", "\n- item ", "Give: ", "Except in men. ", "x" * 700]), max_size=60
    )
)
def test_every_letter_is_kept_in_order_however_long(parts: list[str]) -> None:
    said = iter(without_marks(" ".join(passages("".join(parts)))))
    assert all(letter in said for letter in without_marks("".join(parts)))
