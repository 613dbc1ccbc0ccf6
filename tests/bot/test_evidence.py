"""The passages behind citations, as whoever asks for them sees them."""

from datetime import date

from answers.types import Answer, Audience, Support
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
    assert [(e.source.number, e.passage, len(e.statements)) for e in behind] == [
        (1, DOSE.text, 3),
        (2, None, 1),
        (3, RESULT.text, 1),
    ]


def test_the_marked_words_are_those_of_all_statements_once_and_in_order() -> None:
    first, _, third = shown(reply(generated()).evidence)
    assert [DOSE.text[start:end] for start, end in first.marked] == [
        "Offer colchicine 0.5 mg by mouth every 12 hours to adults with a gout flare",
        "except in severe kidney impairment",
    ]
    assert [RESULT.text[start:end] for start, end in third.marked] == ["halved in 38%", "16% with placebo"]


def test_place_part_and_day_are_named() -> None:
    first, *_ = shown(reply(generated()).evidence)
    assert first.place == "p. 12 · a recommendation"
    assert "16 May 2024" in first.source.details


def test_what_may_not_be_quoted_is_nowhere_and_that_is_said() -> None:
    given = reply(generated())
    _, closed, _ = shown(given.evidence)
    assert closed.place == f"chapter 7 · {wording.NOT_QUOTABLE}"
    assert closed.marked == ()
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
    assert [e.passage for e in shown(evidence_reply(given, 3).blocks)] == [RESULT.text]
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


def test_two_passages_of_one_source_are_two_pieces_of_evidence() -> None:
    other = DOSE.model_copy(update={"id": "1.1.5", "text": "Rest the joint.", "place": "p. 13"})
    more = Support(statement=0, citation=2, passage=other, marked=((0, 4),))
    given = generated()
    behind = shown(reply(given.model_copy(update={"support": (*given.support, more)})).evidence)
    assert [(e.source.number, e.place) for e in behind if e.source.number == 1] == [
        (1, "p. 12 · a recommendation"),
        (1, "p. 13 · a recommendation"),
    ]


def test_the_same_answer_is_the_same_reply() -> None:
    assert reply(generated()) == reply(generated())
    assert compose(generated(), Audience.CLINICIAN) == compose(generated(), Audience.CLINICIAN)
