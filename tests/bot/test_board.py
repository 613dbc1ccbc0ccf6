"""What the board learns from a turn: answers that were written, and questions that were left open."""

import logging

import pytest

from answers.answerer import Answerer
from answers.board.submit import Submissions
from answers.engines.approved import ApprovedEngine, Findings
from answers.errors import StoreUnavailable
from answers.matcher import Matcher
from answers.pair_model import shipped
from answers.question import Analysis
from answers.store.sql import SqlStore
from answers.types import Answer, Audience, Origin, Query, Status, Writer
from bot import wording
from bot.bot import Bot
from bot.context.memory import MemoryContext
from bot.errors import ContextUnavailable
from bot.types import Badge, Banner, Gesture, Miss, Missed, Notice, Question, Reply, Tone, Turn
from tests.making import PAGE, text

HERE = "console:1"


class _EmptyLibrary(ApprovedEngine):
    def __init__(self) -> None:
        pass

    async def find(self, query: Query, asked: Analysis) -> Findings:
        return Findings((), ())


class _Writing:
    """A rung that writes one and the same sentence."""

    origin = Origin.GENERATED

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        if "lupus" in query.question:
            return None
        return Answer(
            origin=Origin.GENERATED,
            question=query.question,
            text=text("Rest helps."),
            references=(PAGE,),
            writer=Writer(model="a-model", prompt="7"),
        )


@pytest.fixture
def context() -> MemoryContext:
    return MemoryContext()


def a_bot(context: MemoryContext, submissions: Submissions | None = None) -> Bot:
    return Bot(Answerer(_EmptyLibrary(), [_Writing()]), context, submissions=submissions)


def status(reply: Reply) -> str:
    """The first line."""
    badge = reply.blocks[0]
    assert isinstance(badge, Badge)
    return badge.text


async def test_where_there_is_no_board_nobody_is_told_that_it_knows(context: MemoryContext) -> None:
    reply = await a_bot(context).reply(Question(HERE, "How is gout treated?"))
    assert "submitted" not in status(reply)
    assert wording.NOT_SUBMITTED in status(reply)


async def test_a_written_answer_is_submitted_with_the_masked_stand_alone_question(
    sqlite_store: SqlStore, context: MemoryContext
) -> None:
    bot = a_bot(context, Submissions(sqlite_store, Matcher(sqlite_store, shipped())))
    reply = await bot.reply(Question(HERE, "How is gout treated? Write to ann@example.org", workspace="T1"))
    assert wording.PENDING[Origin.GENERATED] in status(reply)
    (version,) = await sqlite_store.page(workspace="T1")
    assert "gout" in version.article.question
    assert "ann@" not in version.article.question
    assert list(version.article.texts) == [Audience.CLINICIAN]


async def test_what_the_board_rejected_word_for_word_is_not_said_to_be_submitted(
    sqlite_store: SqlStore, context: MemoryContext
) -> None:
    bot = a_bot(context, Submissions(sqlite_store, Matcher(sqlite_store, shipped())))
    await bot.reply(Question(HERE, "How is gout treated?"))
    (version,) = await sqlite_store.page()
    await sqlite_store.change_status(version, Status.REJECTED, actor="reviewer")
    again = await bot.reply(Question("console:2", "How is gout treated?"))
    assert wording.NOT_SUBMITTED in status(again)
    assert await sqlite_store.waiting(Audience.CLINICIAN, None) == []


class _Away(Submissions):
    def __init__(self) -> None:
        pass

    async def submit(self, answer: Answer, audience: Audience, workspace: str | None) -> None:
        raise StoreUnavailable("the database did not answer")


async def test_a_board_that_cannot_be_reached_costs_nobody_the_answer(
    context: MemoryContext, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        reply = await a_bot(context, _Away()).reply(Question(HERE, "How is gout treated?"))
    assert reply.answer
    assert reply.answer.origin is Origin.GENERATED
    assert wording.NOT_SUBMITTED in status(reply)
    assert "not submitted to the board: StoreUnavailable" in caplog.text
    assert "gout" not in caplog.text


async def test_a_question_that_nothing_answers_is_kept_for_the_board(context: MemoryContext) -> None:
    await a_bot(context).reply(Question(HERE, "How is lupus treated?", workspace="T1", asker="slack:T1:U1"))
    (kept,) = await context.missed(9)
    assert (kept.question, kept.miss, kept.workspace) == ("How is lupus treated?", Miss.NOTHING, "T1")


async def test_what_was_answered_or_is_out_of_scope_is_not_kept(context: MemoryContext) -> None:
    for said in ("How is gout treated?", "Write a poem about lupus."):
        await a_bot(context).reply(Question(HERE, said))
    assert await context.missed(9) == []


async def test_a_broken_search_is_no_gap_of_the_library(context: MemoryContext) -> None:
    class Broken(_EmptyLibrary):
        async def find(self, query: Query, asked: Analysis) -> Findings:
            raise StoreUnavailable("away")

    await Bot(Answerer(Broken(), []), context).reply(Question(HERE, "How is gout treated?"))
    assert await context.missed(9) == []


async def test_refused_suggestions_are_kept_whatever_came_then(context: MemoryContext) -> None:
    bot = a_bot(context)
    await bot.reply(Question(HERE, "How is gout treated?"))
    await bot.reply(Question(HERE, "", gesture=Gesture.DECLINE))
    (kept,) = await context.missed(9)
    assert (kept.question, kept.miss) == ("How is gout treated?", Miss.DECLINED)


async def test_a_wrong_article_is_kept_with_the_question_that_it_was_served_for(
    context: MemoryContext,
) -> None:
    turn = Turn(question="How is gout treated?", origin=Origin.APPROVED, article_id=7, at=context._clock())
    await context.append(HERE, turn)
    reply = await a_bot(context).wrong_article(Question(HERE, "", article_id=7))
    assert reply.blocks[0] == Banner(wording.WRONG_ARTICLE, Tone.INFO)
    (kept,) = await context.missed(9)
    assert (kept.question, kept.miss) == ("How is gout treated?", Miss.WRONG)


async def test_past_a_wrong_article_the_next_rung_answers_the_same_question(
    sqlite_store: SqlStore, context: MemoryContext
) -> None:
    bot = a_bot(context, Submissions(sqlite_store, Matcher(sqlite_store, shipped())))
    turn = Turn(question="How is gout treated?", origin=Origin.APPROVED, article_id=7, at=context._clock())
    await context.append(HERE, turn)
    reply = await bot.wrong_article(Question(HERE, "", article_id=7))
    assert reply.answer
    assert (reply.answer.origin, reply.answer.question) == (Origin.GENERATED, turn.question)
    assert len(await sqlite_store.page()) == 1


async def test_that_an_article_is_wrong_is_noted_once(context: MemoryContext) -> None:
    turn = Turn(question="How is gout treated?", origin=Origin.APPROVED, article_id=7, at=context._clock())
    await context.append(HERE, turn)
    for _ in range(2):
        again = await a_bot(context).wrong_article(Question(HERE, "", article_id=7))
    assert again.blocks == (Notice(wording.WRONG_ALREADY),)
    assert len(await context.missed(9)) == 1
    assert len((await context.load(HERE)).turns) == 2


async def test_an_article_that_is_served_again_can_be_wrong_again(context: MemoryContext) -> None:
    turn = Turn(question="How is gout treated?", origin=Origin.APPROVED, article_id=7, at=context._clock())
    for _ in range(2):
        await context.append(HERE, turn.model_copy(update={"at": context._clock()}))
        reply = await a_bot(context).wrong_article(Question(HERE, "", article_id=7))
        assert reply.answer
    assert len(await context.missed(9)) == 2


async def test_without_an_article_nothing_was_wrong(context: MemoryContext) -> None:
    reply = await a_bot(context).wrong_article(Question(HERE, "", article_id=7))
    assert reply.blocks == (Notice(wording.NOTHING_TO_CHOOSE),)
    assert await context.missed(9) == []


async def test_a_memory_that_is_away_costs_nobody_the_answer() -> None:
    class Away(MemoryContext):
        async def keep(self, conversation: str, missed: Missed) -> None:
            raise ContextUnavailable("away") from OSError()

    reply = await a_bot(Away()).reply(Question(HERE, "How is lupus treated?"))
    assert reply.answer
    assert reply.answer.origin is Origin.NONE


async def test_a_follow_up_after_what_was_out_of_scope_is_about_what_came_before(
    context: MemoryContext,
) -> None:
    bot = a_bot(context)
    for said in ("How is gout treated?", "Write a poem about spring.", "and in children?"):
        reply = await bot.reply(Question(HERE, said))
    assert "gout" in reply.question
    assert "poem" not in reply.question
