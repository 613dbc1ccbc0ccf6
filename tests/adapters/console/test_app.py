"""A whole conversation in the terminal, line by line, over a real library."""

import io
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.patch_stdout import StdoutProxy
from rich.console import Console

from adapters.console.app import Terminal, typed
from answers.answerer import Answerer
from answers.engines.approved import ApprovedEngine
from answers.matcher import Matcher
from answers.pair_model import shipped
from answers.question import Analysis
from answers.search.encoder import MiniLm
from answers.search.follow import IndexFollower
from answers.search.index import ArticleIndex
from answers.store.sql import SqlStore
from answers.types import Answer, Audience, Origin, Query
from bot import wording
from bot.bot import Bot
from bot.cipher import Cipher, new_key
from bot.context.memory import MemoryContext
from tests.engine_answers import generated
from tests.making import approvals, article, text


@pytest.fixture
async def bot(sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path) -> AsyncIterator[Bot]:
    long = [f"Step {n} of the treatment of measles " + "goes on " * 10 + f"until {n}." for n in range(12)]
    measles = {audience: text(*long) for audience in Audience}
    kept = (article(), article("measles", question="How is measles treated?", focus="measles", texts=measles))
    await sqlite_store.put(kept, actor="t", approvals=approvals(*kept))
    with ArticleIndex(tmp_path / "index", encoder) as index:
        await IndexFollower(sqlite_store, index, encoder).catch_up()
        yield Bot(
            Answerer(ApprovedEngine(sqlite_store, index, Matcher(sqlite_store, shipped())), []),
            MemoryContext(),
        )


async def heard(bot: Bot, *said: str, audience: Audience = Audience.CLINICIAN) -> list[str]:
    """What is shown after each line, on one line each."""
    out = io.StringIO()
    shown: list[str] = []

    async def typed() -> AsyncIterator[str]:
        for line in said:
            at = out.tell()
            yield line
            shown.append(" ".join(out.getvalue()[at:].split()))

    console = Console(file=out, width=100, highlight=False)
    await Terminal(bot, console, audience=audience, country="US").run(typed())
    return shown


async def test_a_question_and_its_follow_up(bot: Bot) -> None:
    first, second = await heard(bot, "How is gout treated?", "what about measles?")
    assert "Approved · reviewed by Dr Ada Example, MD · v1" in first
    assert "Rest and cooling ease an attack. [1]" in first
    assert "[1] A page · reference work · An institute, US · date unknown · https://example.org/page" in first
    assert wording.DISCLAIMER[Audience.CLINICIAN] in first
    assert "Answering: How is measles treated?" in second


async def test_the_whole_article_is_a_command_away(bot: Bot) -> None:
    answer, whole = await heard(bot, "How is measles treated?", "/full")
    assert "in the full article. Type /full to read all of it." in answer
    assert "until 11." not in answer
    assert all(f"until {n}." in whole for n in range(12))


async def test_a_suggestion_is_chosen_by_its_number(bot: Bot) -> None:
    near, unknown, opened, full = await heard(bot, "How is gout treated in pregnancy?", "7", "1", "/full")
    assert "1. What are the treatment options for gout?" in near
    assert "0. None of these" in near
    assert "I don't know 7." in unknown
    assert "You chose this article" in opened
    assert "Not accounted for: “pregnancy”" in opened
    assert "Rest and cooling ease an attack. [1]" in full


async def test_none_of_them_goes_further_and_a_number_means_nothing_then(bot: Bot) -> None:
    _, declined, number = await heard(bot, "How is gout treated in pregnancy?", "0", "1")
    assert wording.NOT_FOUND[Audience.CLINICIAN] in declined
    assert "I don't know 1." in number


async def test_a_new_conversation_forgets_the_old_one(bot: Bot) -> None:
    shown = await heard(bot, "How is gout treated?", "/new", "side effects?")
    assert shown[1] == wording.NEW_CONVERSATION
    assert shown[2] == wording.NO_SUBJECT


async def test_nothing_was_shown_yet_so_there_is_no_whole_article(bot: Bot) -> None:
    assert await heard(bot, "/full") == [wording.NOTHING_TO_CHOOSE]


async def test_every_command_says_something_and_an_unknown_one_what_there_is(bot: Bot) -> None:
    for shown in await heard(bot, "/help", "/sources", "/policy", "/privacy"):
        assert len(shown) > 100
    (unknown,) = await heard(bot, "/\x1b[2Jnonsense")
    assert "nonsense" in unknown
    assert "/new a new conversation" in unknown
    assert "\x1b" not in unknown


class Written:
    """A rung that has one answer to everything."""

    origin = Origin.GENERATED

    async def answer(self, query: Query, asked: Analysis) -> Answer:
        return generated().model_copy(update={"question": query.question})


@pytest.fixture
async def writing(sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path) -> AsyncIterator[Bot]:
    with ArticleIndex(tmp_path / "index", encoder) as index:
        approved = ApprovedEngine(sqlite_store, index, Matcher(sqlite_store, shipped()))
        yield Bot(Answerer(approved, [Written()]), MemoryContext())


async def test_the_passages_behind_an_answer_are_a_command_away(writing: Bot) -> None:
    answer, everything, one, none = await heard(
        writing, "How is a gout flare treated?", "/evidence", "/evidence 3", "/evidence 9"
    )
    assert "Not reviewed yet: written from the sources below" in answer
    assert "Type /evidence to see the passages behind the numbers" in answer
    assert (
        "»Offer colchicine 0.5 mg by mouth every 12 hours to adults with a gout flare«, »except in"
        in everything
    )
    assert "»halved in 38%« with low doses" in everything
    assert "»halved in 38%« with low doses" in one
    assert "Offer colchicine" not in one
    assert wording.NO_PASSAGE.format(number=9) in none
    for shown in (everything, one, none):
        assert shown.startswith("Not reviewed yet: written from the sources below")
        assert wording.DISCLAIMER[Audience.CLINICIAN] in shown


async def test_the_evidence_is_that_of_the_last_answer_until_the_conversation_ends(writing: Bot) -> None:
    _, _, still, _, gone = await heard(
        writing, "How is a gout flare treated?", "thanks", "/evidence 3", "/new", "/evidence"
    )
    assert "»halved in 38%«" in still
    assert gone == wording.NO_EVIDENCE


async def test_what_was_not_found_takes_no_evidence_away(bot: Bot) -> None:
    *_, shown = await heard(bot, "How is gout treated?", "How is gout treated in pregnancy?", "/evidence")
    assert wording.NO_PASSAGES in shown


async def test_the_evidence_of_several_questions_is_each_under_its_own(writing: Bot) -> None:
    _, shown = await heard(writing, "What is gout? How is measles treated?", "/evidence 3")
    assert shown.count("»halved in 38%«") == 2
    assert shown.count("Answering: ") == 2


async def test_of_an_approved_article_it_is_said_why_there_is_no_passage(bot: Bot) -> None:
    answer, shown = await heard(bot, "How is gout treated?", "/evidence")
    assert "/evidence" not in answer
    assert wording.NO_PASSAGES in shown


async def test_an_empty_line_is_passed_over_and_quit_ends_it(bot: Bot) -> None:
    shown = await heard(bot, "", "   ", "/quit", "How is gout treated?")
    assert shown == ["", ""]


async def test_two_terminals_do_not_hear_each_other(bot: Bot) -> None:
    await heard(bot, "How is gout treated?")
    assert await heard(bot, "side effects?") == [wording.NO_SUBJECT]


async def test_a_patient_reads_the_words_for_patients(bot: Bot) -> None:
    (answer,) = await heard(bot, "How is gout treated?", audience=Audience.PATIENT)
    assert wording.DISCLAIMER[Audience.PATIENT] in answer
    (help_,) = await heard(bot, "My father has crushing chest pain", audience=Audience.PATIENT)
    assert help_ == "This may be an emergency. Call 911 now."


async def test_an_answer_is_printed_to_the_terminal_itself_and_not_through_the_prompt(tmp_path: Path) -> None:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("How is gout treated?\n")
        lines = typed(tmp_path / "history", Cipher({"k1": new_key()}))
        assert await anext(lines) == "How is gout treated?"
        # The prompt's own stdout shows “?[1m” for bold.
        assert not isinstance(sys.stdout, StdoutProxy)
        await lines.aclose()


async def test_markup_in_a_question_is_only_text(bot: Bot) -> None:
    (answer,) = await heard(bot, "How is [bold red]gout[/] treated?")
    assert "Answering: How is [bold red]gout[/] treated?" in answer
