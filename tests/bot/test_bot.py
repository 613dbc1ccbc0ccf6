"""Whole turns through the bot, over a real library; only the memory is in the process."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from answers.answerer import Answerer
from answers.engines.approved import ApprovedEngine
from answers.matcher import Matcher
from answers.pair_model import shipped
from answers.search.encoder import MiniLm
from answers.search.follow import IndexFollower
from answers.search.index import ArticleIndex
from answers.store.sql import SqlStore
from answers.types import Audience, Origin, Status
from bot import wording
from bot.bot import Bot
from bot.context.memory import MemoryContext
from bot.errors import ContextUnavailable
from bot.guard import Alarm
from bot.types import Alert, Badge, Banner, Choices, Context, Disclaimer, Gesture, Notice, Question, Turn
from tests.making import approvals, article, text

HERE = "console:1"


@pytest.fixture
async def library(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> AsyncIterator[tuple[SqlStore, Answerer]]:
    gout, measles = article(), article("measles", question="How is measles treated?", focus="measles")
    await sqlite_store.put([gout, measles], actor="t", approvals=approvals(gout, measles))
    with ArticleIndex(tmp_path / "index", encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        yield (
            sqlite_store,
            Answerer(ApprovedEngine(sqlite_store, index, Matcher(sqlite_store, shipped())), []),
        )


@pytest.fixture
def context() -> MemoryContext:
    return MemoryContext()


@pytest.fixture
def bot(library: tuple[SqlStore, Answerer], context: MemoryContext) -> Bot:
    return Bot(library[1], context)


def question(text: str, **fields: Any) -> Question:
    return Question(HERE, text, **fields)


async def test_a_follow_up_is_answered_in_the_light_of_what_was_said(bot: Bot) -> None:
    first = await bot.reply(question("How is gout treated?"))
    second = await bot.reply(question("what about measles?"))
    assert first.answer
    assert second.answer
    assert second.question == "How is measles treated?"
    assert second.answer.version
    assert second.answer.version.article.external_id == "measles"


async def test_a_follow_up_that_is_answered_again_is_not_understood_on_itself(
    bot: Bot, context: MemoryContext
) -> None:
    """Its worker died after it was remembered, and before it was acknowledged."""
    await bot.reply(question("How is gout treated?", id="slack:Ev1"))
    replies = [await bot.reply(question("and in pregnancy?", id="slack:Ev2")) for _ in range(2)]
    assert [reply.question for reply in replies] == ["How is gout treated in pregnancy?"] * 2
    assert (await context.load(HERE)).questions == [
        "How is gout treated?",
        "How is gout treated in pregnancy?",
    ]


async def test_each_question_of_a_message_is_remembered_once_however_often_it_is_answered(
    bot: Bot, context: MemoryContext
) -> None:
    for _ in range(2):
        await bot.reply(question("What causes gout and how is measles treated?", id="slack:Ev1"))
    kept = await context.load(HERE)
    assert kept.questions == ["What causes gout?", "How is measles treated?"]
    assert "Ev1" not in kept.model_dump_json(), "that would tell where it was asked"


async def test_that_an_article_is_the_wrong_one_is_no_repetition_when_it_is_answered_again(bot: Bot) -> None:
    await bot.reply(question("How is gout treated?", id="slack:Ev1"))
    said = [await bot.wrong_article(question("", id="slack:Ev2")) for _ in range(2)]
    assert said[0].blocks == said[1].blocks


async def test_a_new_conversation_knows_nothing(bot: Bot, context: MemoryContext) -> None:
    await bot.reply(question("How is gout treated?"))
    await bot.forget(HERE)
    reply = await bot.reply(question("side effects?"))
    assert reply.blocks == (Notice(wording.NO_SUBJECT),)


async def test_an_emergency_of_the_public_gets_numbers_and_nothing_else(
    bot: Bot, context: MemoryContext
) -> None:
    said = question(
        "My father has crushing chest pain and can't breathe", audience=Audience.PATIENT, country="US"
    )
    reply = await bot.reply(said)
    assert reply.alarm is Alarm.EMERGENCY
    (alert,) = reply.blocks
    assert isinstance(alert, Alert)
    assert "911" in alert.lines[0]
    assert (await context.load(HERE)).turns == ()


async def test_a_clinician_in_an_emergency_gets_the_numbers_and_the_answer(bot: Bot) -> None:
    reply = await bot.reply(question("Patient coding now, how is gout treated?"))
    assert reply.alarm is not None
    assert isinstance(reply.blocks[0], Alert)
    assert reply.answer is not None


@pytest.mark.parametrize("audience", list(Audience))
async def test_self_harm_is_answered_in_private_only_and_not_remembered(
    bot: Bot, context: MemoryContext, audience: Audience
) -> None:
    reply = await bot.reply(question("I want to kill myself", audience=audience, private=False, country="US"))
    assert (reply.alarm, reply.private, reply.answer) == (Alarm.SELF_HARM, True, None)
    assert "988" in str(reply.blocks)
    assert (await context.load(HERE)).turns == ()


async def test_what_identifies_a_patient_is_neither_kept_nor_shown(bot: Bot, context: MemoryContext) -> None:
    reply = await bot.reply(question("Mr John Smith, MRN 1234567, has gout: how is gout treated?"))
    kept = " ".join((await context.load(HERE)).questions) + str(reply.blocks)
    for secret in ("John", "Smith", "1234567"):
        assert secret not in kept


async def test_a_choice_opens_the_article_under_the_asked_question(bot: Bot) -> None:
    near = await bot.reply(question("How is gout treated in pregnancy?"))
    (choices,) = [block for block in near.blocks if isinstance(block, Choices)]
    opened = await bot.reply(question("", gesture=Gesture.OPEN, article_id=choices.items[0].article_id))
    assert opened.answer
    assert opened.answer.opened
    assert opened.question == "How is gout treated in pregnancy?"


async def test_none_of_these_goes_to_the_next_rung(bot: Bot) -> None:
    await bot.reply(question("How is gout treated in pregnancy?"))
    reply = await bot.reply(question("", gesture=Gesture.DECLINE))
    assert reply.answer
    assert (reply.answer.origin, reply.answer.exhausted) == (Origin.NONE, True)


async def test_a_press_on_an_older_message_is_about_what_was_asked_there(bot: Bot) -> None:
    near = await bot.reply(question("How is gout treated in pregnancy?"))
    (choices,) = [block for block in near.blocks if isinstance(block, Choices)]
    offered = choices.items[0].article_id
    await bot.reply(question("How is measles treated?"))
    for gesture in (Gesture.OPEN, Gesture.DECLINE):
        reply = await bot.reply(question("", gesture=gesture, article_id=offered))
        assert reply.question == "How is gout treated in pregnancy?"


async def test_what_was_never_offered_here_cannot_be_chosen(bot: Bot) -> None:
    await bot.reply(question("How is measles treated?"))
    for gesture in (Gesture.OPEN, Gesture.DECLINE):
        reply = await bot.reply(question("", gesture=gesture, article_id=7))
        assert reply.blocks == (Notice(wording.NOTHING_TO_CHOOSE),)


async def test_a_choice_from_a_conversation_that_is_over_says_so(bot: Bot) -> None:
    reply = await bot.reply(question("", gesture=Gesture.OPEN, article_id=7))
    assert reply.blocks == (Notice(wording.NOTHING_TO_CHOOSE),)


async def test_the_full_article_is_the_one_that_is_approved_now(
    bot: Bot, library: tuple[SqlStore, Answerer]
) -> None:
    version = await library[0].find("gout-treatment")
    whole = await bot.full_article(question("", article_id=version.id))
    assert whole.question == "What are the treatment options for gout?"
    await library[0].change_status(version, Status.WITHDRAWN, actor="t")
    assert (await bot.full_article(question("", article_id=version.id))).blocks == (Notice(wording.GONE),)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("thanks!", wording.WELCOME),
        ("Hello", wording.HELLO),
        ("?!", wording.EMPTY),
        ("", wording.EMPTY),
        ("gout " * 1_000, wording.TOO_LONG.format(limit=4_000)),
    ],
)
async def test_what_is_no_question_gets_a_word_and_no_search(bot: Bot, said: str, heard: str) -> None:
    reply = await bot.reply(question(said))
    assert (reply.blocks, reply.answer) == ((Notice(heard),), None)


class Away:
    """A memory that is away."""

    async def load(self, conversation: str) -> Context:
        raise ContextUnavailable("away")

    async def append(self, conversation: str, turn: Turn) -> None:
        raise ContextUnavailable("away")

    async def forget(self, conversation: str) -> None:
        raise ContextUnavailable("away")


async def test_without_memory_it_answers_and_says_so(library: tuple[SqlStore, Answerer]) -> None:
    bot = Bot(library[1], Away())
    reply = await bot.reply(question("How is gout treated?"))
    assert reply.answer
    assert reply.answer.origin is Origin.APPROVED
    assert isinstance(reply.blocks[0], Banner)
    assert reply.blocks[0].text == wording.NO_MEMORY


async def test_control_characters_do_not_come_back(bot: Bot) -> None:
    reply = await bot.reply(question("How is\x1b[31m gout\u202e treated?\x00"))
    assert not any(char in reply.question for char in "\x1b\u202e\x00")


@pytest.mark.parametrize(
    "said",
    [
        "\ud800", "gout \udc80 treated?", "\x00\x00 gout", "\u2028gout\u2029?", "gout\x85treated",
        "a" * 3_999 + " gout", "\N{FACE WITH THERMOMETER}" * 2_000, "?" * 4_000, "[name]", "((((((",
        "a\u0301" * 1_500,
        "' OR 1=1 --", "*:* AND (", "\u202egout", "<!channel> @all gout", "﷽" * 400,
    ],
    ids=range(16),
)  # fmt: skip
async def test_nothing_that_people_write_breaks_it(bot: Bot, said: str) -> None:
    for _ in range(2):
        reply = await bot.reply(question(said))
        assert reply.blocks


async def test_a_follow_up_on_a_question_of_the_full_length_is_not_too_long(bot: Bot) -> None:
    await bot.reply(question("How is gout treated in " + "a" * 3_970 + "?"))
    reply = await bot.reply(question("and in pregnancy?"))
    assert len(reply.question) <= 4_000


@pytest.mark.parametrize("audience", list(Audience))
async def test_the_guard_does_not_depend_on_memory_or_library(audience: Audience) -> None:
    class Broken:
        async def answer(self, query: object) -> object:
            raise AssertionError("the library was asked")

    bot = Bot(Broken(), Away())  # type: ignore[arg-type]
    reply = await bot.reply(question("I want to kill myself", audience=audience, private=False))
    assert (reply.alarm, reply.private) == (Alarm.SELF_HARM, True)


async def test_what_was_offered_and_opened_is_remembered(bot: Bot, context: MemoryContext) -> None:
    near = await bot.reply(question("How is gout treated in pregnancy?"))
    (choices,) = [block for block in near.blocks if isinstance(block, Choices)]
    chosen = choices.items[0].article_id
    await bot.reply(question("", gesture=Gesture.OPEN, article_id=chosen))
    first, second = (await context.load(HERE)).turns
    assert chosen in first.offered
    assert (second.article_id, second.origin) == (chosen, Origin.APPROVED)


async def test_an_article_that_was_withdrawn_since_it_was_offered_is_not_opened(
    bot: Bot, library: tuple[SqlStore, Answerer]
) -> None:
    near = await bot.reply(question("How is gout treated in pregnancy?"))
    (choices,) = [block for block in near.blocks if isinstance(block, Choices)]
    await library[0].change_status(await library[0].find("gout-treatment"), Status.WITHDRAWN, actor="t")
    reply = await bot.reply(question("", gesture=Gesture.OPEN, article_id=choices.items[0].article_id))
    assert reply.answer
    assert (reply.answer.origin, reply.answer.text) == (Origin.NONE, None)
    assert "Rest and cooling" not in str(reply.blocks)


async def test_forgetting_without_memory_is_said(library: tuple[SqlStore, Answerer]) -> None:
    reply = await Bot(library[1], Away()).forget(HERE)
    assert [block.text for block in reply.blocks if isinstance(block, Banner)] == [wording.NO_MEMORY]


async def test_the_full_article_of_nothing_is_nothing(bot: Bot) -> None:
    assert (await bot.full_article(question(""))).blocks == (Notice(wording.NOTHING_TO_CHOOSE),)


async def test_a_patient_is_not_shown_the_text_for_clinicians(
    library: tuple[SqlStore, Answerer], bot: Bot
) -> None:
    store = library[0]
    only = article("lupus", question="How is lupus treated?", texts={Audience.CLINICIAN: text("Steroids.")})
    await store.put([only], actor="t", approvals=approvals(only))
    version = await store.find("lupus")
    for reply in (
        await bot.full_article(question("", article_id=version.id, audience=Audience.PATIENT)),
        await bot.reply(question("How is lupus treated?", audience=Audience.PATIENT)),
    ):
        assert "Steroids." not in str(reply.blocks)


async def test_several_questions_are_answered_one_by_one_the_first_in_front(
    bot: Bot, context: MemoryContext
) -> None:
    reply = await bot.reply(question("What is the treatment of gout, and how is measles treated?"))
    assert [each.question for each in reply.each] == [
        "What is the treatment of gout?",
        "How is measles treated?",
    ]
    for each in reply.each:
        assert any(isinstance(block, Badge) for block in each.blocks)
        assert any(isinstance(block, Disclaimer) for block in each.blocks)
    remembered = await context.load(HERE)
    assert remembered.questions == ["What is the treatment of gout?", "How is measles treated?"]


async def test_what_the_message_says_of_the_patient_holds_each_answer_back(bot: Bot) -> None:
    said = "I am 30 weeks pregnant. What are the treatment options for gout? How is measles treated?"
    reply = await bot.reply(question(said))
    assert len(reply.each) == 2
    for each in reply.each:
        assert each.answer
        assert each.answer.origin is not Origin.APPROVED


async def test_none_of_these_is_not_offered_where_it_could_mean_either(bot: Bot) -> None:
    said = "My baby is sick. What are the treatment options for gout? How is measles treated?"
    reply = await bot.reply(question(said))
    choices = [block for each in reply.each for block in each.blocks if isinstance(block, Choices)]
    assert all(choice.decline is None for choice in choices)


async def test_questions_beyond_the_bound_are_named(bot: Bot) -> None:
    said = "What is gout? What causes it? How is it treated? How common is measles?"
    reply = await bot.reply(question(said))
    assert len(reply.each) == 3
    notes = [block.text for block in reply.each[-1].blocks if isinstance(block, Notice)]
    assert notes == [wording.ONE_AT_A_TIME.format(questions="“How common is measles?”")]
