import pytest

from answers.errors import InvalidRecord
from answers.library.statements import MAX_STATEMENTS, is_warning, statements


def test_every_statement_cites_what_the_text_rests_on() -> None:
    found = statements("Rest helps. Heat may help.", citations=(2, 3))
    assert [(s.text, s.citations) for s in found] == [
        ("Rest helps.", (2, 3)),
        ("Heat may help.", (2, 3)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "If your chest hurts, call 9-1-1.",
        "You should seek emergency care.",
        "Do not take it with alcohol.",
        "Children should not be given aspirin.",
        "You must never use it twice.",
        "Splenectomy is contraindicated in this disorder.",
        "It can lead to life-threatening bleeding.",
        "See your doctor immediately if it swells.",
        "Don’t stop taking it on your own.",
        "Go to the nearest emergency room.",
        "The drug is not safe during pregnancy.",
    ],
)
def test_a_warning_must_be_shown(text: str) -> None:
    (statement,) = statements(text)
    assert statement.must_show


@pytest.mark.parametrize(
    "text",
    [
        "The cells do not use insulin well.",
        "The doctor may ask you to stop taking certain medicines before the test.",
        "Results cannot be used for early diagnosis.",
        "It goes away at once or slowly.",
        "Symptoms begin without warning.",
    ],
)
def test_what_only_sounds_like_a_warning_is_none(text: str) -> None:
    assert not is_warning(text)


def test_what_a_warning_introduces_must_be_shown_with_it() -> None:
    items = [f"you have condition number {n} of the list in the leaflet" for n in range(9)]
    text = "Do not take it if:\n" + "\n".join(f"- {item}" for item in items) + "\n\nIt is cheap."
    *warned, last = statements(text)
    assert [s.text for s in warned] == ["Do not take it if:", *items]
    assert all(s.must_show for s in warned)
    assert not last.must_show


def test_more_statements_than_an_article_can_hold_are_refused() -> None:
    assert len(statements("Rest helps. " * MAX_STATEMENTS)) == MAX_STATEMENTS
    with pytest.raises(InvalidRecord, match="too large"):
        statements("Rest helps. " * (MAX_STATEMENTS + 1))
