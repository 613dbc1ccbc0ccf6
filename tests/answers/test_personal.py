"""Who asks for a verdict on their own case is told apart from who asks in general."""

import pytest

from answers.personal import is_personal
from tests.answers.sets import labelled


@pytest.mark.parametrize(("label", "question"), labelled("personal_development"))
def test_what_the_rules_were_made_for_is_told_apart(label: str, question: str) -> None:
    assert is_personal(question) is (label == "yes")


def test_of_what_they_were_not_made_for_most_is_told_apart() -> None:
    rows = labelled("personal_held_back")
    personal = [is_personal(question) for label, question in rows if label == "yes"]
    general = [is_personal(question) for label, question in rows if label == "no"]
    assert sum(personal) >= 0.9 * len(personal)
    assert sum(general) <= 1
