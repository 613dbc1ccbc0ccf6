"""Sources that say different things are set side by side, and others are not."""

import pytest

from answers.evidence.disagreement import Said, Stance, disagreements, stance
from answers.question import analyse
from answers.types import Passage, Reference, ReferenceKind

ASKED = "Is prednisolone recommended for acute gout?"


def said(text: str, name: str, country: str = "US", kind: ReferenceKind = ReferenceKind.STUDY) -> Said:
    reference = Reference(title=name, kind=kind, country=country, url=f"https://example.org/{name}")
    return Said(text, Passage(id=name, text=text, reference=reference), "Prednisolone in acute gout")


@pytest.mark.parametrize(
    ("text", "made_of_it"),
    [
        ("Prednisolone is recommended for acute gout.", Stance.RECOMMENDED),
        ("Prednisolone is not recommended for acute gout.", Stance.NOT_RECOMMENDED),
        ("Prednisolone should be avoided.", Stance.NOT_RECOMMENDED),
        ("Prednisolone was superior to placebo.", Stance.DIFFERENCE),
        ("There was no significant difference between the groups.", Stance.NO_DIFFERENCE),
        ("Prednisolone did not shorten attacks.", Stance.NO_DIFFERENCE),
        ("Attacks of gout are painful.", None),
    ],
)
def test_what_a_sentence_makes_of_its_subject(text: str, made_of_it: Stance | None) -> None:
    assert stance(text) is made_of_it


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Prednisolone is recommended for acute gout in adults.",
            "Prednisolone is not recommended for acute gout in adults.",
        ),
        (
            "Prednisolone reduced the pain of acute gout more than placebo.",
            "Prednisolone had no effect on the pain of acute gout against placebo.",
        ),
        (
            "Give prednisolone 30 mg daily for acute gout.",
            "Give prednisolone 50 mg daily for acute gout.",
        ),
    ],
)
def test_opposed_positions_stand_side_by_side_verbatim(one: str, other: str) -> None:
    both = disagreements(analyse(ASKED), [said(one, "a"), said(other, "b", country="GB")], "GB")
    assert [position.text for position in both[0].positions] == [other, one]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Prednisolone is recommended for acute gout in adults.",
            "Prednisolone is recommended for acute gout where NSAIDs harm.",
        ),
        (
            "Prednisolone is recommended for acute gout in adults.",
            "Cooling is not recommended for sprained ankles of children.",
        ),
        (
            "Give prednisolone 30 mg daily for acute gout.",
            "Give naproxen 500 mg daily for acute gout.",
        ),
    ],
)
def test_agreement_and_other_subjects_are_no_disagreement(one: str, other: str) -> None:
    assert disagreements(analyse(ASKED), [said(one, "a"), said(other, "b")], None) == ()


def test_one_source_does_not_disagree_with_itself() -> None:
    one = said("Prednisolone is recommended for acute gout in adults.", "a")
    other = said("Prednisolone is not recommended for acute gout in adults.", "a")
    assert disagreements(analyse(ASKED), [one, other], None) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Prednisolone is recommended for acute gout. It should not be used in sepsis.",
            "Prednisolone is recommended for acute gout in adults.",
        ),
        (
            "Prednisolone is recommended for acute gout, unless it must not be used.",
            "Prednisolone is recommended for acute gout.",
        ),
        (
            "Prednisolone is advised for acute gout. Do not give prednisolone in gout with sepsis.",
            "In acute gout prednisolone shortened the attack.",
        ),
        (
            "Prednisolone is recommended for acute gout.",
            "In acute gout prednisolone must not be used in severe renal failure.",
        ),
        ("Give prednisolone 1,000 mg for acute gout.", "Give prednisolone 1000 mg for acute gout."),
        ("Give prednisolone 30 to 50 mg for acute gout.", "Give prednisolone 30 mg for acute gout."),
        (
            "Give prednisolone 30 mg by mouth for acute gout.",
            "Give prednisolone 50 mg intravenously for acute gout.",
        ),
        (
            "Give prednisolone 30 mg for acute gout in adults.",
            "Give prednisolone 10 mg for acute gout in children.",
        ),
    ],
)
def test_what_agrees_is_not_called_a_disagreement(one: str, other: str) -> None:
    found = disagreements(analyse(ASKED), [said(one, "a"), said(other, "b")], None)
    assert found == ()


def test_contraindicated_is_said_of_what_the_sentence_is_about() -> None:
    assert stance("Prednisolone is contraindicated in acute gout.") is Stance.NOT_RECOMMENDED
