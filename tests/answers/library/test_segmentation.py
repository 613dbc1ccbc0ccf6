import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.library.segmentation import LIST_MAX_WORDS, blocks
from tests.answers.library.sources import without_marks

PIECES = [
    "Rest", "helps.", "pain", "Risk factors include:", "the following", "- ", " - ", "   - ", "-", "--",
    "\n- ", "\n\n", "\n", "\r\n", "    ", "• ", "* ", "\n* ", "1 - 2", "a-b", "Key Points", "x " * 70,
    "The end.", "no", "1. ", "\u2028", "\x0b", "é", ".", "?", ":", "\t",
]  # fmt: skip


def pieces(text: str) -> list[str]:
    return [piece for block in blocks(text) for piece in block.pieces()]


def test_a_short_list_stays_with_the_words_that_introduce_it() -> None:
    text = "It has causes. Risk factors include the following:      - Age.    -  Smoking.   - Cold."
    assert pieces(text) == [
        "It has causes.",
        "Risk factors include the following: - Age. - Smoking. - Cold.",
    ]


def test_a_long_list_comes_apart_and_repeats_nothing() -> None:
    items = [f"item number {n} with some more words to read." for n in range(9)]
    text = "Risk factors include:\n" + "\n".join(f"- {item}" for item in items) + "\nThe end."
    assert pieces(text) == ["Risk factors include:", *items, "The end."]


def test_a_list_is_short_up_to_the_limit() -> None:
    words = " ".join(["word"] * (LIST_MAX_WORDS - 4))
    assert len(pieces(f"It includes:\n- {words} a")) == 1
    assert len(pieces(f"It includes:\n- {words} a b")) == 2


def test_a_list_can_follow_its_lead_in_after_a_blank_line() -> None:
    assert pieces("You may have\n      \n- pain  - fever\n    \nCall your doctor.") == [
        "You may have - pain - fever",
        "Call your doctor.",
    ]


def test_a_finished_sentence_introduces_a_list_only_where_it_points_to_it() -> None:
    assert pieces("Rest helps.\n- Wait.\n- Sleep.") == ["Rest helps.", "Wait.", "Sleep."]
    assert pieces("Do the following.\n- Wait.") == ["Do the following. - Wait."]


def test_a_list_whose_line_breaks_were_lost_is_still_a_list() -> None:
    long = " ".join(["Symptoms of it vary in most people."] * 9)
    text = f"Signs are Fever - Cough - Rash - {long}"
    assert pieces(text) == ["Signs are Fever - Cough - Rash", *long.replace(". ", ".|").split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "Take 1 - 2 tablets.",
        "It is hard to breathe - which is an emergency.",
        "There are two forms: ischemic - from a clot, and haemorrhagic - from a bleeding.",
        "A well-known side-effect -- rare, but real.",
    ],
)
def test_a_dash_in_a_sentence_is_no_bullet(text: str) -> None:
    assert pieces(text) == [text]


def test_an_item_keeps_its_own_dashes() -> None:
    text = "Types are:    - Local - one small area.    - General - the whole body."
    assert pieces(text) == ["Types are: - Local - one small area. - General - the whole body."]


@pytest.mark.parametrize("mark", ["-", "•", "*", "◦"])
def test_bullets_come_in_several_shapes(mark: str) -> None:
    assert pieces(f"{mark} Rest.\n{mark} Heat.") == ["Rest.", "Heat."]


def test_a_single_star_is_a_footnote() -> None:
    assert pieces("Rest.\n* Not in children.") == ["Rest.", "* Not in children."]


def test_headings_and_paragraphs_are_pieces_of_their_own() -> None:
    assert pieces("Overview\n   \nIt is rare.\n  \nOutlook\n\nIt is good.") == [
        "Overview",
        "It is rare.",
        "Outlook",
        "It is good.",
    ]


def test_a_wrapped_line_is_no_end() -> None:
    line = "This sentence of more than sixty characters goes on to what"
    assert pieces(f"{line} the\nWorld Example Office says\nof it.") == [
        f"{line} the World Example Office says of it."
    ]


def test_a_list_within_a_list_keeps_its_order() -> None:
    text = "It may include:      - Surgery.    - For others:        -     - Rest.     - Heat."
    assert pieces(text) == ["It may include: - Surgery. - For others: - - Rest. - Heat."]


@pytest.mark.parametrize("text", ["", " \n ", "-", " - \n- ", "•"])
def test_nothing_but_spaces_and_bullets_has_no_pieces(text: str) -> None:
    assert pieces(text) == []


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
def test_no_character_is_lost_but_spaces_and_bullets(text: str) -> None:
    assert "".join(map(without_marks, pieces(text))) == without_marks(text)


@given(st.lists(st.sampled_from(PIECES)).map(" ".join) | st.text())
def test_every_piece_stands_in_the_text_as_it_is(text: str) -> None:
    flat = " ".join(text.split())
    assert all(piece and piece in flat for piece in pieces(text))


@pytest.mark.parametrize("part", ["\n", " \n ", ". ", "A. ", "a.A", "1. ", " - ", "\n* ", "(", "x - y - "])
def test_a_hostile_text_takes_no_more_time_than_another(part: str) -> None:
    started = time.perf_counter()
    pieces(part * (300_000 // len(part)))
    assert time.perf_counter() - started < 5
