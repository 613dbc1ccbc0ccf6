"""What `curbside eval engine` counts."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from answers.errors import InvalidRecord
from answers.evaluation.evidence import (
    Asked,
    not_verbatim,
    own_questions,
    ranks,
    rewrites,
    unanswerable,
    without_title,
)
from answers.types import (
    Answer,
    ArticleText,
    Origin,
    Passage,
    Section,
    SectionKind,
    Statement,
    Support,
)
from tests.answers.evidence.stored import GOUT

FOUND = {"a": ("1", "2"), "b": ("9", "2"), "c": ()}


async def test_first_among_five_and_any_are_counted() -> None:
    async def find(question: str) -> Sequence[str]:
        return FOUND[question]

    asked = [Asked("a", "title", "1"), Asked("b", "title", "2"), Asked("c", "title", "3")]
    row = await ranks("name", asked, find)
    assert (row.first.mean, row.among.mean, row.answered.mean) == (1 / 3, 2 / 3, 2 / 3)


def quote(text: str, marked: tuple[int, int]) -> Answer:
    passage = Passage(id="1.1.1", text="Rest helps. It hurts.", reference=GOUT.reference)
    section = Section(kind=SectionKind.RESEARCH, statements=(Statement(text=text, citations=(1,)),))
    return Answer(
        origin=Origin.QUOTED,
        question="?",
        text=ArticleText(sections=(section,)),
        references=(GOUT.reference,),
        support=(Support(statement=0, citation=1, passage=passage, marked=(marked,)),),
    )


def test_a_quote_that_is_not_what_is_marked_is_counted() -> None:
    assert not_verbatim(quote("Rest helps.", (0, 11))) == 0
    assert not_verbatim(quote("Rest always helps.", (0, 11))) == 1
    assert not_verbatim(quote("Rest helps.", (0, 11)).model_copy(update={"support": ()})) == 1


def test_the_parts_of_the_written_questions_share_none() -> None:
    known = [str(number) for number in range(1)]
    assert rewrites("development", known) == []
    assert not set(unanswerable("development")) & set(unanswerable("test"))


def test_questions_are_read_and_other_records_refused(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps({"pmid": 7, "question": "Does rest help?"}) + "\n")
    assert own_questions(file) == [Asked("Does rest help?", "title", "7")]
    file.write_text("[]\n")
    with pytest.raises(InvalidRecord):
        own_questions(file)


def test_without_its_title_an_abstract_says_the_same() -> None:
    bare = without_title(GOUT)
    assert (bare.passages, bare.external_id) == (GOUT.passages, GOUT.external_id)
    assert bare.reference.title != GOUT.reference.title
