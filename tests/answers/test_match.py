"""Clinical rule 2 and the other reasons for which an article must not be served."""

import pytest
from pydantic import ValidationError

from answers.match import BLOCKING, MatchModel, decide, model, related
from answers.question import analyse
from answers.types import Dimension, Outcome, Population, QuestionType
from tests.making import article

CLOSE = 0.95
"""A cosine at which only the rules can stand against serving."""

SAID = {
    Dimension.CHILDREN: "How is gout treated in children?",
    Dimension.PREGNANCY: "How is gout treated in pregnancy?",
    Dimension.BREASTFEEDING: "How is gout treated during breastfeeding?",
    Dimension.KIDNEY_IMPAIRMENT: "How is gout treated with eGFR 28?",
    Dimension.LIVER_IMPAIRMENT: "How is gout treated in cirrhosis?",
    Dimension.IMMUNOSUPPRESSION: "How is gout treated in immunosuppressed patients?",
    Dimension.ALLERGY: "How is gout treated with an allopurinol allergy?",
    Dimension.INTERACTION: "How is gout treated in someone who is taking warfarin?",
    Dimension.RELAPSE: "How is recurrent gout treated?",
    Dimension.METASTATIC: "How is metastatic gout treated?",
}


def test_every_dimension_that_blocks_has_a_case_here() -> None:
    assert set(SAID) == BLOCKING


@pytest.mark.parametrize("dimension", sorted(BLOCKING))
def test_what_counts_and_is_not_covered_is_never_served(dimension: Dimension) -> None:
    for population in (Population(), Population(excludes=frozenset({dimension}))):
        decision = decide(analyse(SAID[dimension]), article(population=population), CLOSE)
        assert decision.outcome is not Outcome.SERVE
        assert decision.not_accounted_for
        assert decision.differs


@pytest.mark.parametrize("dimension", sorted(BLOCKING - {Dimension.ALLERGY, Dimension.INTERACTION}))
def test_what_the_article_includes_is_served_and_accounted_for(dimension: Dimension) -> None:
    covered = article(population=Population(includes=frozenset({dimension})))
    decision = decide(analyse(SAID[dimension]), covered, CLOSE)
    assert (decision.outcome, decision.not_accounted_for) == (Outcome.SERVE, ())


def test_a_constraint_that_does_not_block_is_named_beside_the_served_article() -> None:
    decision = decide(analyse("How is gout treated in women?"), article(), CLOSE)
    assert (decision.outcome, decision.not_accounted_for) == (Outcome.SERVE, ("women",))


@pytest.mark.parametrize(
    "asked",
    [
        "What is the prognosis of gout?",
        "What causes gout?",
        "How can gout be prevented?",
        "How is gout diagnosed?",
        "What are the side effects of gout treatment?",
    ],
)
def test_another_relation_is_not_served(asked: str) -> None:
    decision = decide(analyse(asked), article(), CLOSE)
    assert decision.outcome is Outcome.SUGGEST
    assert decision.differs


def test_a_word_that_the_article_does_not_know_is_not_passed_over() -> None:
    decision = decide(analyse("How is gout in dogs treated?"), article(), CLOSE)
    assert decision.outcome is not Outcome.SERVE
    assert decision.not_accounted_for == ("dogs",)


def test_a_narrower_article_is_not_served_for_the_wider_question() -> None:
    narrow = article(question="What are the treatment options for gout of the kidney transplant?")
    assert decide(analyse("How is gout treated?"), narrow, CLOSE).outcome is not Outcome.SERVE


def test_an_article_on_pregnancy_is_not_served_to_who_did_not_say_so() -> None:
    pregnant = article(question="How is gout treated in pregnancy?")
    assert decide(analyse("How is gout treated?"), pregnant, CLOSE).outcome is not Outcome.SERVE


@pytest.mark.parametrize(("one", "other"), [("Tietz", "Tietze"), ("type 1 diabetes", "type 2 diabetes")])
def test_names_that_look_alike_are_told_apart(one: str, other: str) -> None:
    kept = article(question=f"What are the treatment options for {one} syndrome?", focus=f"{one} syndrome")
    asked = analyse(f"What are the treatment options for {other} syndrome?")
    assert decide(asked, kept, CLOSE).outcome is not Outcome.SERVE


@pytest.mark.parametrize(
    "asked",
    ["how is gout treated", "treatment of gout?", "What is the best therapy for gout?", "gout management"],
)
def test_the_same_question_in_other_words_is_served(asked: str) -> None:
    assert decide(analyse(asked), article(), CLOSE).outcome is Outcome.SERVE


def test_other_names_of_the_focus_are_the_focus() -> None:
    kept = article(focus="gout", synonyms=("uric arthropathy",))
    assert decide(analyse("How is uric arthropathy treated?"), kept, CLOSE).outcome is Outcome.SERVE


def test_an_alias_word_for_word_is_served_however_far_its_vector() -> None:
    kept = article(aliases=("Which way out of the toe trouble?",))
    assert decide(analyse("which way out of the toe trouble"), kept, 0.1).outcome is Outcome.SERVE


def test_an_alias_for_word_does_not_overrule_the_patient() -> None:
    kept = article(aliases=("How is gout treated in pregnancy?",))
    decision = decide(analyse("How is gout treated in pregnancy?"), kept, CLOSE)
    assert decision.outcome is not Outcome.SERVE


def test_far_away_is_neither_served_nor_suggested() -> None:
    decision = decide(analyse("How is gout treated?"), article(), 0.05)
    assert decision.outcome is Outcome.NONE


def test_a_story_before_the_question_does_not_name_the_relation() -> None:
    asked = analyse("I have symptoms of gout. Should I go to the doctor?")
    kept = article(question="What are the symptoms of gout?", question_type=QuestionType.SYMPTOMS)
    assert decide(asked, kept, CLOSE).outcome is not Outcome.SERVE


def test_nearness_without_a_shared_subject_is_a_coincidence() -> None:
    assert related(analyse("gout in dogs"), article())
    assert not related(analyse("How is measles treated?"), article())


@pytest.mark.parametrize("field", ["serve_at", "suggest_at"])
@pytest.mark.parametrize("value", [0, None, -1, 1.5])
def test_no_threshold_means_serve_anything(field: str, value: object) -> None:
    record = {**model().model_dump(), field: value}
    with pytest.raises(ValidationError):
        MatchModel.model_validate(record)
    del record[field]
    with pytest.raises(ValidationError):
        MatchModel.model_validate(record)
