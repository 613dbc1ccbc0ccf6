import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.library.sentences import is_closed, sentences

PIECES = [
    "Rest", "helps", "the", "pain.", "Dr.", "Example", "U.S.", "e.g.", "10", "0.5", "mg.", "1.", "A.",
    "B", "vitamin", "The", "next", "(see", "page", "2.)", "“Why?”", "Yes.", "No!", "...", "disease.The",
    "cellsThe", "?", ".", "-", "é.", "É", "No.", "Fig.", ")", '"', "\n", "  ", "\t",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rest helps. Heat does not.", ["Rest helps.", "Heat does not."]),
        ("Does rest help? Heat does!  It may.", ["Does rest help?", "Heat does!", "It may."]),
        ('They say "rest." Heat is (often.) Not.', ['They say "rest."', "Heat is (often.)", "Not."]),
        ("It hurts. (See the table.) Then it ends.", ["It hurts.", "(See the table.)", "Then it ends."]),
        ("Normal is 2.5 mg. or more.", ["Normal is 2.5 mg. or more."]),
        ("Wait for it... Then go on.", ["Wait for it...", "Then go on."]),
    ],
)
def test_sentences_end_at_full_stops_question_and_exclamation_marks(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ask Dr. Example about it.",
        "Drugs, e.g. Aspirin, can cause it.",
        "This is treatment vs. No treatment at all.",
        "The U.S. Food Agency and the U.S. Department of Farms agree.",
        "As J. R. Example and colleagues write, it is rare.",
        "Give 10 mg. Tablets have 5 mg.",
        "See Fig. 2 and No. 7 below.",
        "There are two ways: 1. Rest and wait.",
        "It grows as E. Coli does in the gut.",
        "People with it. and those without",
    ],
)
def test_a_full_stop_that_may_not_end_a_sentence_does_not(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is rare in the U.S. The cause is known.", "It is rare in the U.S."),
        ("They have hepatitis B. Vaccination helps.", "They have hepatitis B."),
        ("It lies on chromosome 4. Both copies change.", "It lies on chromosome 4."),
        ("Many eat bread, rice, etc. They feel well.", "Many eat bread, rice, etc."),
        ("No. The tests are not needed. They harm.", "No. The tests are not needed."),
    ],
)
def test_an_abbreviation_can_end_a_sentence(text: str, expected: str) -> None:
    assert sentences(text)[0] == expected


def test_a_label_stays_with_what_it_labels() -> None:
    assert sentences("Age. Older people get it. Sex. Men do.") == [
        "Age. Older people get it.",
        "Sex. Men do.",
    ]


def test_sentences_that_lost_the_space_between_them_are_parted() -> None:
    assert sentences("It is a disease.The cause is known.") == [
        "It is a disease.",
        "The cause is known.",
    ]
    assert sentences("Mild illnessYou need no treatment.") == [
        "Mild illness",
        "You need no treatment.",
    ]


@pytest.mark.parametrize("name", ["Cancer.Net", "www.Example.org", "MedlinePlus", "mmHg", "McCune"])
def test_names_are_not_parted(name: str) -> None:
    assert sentences(f"See {name} for more.") == [f"See {name} for more."]


def test_closed_is_what_ends_as_sentences_do() -> None:
    assert is_closed("It ends.”")
    assert not is_closed("Risk factors include:")
    assert not is_closed("")


@given(st.lists(st.sampled_from(PIECES)).map(" ".join) | st.text())
def test_no_character_of_a_text_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.lists(st.sampled_from(PIECES)).map(" ".join) | st.text())
def test_every_sentence_is_a_stretch_of_the_text(text: str) -> None:
    flat = " ".join(text.split())
    assert all(sentence and sentence in flat for sentence in sentences(text))
