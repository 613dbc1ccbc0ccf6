"""Words that are the same although they are written differently, and those that only look alike."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.text import one_line, sentences, stem, words
from answers.types import Constraint, Dimension

repeatable = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("one", "more"),
    [
        ("disease", "diseases"),
        ("headache", "headaches"),
        ("dose", "doses"),
        ("nurse", "nurses"),
        ("cause", "causes"),
        ("virus", "viruses"),
        ("sinus", "sinuses"),
        ("abscess", "abscesses"),
        ("rash", "rashes"),
        ("patch", "patches"),
        ("reflex", "reflexes"),
        ("allergy", "allergies"),
        ("biopsy", "biopsies"),
        ("injury", "injuries"),
        ("pregnancy", "pregnancies"),
        ("calorie", "calories"),
        ("kidney", "kidneys"),
        ("vaccine", "vaccines"),
        ("seizure", "seizures"),
        ("knee", "knees"),
        ("toe", "toes"),
        ("size", "sizes"),
        ("drug", "drugs"),
        ("syndrome", "syndromes"),
    ],
)
def test_a_plural_is_its_singular(one: str, more: str) -> None:
    assert stem(one) == stem(more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tietz", "Tietze"),
        ("hypothyroidism", "hyperthyroidism"),
        ("hypoglycemia", "hyperglycemia"),
        ("ileum", "ilium"),
        ("prostate", "prostrate"),
        ("arthritis", "arteritis"),
        ("1", "2"),
    ],
)
def test_names_that_look_alike_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Sjögren", "sjogren"), ("Guillain-BARRÉ", "guillain-barre"), ("naïve", "NAIVE")]
)
def test_accents_and_case_make_no_difference(one: str, other: str) -> None:
    assert [stem(word) for word in words(one)] == [stem(word) for word in words(other)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bell's palsy", ["Bell", "palsy"]),
        ("Crohn’s disease", ["Crohn", "disease"]),
        ("0.5 mg, then 1.25 mg", ["0.5", "mg", "then", "1.25", "mg"]),
        ("COVID-19/flu_shot", ["COVID", "19", "flu", "shot"]),
        ("ﬁbrosis", ["fibrosis"]),
        ("?! —", []),
    ],
)
def test_words_are_letters_and_numbers_as_written(text: str, found: list[str]) -> None:
    assert words(text) == found


def test_one_line_has_nothing_that_a_terminal_or_a_reader_could_obey() -> None:
    said = "Is\x00 it\r\n\u202egout\u2029 \x1b[2J\ud800 or\ufeff not"
    assert one_line(said) == "Is it gout [2J or not"


@repeatable
@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=300))
def test_whatever_was_written_one_line_of_it_can_be_kept(text: str) -> None:
    line = one_line(text)
    assert one_line(line) == line
    assert not line or Constraint(dimension=Dimension.VALUE, words=line).words


@repeatable
@given(st.from_regex(r"[A-Za-z]{1,30}", fullmatch=True))
def test_a_stem_does_not_depend_on_case(word: str) -> None:
    assert stem(word) == stem(word.upper()) != ""


@repeatable
@given(st.text(max_size=300))
def test_sentences_lose_nothing(text: str) -> None:
    assert " ".join(sentences(text)) == one_line(text)


def test_sentences_end_where_a_new_one_begins() -> None:
    told = "I have had 2.5 years of gout. It hurts! What helps? e.g. rest"
    assert sentences(told) == ["I have had 2.5 years of gout.", "It hurts!", "What helps? e.g. rest"]
