"""Out of a rambling message comes what it asks."""

import pytest

from answers.condense import condense, searched

STORY = (
    "Gout in the family. Hello, my uncle is 71 and limps since Easter, he eats a lot of red meat and never"
    " listens. What brings on an attack? Thanks a lot for your time!"
)


def test_the_subject_line_stands_with_a_question_that_does_not_say_what_it_is_about() -> None:
    assert condense(STORY).subject == "Gout in the family"
    assert condense(STORY).asks == ("What brings on an attack?",)
    assert "Thanks" not in condense(STORY).story


def test_a_search_is_for_what_is_asked_and_not_for_the_story() -> None:
    message = (
        "My neighbour had her hip done last year and walks her dog again, so we were talking in the garden."
        " How is shingles treated? Kind regards"
    )
    assert searched(message) == "How is shingles treated?"


def test_a_short_message_is_searched_as_it_is() -> None:
    assert searched("gout treatment") == "gout treatment"


def test_a_message_that_asks_nothing_is_searched_as_a_whole() -> None:
    told = "my knee has been swollen and hot for three days now and nobody knows why it is so bad at night"
    assert searched(told) == told


def test_a_question_that_points_into_the_story_takes_it_along() -> None:
    message = (
        "My son was put on amoxicillin for his ear yesterday and this morning he has a rash."
        " Is that normal or should we stop?"
    )
    assert "amoxicillin" in searched(message)


@pytest.mark.parametrize(
    ("message", "asks"),
    [
        ("What causes gout and how is it treated?", ("What causes gout?", "how is it treated?")),
        ("What is lupus? Is it inherited?", ("What is lupus?", "Is it inherited?")),
        ("i was wondering if celiac disease is hereditary.", ("celiac disease is hereditary.",)),
        (
            "Can I take ibuprofen and paracetamol together?",
            ("Can I take ibuprofen and paracetamol together?",),
        ),
    ],
)
def test_each_question_of_a_message_is_one(message: str, asks: tuple[str, ...]) -> None:
    assert condense(message).asks == asks


def test_a_subject_line_about_the_site_is_no_subject() -> None:
    assert condense("Website search. What exactly is sleep paralysis?").subject is None
