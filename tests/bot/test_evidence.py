"""The passages behind citations, as whoever asks for them sees them."""

from datetime import date

import pytest

from answers.types import Answer, Audience, PassagePart, Support
from bot import wording
from bot.compose import compose, reply_to
from bot.evidence import evidence_reply, with_evidence
from bot.types import Answering, Badge, Block, Disclaimer, Evidence, Heading, Notice, Reply, ShowEvidence
from tests.engine_answers import DOSE, KEPT_BACK, RESULT, approved_before_newer, generated, quoted


def reply(given: Answer) -> Reply:
    return reply_to(given, Audience.CLINICIAN, on=date(2026, 11, 24))


def shown(blocks: tuple[Block, ...]) -> list[Evidence]:
    return [block for block in blocks if isinstance(block, Evidence)]


def test_each_passage_stands_once_under_its_number_with_all_that_rests_on_it() -> None:
    behind = shown(reply(generated()).evidence)
    assert [(e.source.number, [(p.passage, len(p.statements)) for p in e.passages]) for e in behind] == [
        (1, [(DOSE.text, 3)]),
        (2, [(None, 1)]),
        (3, [(RESULT.text, 1)]),
    ]


def test_a_statement_that_stands_in_the_passage_is_not_said_twice() -> None:
    ((passage,),) = (e.passages for e in shown(reply(quoted()).evidence))
    assert passage.statements == ()
    ((start, end),) = passage.marked
    assert passage.passage
    assert passage.passage[start:end].startswith("Offer colchicine 0.5 mg")


def test_the_marked_words_are_those_of_all_statements_once_and_in_order() -> None:
    first, _, third = (e.passages[0] for e in shown(reply(generated()).evidence))
    assert [DOSE.text[start:end] for start, end in first.marked] == [
        "Offer colchicine 0.5 mg by mouth every 12 hours to adults with a gout flare",
        "except in severe kidney impairment",
    ]
    assert [RESULT.text[start:end] for start, end in third.marked] == ["halved in 38%", "16% with placebo"]


def test_place_part_and_day_are_named() -> None:
    first, *_ = shown(reply(generated()).evidence)
    assert first.passages[0].place == "p. 12 · a recommendation"
    assert "16 May 2024" in first.source.details


def test_what_may_not_be_quoted_is_nowhere_and_that_is_said() -> None:
    given = reply(generated())
    _, closed, _ = shown(given.evidence)
    assert closed.passages[0].place == f"chapter 7 · {wording.NOT_QUOTABLE}"
    assert closed.passages[0].marked == ()
    assert KEPT_BACK.text not in str((given.blocks, given.evidence))


def test_evidence_alone_has_the_status_the_question_and_the_disclaimer_of_its_answer() -> None:
    given = reply(quoted())
    blocks = evidence_reply(given).blocks
    assert blocks[0] == given.blocks[0]
    assert isinstance(blocks[0], Badge)
    assert [b.question for b in blocks if isinstance(b, Answering)] == [quoted().question]
    assert blocks[-1] == given.blocks[-1]
    assert isinstance(blocks[-1], Disclaimer)


def test_the_evidence_of_one_source_is_asked_for_by_its_number() -> None:
    given = reply(generated())
    (third,) = shown(evidence_reply(given, 3).blocks)
    assert [each.passage for each in third.passages] == [RESULT.text]
    none = evidence_reply(given, 9).blocks
    assert Notice(wording.NO_PASSAGE.format(number=9)) in none
    assert shown(none) == []


def test_of_an_article_that_quotes_its_sources_that_is_said() -> None:
    given = reply(approved_before_newer())
    assert given.evidence == (Notice(wording.OWN_WORDS),)
    assert ShowEvidence() not in given.blocks


def test_of_an_article_that_people_wrote_it_is_said_that_no_passage_is_kept() -> None:
    given = approved_before_newer()
    assert given.version
    written = given.version.article.model_copy(update={"quotes_source": False})
    approval = given.version.approval
    assert approval
    version = given.version.model_copy(update={"article": written})
    assert reply(given.model_copy(update={"version": version})).evidence == (Notice(wording.NO_PASSAGES),)


def test_before_any_answer_there_is_no_evidence() -> None:
    assert evidence_reply(Reply(())).blocks == (Notice(wording.NO_EVIDENCE),)


def test_below_an_answer_the_evidence_stands_before_the_disclaimer() -> None:
    given = reply(generated())
    blocks = with_evidence(given).blocks
    at = blocks.index(Heading(wording.EVIDENCE, 1))
    assert blocks[at + 1 : -1] == given.evidence
    assert (*blocks[:at], blocks[-1]) == given.blocks
    assert with_evidence(Reply((Notice("Hello."),))).blocks == (Notice("Hello."),)


@pytest.mark.parametrize(
    ("heading", "part", "said"),
    [
        ("Conclusion", PassagePart.CONCLUSIONS, "Conclusion"),
        ("BACKGROUND", PassagePart.BACKGROUND, "BACKGROUND"),
        ("Patients", PassagePart.METHODS, "Patients · from its methods"),
        (None, PassagePart.WARNING, "a warning"),
        (None, None, ""),
    ],
)
def test_a_place_that_names_the_part_is_enough(
    heading: str | None, part: PassagePart | None, said: str
) -> None:
    assert wording.place(DOSE.model_copy(update={"place": heading, "part": part})) == said


def test_two_passages_of_one_source_stand_under_it_once() -> None:
    other = DOSE.model_copy(update={"id": "1.1.5", "text": "Rest the joint.", "place": "p. 13"})
    more = Support(statement=0, citation=2, passage=other, marked=((0, 4),))
    given = generated()
    first, *_ = shown(reply(given.model_copy(update={"support": (*given.support, more)})).evidence)
    assert [each.place for each in first.passages] == ["p. 12 · a recommendation", "p. 13 · a recommendation"]


def test_the_same_answer_is_the_same_reply() -> None:
    assert reply(generated()) == reply(generated())
    assert compose(generated(), Audience.CLINICIAN) == compose(generated(), Audience.CLINICIAN)


def test_lay_people_see_no_dose_of_a_passage_that_was_cited_for_something_else() -> None:
    given = quoted()
    assert given.text
    (statement,) = given.text.statements()
    plain = statement.model_copy(update={"text": "Offer colchicine to adults with a gout flare."})
    text = given.text.model_copy(
        update={"sections": (given.text.sections[0].model_copy(update={"statements": (plain,)}),)}
    )
    lay = given.model_copy(update={"text": text})
    (evidence,) = shown(reply_to(lay, Audience.PATIENT).evidence)
    assert "mg" not in str(evidence.passages)
    assert wording.HOLDS_DOSES in evidence.passages[0].place
    (evidence,) = shown(reply_to(lay, Audience.CLINICIAN).evidence)
    assert "0.5 mg" in str(evidence.passages)
