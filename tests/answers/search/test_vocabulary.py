"""The vocabulary's data agree with themselves, and its terms with how people write."""

import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.search.vocabulary import _IN_CAPITALS, Vocabulary, _stems, vocabulary
from answers.text import stem, words

repeatable = settings(derandomize=True, deadline=None)


def data(name: str) -> Any:
    """One data file, in which no key may stand twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(keys) == len(set(keys)), f"{name}: repeated keys"
        return dict(pairs)

    text = resources.files("answers.search").joinpath(f"{name}.json").read_text("utf-8")
    return json.loads(text, object_pairs_hook=once)


def test_an_abbreviation_is_one_small_word_with_something_to_read_for_it() -> None:
    for key, expansions in data("abbreviations").items():
        assert key == key.casefold()
        assert words(key) == [key]
        assert expansions
        assert all(words(expansion) for expansion in expansions)
        assert key not in expansions
        assert len(expansions) == len(set(expansions))


def test_no_expansion_is_an_abbreviation_of_something_else() -> None:
    names = vocabulary()
    for key, (full, *_) in data("abbreviations").items():
        again = names.canonical(names.spelled_out(full))
        assert again == names.canonical(full), key


def test_no_name_stands_for_two_things() -> None:
    groups: dict[tuple[str, ...], str] = {}
    for group in data("synonyms"):
        assert len(group) > 1
        for name in group:
            assert groups.setdefault(_stems(name), group[0]) == group[0], name


def test_an_abbreviation_that_is_also_a_synonym_means_the_same() -> None:
    preferred = {_stems(name): group[0] for group in data("synonyms") for name in group}
    for key, expansions in data("abbreviations").items():
        named = preferred.get(_stems(key))
        assert named is None or named in {preferred.get(_stems(e), e) for e in expansions}, key


def test_all_names_of_a_group_have_the_same_canonical_stems() -> None:
    names = vocabulary()
    for group in data("synonyms"):
        assert len({frozenset(names.canonical(name)) for name in group}) == 1, group


def test_generic_words_are_single_words_and_no_medicine() -> None:
    generic = data("generic_terms")
    assert len(generic) == len(set(generic))
    assert all(words(word) == [word] for word in generic)
    medicine = {_stems(name) for group in data("synonyms") for name in group}
    assert not [word for word in generic if _stems(word) in medicine]


def test_what_is_a_word_when_written_small_is_an_abbreviation_when_written_large() -> None:
    names = vocabulary()
    assert set(data("abbreviations")) >= _IN_CAPITALS
    for word in _IN_CAPITALS:
        (small,) = names.terms(word)
        (large,) = names.terms(word.upper())
        assert small.stems == (stem(word),)
        assert large.stems != small.stems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MI", "heart attack"),
        ("afib", "atrial fibrillation"),
        ("paracetamol", "Tylenol"),
        ("anaemia", "anemia"),
        ("adverse effects", "side effects"),
        ("Bell's palsy", "bell palsy"),
        ("kidney failure", "renal failure"),
    ],
)
def test_other_names_are_the_same_thing(one: str, other: str) -> None:
    assert vocabulary().canonical(one) == vocabulary().canonical(other) != set()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hypertension", "hypotension"),
        ("type 1 diabetes", "type 2 diabetes"),
        ("hyperthyroidism", "hypothyroidism"),
        ("ulcerative colitis", "Crohn's disease"),
        ("MS", "MI"),
        ("stroke", "heat stroke"),
    ],
)
def test_two_things_are_not_one(one: str, other: str) -> None:
    assert vocabulary().canonical(one) != vocabulary().canonical(other)


def test_the_longest_name_is_taken() -> None:
    names = Vocabulary({}, [["lung disease", "ld"], ["chronic lung disease", "cld"]], [])
    (term,) = names.terms("Chronic lung diseases")
    assert term.written == ("Chronic", "lung", "diseases")
    assert term.names == ("chronic lung disease", "cld")


def test_abbreviations_are_spelled_out_for_the_encoder() -> None:
    assert vocabulary().spelled_out("COPD and CKD?") == (
        "chronic obstructive pulmonary disease and chronic kidney disease"
    )


def test_other_names_leave_out_what_is_said_already() -> None:
    found = vocabulary().other_names("heart attack")
    assert "myocardial infarction" in found
    assert "heart attack" not in found


@repeatable
@given(st.text(max_size=300))
def test_the_terms_of_a_text_are_its_words_in_order(text: str) -> None:
    written = [word for term in vocabulary().terms(text) for word in term.written]
    assert written == words(text)
