"""What of a question leaves as a search, and what does not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.evidence.pubmed.search import ANY_TWO_OF, FILTERS, POPULATIONS, STRONG, USABLE, searches
from answers.question import analyse
from answers.types import QuestionType


def terms(question: str) -> tuple[str, ...]:
    wanted = searches(analyse(question))
    assert wanted is not None
    return wanted.together


def test_the_strongest_are_asked_for_and_the_design_that_fits_the_relation() -> None:
    strong, fitting = terms("What are the treatment options for gout?")
    assert strong == f"(gout) AND {STRONG} AND {USABLE}"
    assert fitting == f"(gout) AND {FILTERS[QuestionType.TREATMENT]} AND {USABLE}"


def test_abbreviations_are_looked_for_with_what_they_stand_for() -> None:
    assert all("(af OR atrial fibrillation" in term for term in terms("How is AF treated?"))


def test_whom_it_is_for_is_said_in_our_words_and_values_and_ages_stay_here() -> None:
    for term in terms("Apixaban dose in an 83-year-old woman with eGFR 28, potassium 6.1 and AF?"):
        assert "(renal insufficiency[mh]" in term
        assert not re.search(r"\d", term)
        assert not re.search(r"egfr|potassium|year|woman", term)


def test_what_the_patient_takes_or_does_not_bear_is_looked_for() -> None:
    (term, *_) = terms("Which antibiotic for a UTI in a patient allergic to penicillin on warfarin?")
    assert "(penicillin)" in term
    assert "(warfarin OR" in term


def test_a_question_without_a_known_relation_is_asked_with_and_without_the_strongest() -> None:
    strong, any_sort = terms("Can T2DM be reversed?")
    assert STRONG in strong
    assert STRONG not in any_sort


@pytest.mark.parametrize("question", ["", "What should I do?", "And 28?"])
def test_without_a_subject_nothing_is_asked(question: str) -> None:
    assert searches(analyse(question)) is None


def test_a_search_is_lost_only_where_no_name_of_a_term_is_known() -> None:
    wanted = searches(analyse("How is AF treated with fidaxoglim?"))
    assert wanted is not None
    assert not wanted.is_lost({"af", "afib", "retraction notice[pt]"})
    assert wanted.is_lost({"fidaxoglim"})
    assert wanted.is_lost({"af", "afib", "atrial"})


TOLD = (
    "thoracic epidural for cytoreduction and HIPEC with cisplatin, safe regarding bleed and low BP tomorrow?"
)


def test_of_a_question_that_tells_much_any_two_of_the_telling_terms_are_looked_for() -> None:
    wanted = searches(analyse(TOLD))
    assert wanted is not None
    otherwise = wanted.otherwise(frozenset())
    assert otherwise is not None
    first = {names[0] for names in wanted.subject[:ANY_TWO_OF]}
    assert {"hipec", "cisplatin"} <= first
    assert "tomorrow" not in first
    assert otherwise.count(" OR (") + 1 >= ANY_TWO_OF * (ANY_TWO_OF - 1) // 2
    assert otherwise.endswith(f" AND {USABLE}")


def test_terms_that_pubmed_does_not_know_are_not_looked_for_again() -> None:
    wanted = searches(analyse("How is gout treated with xyzzyglim?"))
    assert wanted is not None
    assert wanted.otherwise({"xyzzyglim"}) is None, "what is left is another question"
    told = searches(analyse(TOLD))
    assert told is not None
    assert "hipec" not in (told.otherwise({"hipec"}) or "hipec")


def test_a_subject_of_one_term_is_looked_for_without_a_design() -> None:
    wanted = searches(analyse("How is gout treated?"))
    assert wanted is not None
    assert wanted.otherwise(frozenset()) == f"(((gout))) AND {USABLE}"
    assert wanted.otherwise({"gout"}) is None


OURS = [STRONG, USABLE, *FILTERS.values(), *POPULATIONS.values()]


@given(question=st.text(max_size=200))
def test_no_operator_and_no_field_of_pubmed_comes_in_with_a_question(question: str) -> None:
    wanted = searches(analyse(question))
    asked = (*wanted.together, wanted.otherwise(frozenset()) or "") if wanted else ()
    for theirs in asked:
        for words in sorted(OURS, key=len, reverse=True):
            theirs = theirs.replace(words, "")
        assert not set(theirs) & set('[]"*:{}/\\'), theirs
        for words in re.split(r"\(|\)| AND | OR ", theirs):
            assert words == words.casefold()
        assert len(theirs) < 6_000


def test_all_filters_are_balanced() -> None:
    for words in OURS:
        assert words.count("(") == words.count(")")
        assert words.count("[") == words.count("]")
        # "Truncation: at least four letters" (PubMed's help).
        assert all(len(word) >= 4 for word in re.findall(r"([\w-]+)\*", words))
