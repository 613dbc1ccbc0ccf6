"""The number of a source, and the line that it stands in."""

from datetime import date
from typing import Any

import pytest

from answers.types import Answer, Origin, Position, Reference, ReferenceKind, Retraction, Support
from bot import wording
from bot.numbering import Numbers
from tests.engine_answers import DOSE, GUIDELINE, OTHER, TRIAL
from tests.making import PAGE, text


def citing(*references: Reference, **fields: Any) -> Answer:
    said = text("Rest helps.")
    return Answer(origin=Origin.QUOTED, question="q", text=said, references=references, **fields)


def test_a_position_has_the_number_of_the_source_that_is_cited_for_it_already() -> None:
    numbers = Numbers(citing(TRIAL, GUIDELINE))
    assert numbers.of((2, 1)) == (1, 2)
    again = TRIAL.model_copy(update={"title": "The same trial, as another index calls it"})
    assert numbers.of_position(Position(text="It helps.", reference=again)) == 2
    assert numbers.of_position(Position(text="It does not.", reference=OTHER)) == 3
    assert [(s.number, s.title) for s in numbers.sources().items] == [
        (1, GUIDELINE.title),
        (2, TRIAL.title),
        (3, OTHER.title),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"doi": "10.1000/ABC"}, {"doi": "10.1000/abc", "pmid": "5"}),
        ({"pmid": "5", "doi": "10.1000/a"}, {"pmid": "5", "doi": "10.1000/b"}),
        ({"url": "https://example.org/1"}, {"url": "https://example.org/1", "doi": "10.1000/a"}),
    ],
)
def test_a_document_is_the_same_under_each_of_its_names(one: dict[str, str], other: dict[str, str]) -> None:
    kept, named = (Reference(title="A", kind=ReferenceKind.STUDY, **names) for names in (one, other))
    numbers = Numbers(citing(kept))
    assert numbers.of((1,)) == (numbers.of_position(Position(text="It helps.", reference=named)),)


def test_what_is_cited_nowhere_has_no_number() -> None:
    numbers = Numbers(citing(TRIAL, GUIDELINE))
    numbers.of((2,))
    assert (numbers.known(1), numbers.known(2)) == (None, 1)


def test_a_retraction_that_was_not_checked_is_said_once_for_all_whom_it_concerns() -> None:
    numbers = Numbers(citing(TRIAL, GUIDELINE, OTHER, PAGE))
    numbers.of((1, 2, 3, 4))
    shown = numbers.sources()
    assert shown.note == "Retraction not checked: [1] [3]"
    assert "no retraction found (checked 2 Nov 2026)" in shown.items[1].details
    assert not any("retraction" in shown.items[n].details for n in (0, 2, 3))


def test_where_no_source_was_checked_the_note_names_none() -> None:
    numbers = Numbers(citing(TRIAL))
    numbers.of((1,))
    assert numbers.sources().note == "Retraction not checked."


def test_a_page_that_nobody_can_retract_is_not_said_to_be_unchecked() -> None:
    numbers = Numbers(citing(PAGE))
    numbers.of((1,))
    assert numbers.sources().note is None


def test_a_retracted_source_is_shouted() -> None:
    retracted = TRIAL.model_copy(update={"retraction": Retraction.RETRACTED, "checked": date(2026, 11, 2)})
    assert "RETRACTED (checked 2 Nov 2026)" in wording.source_details(retracted)


def test_the_day_of_a_source_comes_from_the_passage_that_is_cited() -> None:
    given = citing(GUIDELINE, support=(Support(statement=0, citation=1, passage=DOSE),))
    numbers = Numbers(given)
    numbers.of((1,))
    assert "GB · 16 May 2024 ·" in numbers.sources().items[0].details


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (date(2024, 5, 16), "16 May 2024"),
        (date(2024, 5, 1), "May 2024"),
        (date(2024, 1, 1), "2024"),
        (date(2023, 12, 30), "2024"),
        (None, "2024"),
    ],
)
def test_a_date_is_no_more_exact_than_it_is_known(published: date | None, said: str) -> None:
    assert f" · {said} · " in wording.source_details(GUIDELINE, published)


def test_without_any_date_that_is_said() -> None:
    assert wording.source_details(PAGE).endswith("An institute, US · date unknown")
    assert wording.source_details(PAGE, date(2020, 3, 1)).endswith("An institute, US · Mar 2020")


def test_a_source_without_an_issuer_speaks_under_its_title() -> None:
    nameless = Reference(title="A trial", kind=ReferenceKind.TRIAL, pmid="5", year=2020)
    assert wording.who_says(Position(text="It helps.", reference=nameless)) == "A trial (trial, 2020)"
