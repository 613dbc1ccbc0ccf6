"""Which words are names."""

import pytest

from answers.names import is_name, without_asides


@pytest.mark.parametrize(
    "word", ["naproxen", "lisinopril", "dermatitis", "lung", "viral", "chronic", "warfarin", "HIV"]
)
def test_drugs_diseases_sites_and_qualifiers_are_names(word: str) -> None:
    assert is_name(word)


@pytest.mark.parametrize("word", ["neighbour", "yesterday", "season", "mechanism", "hope", "visit", "reason"])
def test_other_words_are_not(word: str) -> None:
    assert not is_name(word)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("What is Chronic Fatigue Syndrome (CFS)?", "What is Chronic Fatigue Syndrome?"),
        ("How to diagnose Bile Duct Cancer (Cholangiocarcinoma)?", "How to diagnose Bile Duct Cancer?"),
        ("What is Hepatitis B (chronic)?", "What is Hepatitis B (chronic)?"),
        ("What is Peginterferon (Sylatron)?", "What is Peginterferon (Sylatron)?"),
    ],
)
def test_another_name_in_brackets_is_left_out_and_what_makes_another_thing_stays(
    title: str, bare: str
) -> None:
    assert without_asides(title) == bare
