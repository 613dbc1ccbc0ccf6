"""Relations as people ask for them."""

import pytest

from answers.question import question_type
from answers.types import QuestionType

_T = QuestionType


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Can you die of gout?", _T.PROGNOSIS),
        ("How long can you live with ALS?", _T.PROGNOSIS),
        ("Where does psoriasis come from?", _T.CAUSE),
        ("How do people get scabies?", _T.CAUSE),
        ("What does shingles feel like?", _T.SYMPTOMS),
        ("How does lupus show itself?", _T.SYMPTOMS),
        ("What helps against hiccups?", _T.TREATMENT),
        ("Who is prone to gout?", _T.RISK),
        ("Can I pass hemophilia on to my kids?", _T.INHERITANCE),
        ("Which gene causes Marfan syndrome?", _T.GENES),
        ("What are the genetic changes related to ALS?", _T.GENES),
        ("How rare is Fabry disease?", _T.FREQUENCY),
        ("How do doctors find celiac disease?", _T.DIAGNOSIS),
        ("Which stages does melanoma have?", _T.STAGES),
        ("Are there clinical trials for ALS?", _T.RESEARCH),
        ("What should people with gout eat?", _T.SELF_CARE),
        ("What kind of disease is lupus?", _T.DEFINITION),
        ("What is gout?", _T.DEFINITION),
    ],
)
def test_a_relation_in_plain_words(text: str, kind: QuestionType) -> None:
    assert question_type(text) is kind
