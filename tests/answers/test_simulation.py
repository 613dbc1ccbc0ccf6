"""What an article would newly answer is what it answers once it is approved."""

import pytest

from answers.match import shipped_thresholds
from answers.search.encoder import MiniLm
from answers.simulation import QuestionEffect, Simulator, Standing, TitleEffect, trial_of
from answers.types import Outcome, Query, Status
from tests.answers.small_library import Library
from tests.making import article

MEASLES = article("measles", question="How is measles treated?", focus="measles")
ASKED = "What is the treatment of measles?"


@pytest.fixture
def simulator(library: Library, encoder: MiniLm) -> Simulator:
    return Simulator(library.store, library.approved, encoder, library.matcher, shipped_thresholds())


async def test_a_new_article_shows_which_questions_it_would_answer(
    library: Library, simulator: Simulator
) -> None:
    await library.add(article())
    trial = await trial_of(library.store, MEASLES)
    asked = [Query(question=text) for text in (ASKED, "How is gout treated?", "What is scurvy?")]
    nothing, served = Standing(Outcome.NONE, ()), Standing(Outcome.SERVE, ("measles",))
    assert await simulator.questions(trial, asked) == [QuestionEffect(ASKED, nothing, served)]
    await library.add(MEASLES)
    answer = await library.ask(ASKED)
    assert answer.version
    assert answer.version.article == MEASLES


async def test_nothing_of_a_trial_is_stored_or_served(library: Library, simulator: Simulator) -> None:
    await library.add(article())
    trial = await trial_of(library.store, MEASLES)
    assert trial.status is Status.SUBMITTED
    await simulator.questions(trial, [Query(question=ASKED)])
    await simulator.titles(trial)
    await library.follower.catch_up()
    assert len(library.index) == 1
    assert await library.store.counts() == {Status.APPROVED: 1}
    assert (await library.ask(ASKED)).version is None


async def test_an_alias_shows_which_other_articles_questions_it_would_take(
    library: Library, simulator: Simulator
) -> None:
    await library.add(article(), MEASLES)
    aliased = article(aliases=("How is measles treated?",))
    trial = await trial_of(library.store, aliased)
    assert trial.version == 2
    assert await simulator.titles(trial) == [
        TitleEffect("measles", "How is measles treated?", Outcome.NONE, Outcome.SERVE)
    ]
    unchanged = await trial_of(library.store, article())
    assert await simulator.titles(unchanged) == []


async def test_a_namesake_would_turn_an_answer_into_a_choice(library: Library, simulator: Simulator) -> None:
    await library.add(MEASLES)
    other = MEASLES.model_copy(update={"external_id": "other", "texts": article(said="Salt.").texts})
    trial = await trial_of(library.store, other)
    (effect,) = await simulator.questions(trial, [Query(question=ASKED)])
    assert (effect.today.outcome, effect.then.outcome) == (Outcome.SERVE, Outcome.SUGGEST)
    assert set(effect.then.articles) == {"measles", "other"}
