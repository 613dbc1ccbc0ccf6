"""Clinical rule 2 and the other reasons for which an article must not be served."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from answers.differences import BLOCKING
from answers.match import decide, named, related, shipped_thresholds
from answers.pair_model import Card
from answers.question import analyse, question_type
from answers.types import Dimension, Outcome, Population, QuestionType
from tests.making import article

repeatable = settings(derandomize=True, deadline=None)

CLOSE = 0.99
"""A probability at which only the rules can stand against serving."""

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


@repeatable
@given(
    said=st.sets(st.sampled_from(sorted(BLOCKING)), min_size=1),
    includes=st.frozensets(st.sampled_from(sorted(BLOCKING))),
    word_for_word=st.booleans(),
)
def test_one_open_constraint_among_covered_ones_is_enough(
    said: set[Dimension], includes: frozenset[Dimension], word_for_word: bool
) -> None:
    stories = " ".join(SAID[dimension].removeprefix("How is gout treated") for dimension in sorted(said))
    asked = f"How is gout treated {stories}"
    aliases = (asked,) if word_for_word else ()
    kept = article(aliases=aliases, population=Population(includes=includes))
    assert said <= analyse(asked).dimensions
    open_ones = analyse(asked).dimensions & BLOCKING - includes
    decision = decide(analyse(asked), kept, 1.0)
    assert not open_ones or decision.outcome is not Outcome.SERVE


@pytest.mark.parametrize(
    "applies_to", ["adults; not for children or pregnant women", "adults, excluding pregnancy"]
)
def test_whom_an_article_excludes_in_words_it_is_not_served_to(applies_to: str) -> None:
    decision = decide(analyse(SAID[Dimension.PREGNANCY]), article(applies_to=applies_to), CLOSE)
    assert decision.outcome is Outcome.SUGGEST
    assert decision.not_accounted_for == ("pregnancy",)


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ("How is pneumonia treated in penicillin allergy?", Outcome.SERVE),
        ("I am allergic to penicillin. How is pneumonia treated?", Outcome.SERVE),
        ("How is pneumonia treated in cephalosporin allergy?", Outcome.SUGGEST),
        ("I am intolerant of macrolides. How is pneumonia treated?", Outcome.SUGGEST),
    ],
)
def test_an_allergy_is_to_something(asked: str, outcome: Outcome) -> None:
    kept = article(question="How is pneumonia treated in penicillin allergy?", focus="pneumonia")
    assert decide(analyse(asked), kept, CLOSE).outcome is outcome


def test_an_interaction_is_with_something() -> None:
    kept = article(question="How is gout treated in people who are taking warfarin?")
    same = decide(analyse("How is gout treated in a man who is taking warfarin?"), kept, CLOSE)
    other = decide(analyse("How is gout treated in a man who is taking digoxin?"), kept, CLOSE)
    assert same.outcome is Outcome.SERVE
    assert (other.outcome, other.not_accounted_for) == (Outcome.SUGGEST, ("who is taking digoxin", "man"))


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


@pytest.mark.parametrize(
    ("asked", "titled", "focus"),
    [
        (
            "How do you treat hypertension in CKD 3?",
            "How is hypertension treated in chronic kidney disease?",
            "hypertension in chronic kidney disease",
        ),
        (
            "I am taking allopurinol. What are the side effects of allopurinol?",
            "What are the side effects of allopurinol?",
            "allopurinol",
        ),
        ("Ways to avoid kidney disease?", "How can kidney disease be prevented?", "kidney disease"),
        ("I'm 44. How is gout treated?", "How is gout treated?", "gout"),
        ("What do oncologists do for chordoma?", "How is chordoma treated?", "chordoma"),
    ],
)
def test_what_is_said_of_the_patient_is_a_part_of_the_subject_where_the_article_says_it_too(
    asked: str, titled: str, focus: str
) -> None:
    assert decide(analyse(asked), article(question=titled, focus=focus), CLOSE).outcome is Outcome.SERVE


def test_an_anemia_that_is_back_is_not_the_one_that_iron_does_not_help() -> None:
    refractory = article(
        question="How is iron-refractory iron deficiency anemia treated?",
        focus="iron-refractory iron deficiency anemia",
    )
    back = analyse("How is iron deficiency anemia treated once it's back?")
    assert decide(back, refractory, CLOSE).outcome is not Outcome.SERVE


def test_a_question_names_an_article_by_its_focus_a_synonym_or_its_only_subject() -> None:
    told = analyse("My uncle has podagra and sleeps badly. Is it the beer?")
    assert named(told, article(synonyms=("podagra",)))
    assert not named(told, article(synonyms=("podagra of the knee",)))
    assert named(told, article(focus=None, question="What is podagra?"))


@pytest.mark.parametrize(
    ("held", "asked", "outcome"),
    [
        (
            "What is the role of radiotherapy in osteosarcoma?",
            "How is osteosarcoma treated?",
            Outcome.SUGGEST,
        ),
        ("Is surgery used for gout?", "How is gout treated?", Outcome.SUGGEST),
        ("Is surgery used for gout?", "How is gout treated with radiotherapy?", Outcome.SUGGEST),
        ("Is radiotherapy used for gout?", "Can radiation therapy treat gout?", Outcome.SERVE),
        ("How is gout diagnosed?", "How is gout screened for?", Outcome.SUGGEST),
        ("How is gout diagnosed?", "Who should be screened for gout?", Outcome.SUGGEST),
    ],
)
def test_an_article_on_one_way_is_none_on_another_nor_on_all_of_them(
    held: str, asked: str, outcome: Outcome
) -> None:
    focus = "osteosarcoma" if "osteosarcoma" in held else "gout"
    kept = article(question=held, focus=focus, question_type=question_type(held))
    assert decide(analyse(asked), kept, CLOSE).outcome is outcome


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ("How is gout treated in Down syndrome?", Outcome.SUGGEST),
        ("What if gout isn't treated?", Outcome.SUGGEST),
        ("My father's gout has not got better with treatment, what else is there?", Outcome.SUGGEST),
        ("How is gout treated that persists despite drug treatment?", Outcome.SUGGEST),
        ("How is gout treated?", Outcome.SERVE),
    ],
)
def test_an_article_on_treatment_is_none_where_there_is_more_to_the_question(
    asked: str, outcome: Outcome
) -> None:
    kept = article(question="How is gout treated?", focus="gout", question_type=QuestionType.TREATMENT)
    assert decide(analyse(asked), kept, CLOSE).outcome is outcome


def test_an_article_on_pregnancy_is_not_served_to_who_did_not_say_so() -> None:
    pregnant = article(question="How is gout treated in pregnancy?")
    assert decide(analyse("How is gout treated?"), pregnant, CLOSE).outcome is not Outcome.SERVE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cirrhosis", "liver failure"),
        ("liver disease", "liver failure"),
        ("kidney disease", "dialysis"),
        ("milk allergy", "egg allergy"),
        ("immunodeficiency", "neutropenia"),
    ],
)
def test_two_diseases_of_one_dimension_are_two_where_they_are_the_subject(one: str, other: str) -> None:
    for kept, asked in ((one, other), (other, one)):
        about = article(question=f"What are the symptoms of {kept}?", focus=kept)
        assert decide(analyse(f"What symptoms does {kept} have?"), about, CLOSE).outcome is Outcome.SERVE
        assert decide(analyse(f"What symptoms does {asked} have?"), about, CLOSE).outcome is Outcome.SUGGEST


def test_a_disease_that_is_the_subject_can_be_asked_about_in_pregnancy() -> None:
    asked = analyse("How is cirrhosis treated in pregnancy?")
    for includes, outcome in ((set(), Outcome.SUGGEST), ({Dimension.PREGNANCY}, Outcome.SERVE)):
        population = Population(includes=frozenset(includes))
        kept = article(question="How is cirrhosis treated?", focus="cirrhosis", population=population)
        assert decide(asked, kept, CLOSE).outcome is outcome


def test_a_hereditary_disease_is_another_than_the_acquired_one() -> None:
    kept = article(question="What are the symptoms of angioedema?", focus="angioedema")
    asked = analyse("What are the symptoms of hereditary angioedema?")
    assert decide(asked, kept, CLOSE).not_accounted_for == ("hereditary",)
    assert decide(asked, kept, CLOSE).outcome is Outcome.SUGGEST


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


def test_the_name_of_a_class_is_no_other_name_of_its_member() -> None:
    """MedQuAD lists classes among the synonyms; the class must not be answered with one of its kinds."""
    kept = article(
        question="What are the symptoms of metachromatic leukodystrophy due to saposin B deficiency?",
        focus="Metachromatic leukodystrophy due to saposin B deficiency",
        synonyms=("Leukodystrophy",),
    )
    asked = analyse("What are the symptoms of metachromatic leukodystrophy?")
    assert decide(asked, kept, CLOSE).outcome is Outcome.SUGGEST


def test_an_alias_word_for_word_is_served_however_far_its_vector() -> None:
    kept = article(aliases=("Which way out of the toe trouble?",))
    assert decide(analyse("which way out of the toe trouble"), kept, 0.1).outcome is Outcome.SERVE


def test_an_alias_for_word_does_not_overrule_the_patient() -> None:
    kept = article(aliases=("How is gout treated in pregnancy?",))
    decision = decide(analyse("How is gout treated in pregnancy?"), kept, CLOSE)
    assert decision.outcome is not Outcome.SERVE


def test_far_away_is_neither_served_nor_suggested() -> None:
    decision = decide(analyse("How is gout treated?"), article(), 0.01)
    assert decision.outcome is Outcome.NONE


def test_an_article_that_is_only_a_question_is_served_where_the_model_is_sure() -> None:
    bare = article(question="How is gout treated?", focus=None)
    asked = analyse("How is gout treated by my neighbour in the evening?")
    sure, unsure = (decide(asked, bare, chance) for chance in (0.999, 0.6))
    assert (sure.outcome, unsure.outcome) == (Outcome.SERVE, Outcome.SUGGEST)


def test_an_article_that_is_only_a_question_is_none_for_another_drug() -> None:
    bare = article(question="What is the dose of apixaban?", focus=None)
    decision = decide(analyse("What is the dose of rivaroxaban?"), bare, 0.999)
    assert decision.outcome is Outcome.SUGGEST
    assert decision.not_accounted_for == ("rivaroxaban",)


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("What are the treatments for Prader-Willi syndrome?", "Smith-Magenis syndrome"),
        ("What are the treatments for Kufor-Rakeb syndrome?", "Kukogek-Tedom syndrome"),
        ("what are the treatments for tourette syndrome", "Fatramom syndrome"),
        ("What are the treatments for Wilson disease?", "Whipple disease"),
    ],
)
def test_an_article_that_is_only_a_question_is_none_for_a_disease_with_another_persons_name(
    asked: str, held: str
) -> None:
    only = article(question=f"What are the treatments for {held}?", focus=None, question_type=None)
    assert decide(analyse(asked), only, CLOSE).outcome is not Outcome.SERVE


def test_a_story_before_the_question_does_not_name_the_relation() -> None:
    asked = analyse("I have symptoms of gout. Should I go to the doctor?")
    kept = article(question="What are the symptoms of gout?", question_type=QuestionType.SYMPTOMS)
    assert decide(asked, kept, CLOSE).outcome is not Outcome.SERVE


def test_nearness_without_a_shared_subject_is_a_coincidence() -> None:
    assert related(analyse("gout in dogs"), article())
    assert not related(analyse("How is measles treated?"), article())


def test_a_differing_candidate_says_in_the_readers_words_what_differs() -> None:
    decision = decide(analyse("What is the prognosis of gout in pregnancy?"), article(), CLOSE)
    assert decision.differs == "you: prognosis; this: treatment; you: “pregnancy”; this: not stated"
    excluded = article(population=Population(excludes=frozenset({Dimension.PREGNANCY})))
    assert str(decide(analyse(SAID[Dimension.PREGNANCY]), excluded, CLOSE).differs).endswith("this: excluded")


@repeatable
@given(st.text(max_size=200), st.floats(min_value=0, max_value=1))
def test_anything_can_be_judged(asked: str, chance: float) -> None:
    decision = decide(analyse(asked), article(), chance)
    assert 0 <= decision.probability <= 1
    assert decision.outcome is not Outcome.SERVE or decision.probability >= shipped_thresholds().serve_at


@pytest.mark.parametrize("field", ["serve_at", "suggest_at"])
@pytest.mark.parametrize("value", [0, None, -1, 1.5])
def test_no_threshold_means_serve_anything(field: str, value: object) -> None:
    card = Card(
        calibration={"slope": 1.0, "offset": 0.0},
        serve_at=0.9,
        suggest_at=0.5,
        trained_on="nothing",
        set_by="a test",
        set_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    record = {**card.model_dump(), field: value}
    with pytest.raises(ValidationError):
        Card.model_validate(record)
    del record[field]
    with pytest.raises(ValidationError):
        Card.model_validate(record)
