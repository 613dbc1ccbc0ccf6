"""Where clauses begin, and which a claim has something of."""

from answers.citations.clauses import Clauses, clauses
from answers.citations.tokens import tokens


def _clauses(text: str, *known: str, directs: bool = False) -> Clauses:
    said = tokens(text)
    return clauses(said, {n for n, token in enumerate(said) if token.key in known}, directs=directs)


def test_semicolons_and_contrasts_begin_clauses() -> None:
    found = _clauses("Pain fell; nausea rose but sleep was good.", "nausea")
    assert max(found.of) == 2
    assert found.spoken_of == {1}


def test_a_relative_clause_without_a_comma_belongs_to_its_noun() -> None:
    assert max(_clauses("It helps patients who have asthma.").of) == 0
    assert max(_clauses("It helps patients, who have asthma.").of) == 1


def test_what_is_listed_to_be_done_is_one_clause() -> None:
    text = "Give aspirin, heparin, and oxygen."
    assert max(_clauses(text).of) == 1
    assert max(_clauses(text, directs=True).of) == 0
    assert max(_clauses("Give aspirin, and oxygen should follow.", directs=True).of) == 1


def test_brackets_of_which_nothing_is_said_are_asides() -> None:
    text = "Pain (severe) fell (by half)."
    assert len(_clauses(text, "pain").asides) == 3
    assert len(_clauses(text, "severe").asides) == 2
