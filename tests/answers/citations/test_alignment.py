"""How a claim is laid along a sentence: order, one moved part, passive and active."""

import pytest

from answers.citations.alignment import Alignment, align
from answers.citations.tokens import tokens


def _laid(claim: str, sentence: str) -> Alignment:
    return align(tokens(claim), tokens(sentence), (claim, sentence))


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Ketamine reduced pain in adults.", "In adults, ketamine reduced pain."),
        ("After surgery, pain fell.", "Pain fell after surgery."),
        ("Pain was reduced by ketamine.", "Ketamine reduced pain."),
        ("Bleeding may be caused by aspirin.", "Aspirin may cause bleeding."),
        ("Aspirin lowers stroke risk.", "Aspirin lowers the risk of stroke."),
    ],
)
def test_one_part_moved_whole_and_a_change_of_voice_keep_the_meaning(claim: str, sentence: str) -> None:
    laid = _laid(claim, sentence)
    assert (laid.added(), laid.dropped(), laid.moved) == ([], [], ())
    assert laid.cover == 1


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Pain reduced ketamine.", "Ketamine reduced pain."),
        ("Ketamine was reduced by pain.", "Ketamine reduced pain."),
        (
            "Pain was lower with morphine than with ketamine.",
            "Pain was lower with ketamine than with morphine.",
        ),
        ("In children, pain was lower than in adults.", "In adults, pain was lower than in children."),
        ("It was 5 in women and 7 in men.", "It was 7 in women and 5 in men."),
    ],
)
def test_sides_that_changed_places_are_moved(claim: str, sentence: str) -> None:
    assert _laid(claim, sentence).moved


def test_a_passive_without_its_agent_is_another_thing() -> None:
    assert _laid("Vancomycin was replaced with linezolid.", "Vancomycin replaced linezolid.").voices_differ
    assert not _laid("Vancomycin then replaced linezolid.", "Vancomycin replaced linezolid.").voices_differ


def test_a_word_in_brackets_gives_way_to_the_same_word_outside() -> None:
    laid = _laid("It was 48 mL and 133 mL.", "It was 48 mL (14 to 111 mL) and 133 mL (81 to 208 mL).")
    assert [laid.sentence[n].key for n in laid.dropped()] == [
        "14",
        "to",
        "111",
        "ml",
        "81",
        "to",
        "208",
        "ml",
    ]
    assert [laid.sentence[b].key for _, b in laid.pairs] == ["48", "ml", "133", "ml"]
