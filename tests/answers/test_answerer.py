"""The ladder over a real store, index and encoder: what may be served, and what comes after."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from answers.answerer import Answerer
from answers.engines.approved import ApprovedEngine, Findings
from answers.engines.quoting import QuotingEngine
from answers.errors import EngineError, EvidenceUnavailable, StoreUnavailable
from answers.evidence.base import Found
from answers.evidence.gather import Evidences
from answers.match import shipped_thresholds
from answers.question import Analysis
from answers.search.encoder import MiniLm
from answers.search.index import ArticleIndex
from answers.store.sql import SqlStore
from answers.thresholds import FRESH_S, InForce, Thresholds
from answers.types import Answer, Article, Audience, Origin, Outcome, Query, QuestionType, Status
from tests.answers.small_library import Library
from tests.making import approval, article, text

SAID = "Colchicine and rest shorten an attack of gout when they are begun early."


async def test_an_approved_article_is_served_word_for_word(library: Library) -> None:
    gout = article()
    await library.add(gout)
    answer = await library.ask()
    assert answer.origin is Origin.APPROVED
    assert answer.version
    assert answer.version.article == gout
    assert answer.text == gout.texts[Audience.CLINICIAN]


@pytest.mark.parametrize("status", [Status.UNDER_REVIEW, Status.REJECTED, Status.WITHDRAWN])
async def test_no_other_status_is_ever_served(library: Library, status: Status) -> None:
    await library.store.put([article()], actor="test")
    submitted = await library.store.find("gout-treatment")
    await library.follower.catch_up()
    assert (await library.ask()).origin is Origin.NONE
    await library.store.change_status(submitted, status, actor="test")
    await library.follower.catch_up()
    answer = await library.ask()
    assert (answer.origin, answer.candidates) == (Origin.NONE, ())


async def test_a_withdrawal_takes_effect_before_the_index_hears_of_it(library: Library) -> None:
    await library.add(article())
    version = await library.store.find("gout-treatment")
    await library.store.change_status(version, Status.WITHDRAWN, actor="test")
    answer = await library.ask()
    assert (answer.origin, answer.candidates, answer.suggestions) == (Origin.NONE, (), ())


async def test_an_expired_article_is_not_served(library: Library) -> None:
    await library.add(article(), review_due=datetime.now(UTC).date() - timedelta(days=1))
    assert (await library.ask()).origin is Origin.NONE


async def test_the_old_version_is_served_until_the_new_one_is_approved(library: Library) -> None:
    old, new = article(), article(said="Something newer.")
    await library.add(old)
    await library.store.put([new], actor="test")
    await library.follower.catch_up()
    before = await library.ask()
    latest = await library.store.find("gout-treatment")
    await library.store.change_status(latest, Status.APPROVED, actor="t", approval=approval(new))
    await library.follower.catch_up()
    after = await library.ask()
    assert before.version
    assert after.version
    assert (before.version.version, after.version.version) == (1, 2)
    assert after.text == new.texts[Audience.CLINICIAN]


async def test_another_workspaces_article_is_not_even_a_candidate(library: Library) -> None:
    await library.add(article(), workspace="T1")
    assert (await library.ask(workspace="T1")).origin is Origin.APPROVED
    for other in ("T2", None):
        answer = await library.ask(workspace=other)
        assert (answer.origin, answer.candidates) == (Origin.NONE, ())


async def test_same_title_and_other_text_is_offered_not_chosen(library: Library) -> None:
    await library.add(article("one"), article("two", said="Quite another text."))
    answer = await library.ask()
    assert answer.origin is Origin.NONE
    assert {s.external_id for s in answer.suggestions} == {"one", "two"}


async def test_a_patient_is_not_given_a_text_for_clinicians(library: Library) -> None:
    await library.add(article(texts={Audience.CLINICIAN: text("Dose by weight.")}))
    answer = await library.ask(audience=Audience.PATIENT)
    assert (answer.origin, answer.suggestions) == (Origin.NONE, ())


async def test_a_near_miss_is_offered_with_what_differs_and_without_its_text(library: Library) -> None:
    await library.add(article())
    answer = await library.ask("How is gout treated in pregnancy?")
    assert (answer.origin, answer.text, answer.exhausted) == (Origin.NONE, None, False)
    assert [s.external_id for s in answer.suggestions] == ["gout-treatment"]
    assert "pregnancy" in str(answer.suggestions[0].differs)


async def test_what_the_question_names_is_offered_where_the_model_finds_it_far(library: Library) -> None:
    await library.add(article("gout", question="What is gout?", question_type=QuestionType.DEFINITION))
    story = "My neighbour told me about his dog and the new car. He has gout. What would the mayor say?"
    answer = await library.ask(story)
    assert [suggestion.external_id for suggestion in answer.suggestions] == ["gout"]


async def test_what_is_declined_goes_on_to_the_next_rung_and_is_not_offered_again(library: Library) -> None:
    await library.add(article())
    answer = await library.ask("How is gout treated in pregnancy?", declined=True)
    assert (answer.origin, answer.exhausted, answer.suggestions) == (Origin.NONE, True, ())


async def test_a_chosen_article_says_that_it_was_chosen(library: Library) -> None:
    await library.add(article())
    version = await library.store.find("gout-treatment")
    query = Query(question="How is gout treated in pregnancy?")
    answer = await library.answerer.open(query, version.id)
    assert (answer.opened, answer.not_accounted_for) == (True, ("pregnancy",))
    await library.store.change_status(version, Status.WITHDRAWN, actor="test")
    assert (await library.answerer.open(query, version.id)).origin is Origin.NONE


def quoting_article() -> Article:
    """Answers another relation, but holds a sentence on treatment."""
    return article(
        "gout-page",
        question="What is gout?",
        quotes_source=True,
        texts={Audience.PATIENT: text("Gout is a painful form of arthritis.", SAID)},
    )


async def test_where_no_article_answers_sentences_are_quoted_word_for_word(library: Library) -> None:
    await library.add(quoting_article())
    answer = await library.ask("Do colchicine and rest shorten an attack of gout?", declined=True)
    assert answer.origin is Origin.QUOTED
    assert answer.text
    quoted = [statement.text for statement in answer.text.statements()]
    assert SAID in quoted
    stored = {s.text for s in quoting_article().texts[Audience.PATIENT].statements()}
    assert set(quoted) <= stored
    assert answer.references[0].url == "https://example.org/page"


async def test_what_a_source_does_not_speak_of_is_not_quoted(library: Library) -> None:
    await library.add(quoting_article())
    for asked in ("How is measles treated?", "Do colchicine and rest help dogs with gout?"):
        assert (await library.ask(asked, declined=True)).origin is Origin.NONE


async def test_our_own_words_are_not_quoted_as_a_sources(library: Library) -> None:
    await library.add(quoting_article().model_copy(update={"quotes_source": False}))
    answer = await library.ask("Do colchicine and rest shorten an attack of gout?", declined=True)
    assert answer.origin is Origin.NONE


class Broken:
    """A rung that fails."""

    origin = Origin.GENERATED

    async def answer(self, query: Query, asked: Analysis) -> Answer | None:
        raise EngineError("no model")


async def test_a_broken_rung_is_the_next_rung_and_is_named(library: Library) -> None:
    await library.add(quoting_article())
    answerer = Answerer(library.approved, [Broken(), library.quoting])
    query = Query(question="Do colchicine and rest shorten an attack of gout?", declined=True)
    answer = await answerer.answer(query)
    assert (answer.origin, answer.degraded) == (Origin.QUOTED, (Origin.GENERATED,))


class Away:
    """Evidence that cannot be asked."""

    async def find(self, query: Query, limit: int) -> list[Found]:
        raise EvidenceUnavailable("away")


async def test_an_honest_none_names_once_the_evidence_that_was_not_asked(
    library: Library, encoder: MiniLm
) -> None:
    await library.add(quoting_article())
    quoting = QuotingEngine(Evidences({"PubMed": Away(), "library": library.evidence}), encoder)
    answerer = Answerer(library.approved, [quoting, quoting])
    answer = await answerer.answer(Query(question="How is measles treated?", declined=True))
    assert (answer.origin, answer.exhausted, answer.degraded) == (Origin.NONE, True, ("PubMed",))
    asked = Query(question="Do colchicine and rest shorten an attack of gout?", declined=True)
    found = await answerer.answer(asked)
    assert (found.origin, found.degraded) == (Origin.QUOTED, ("PubMed",))


async def test_without_the_database_there_is_an_honest_none(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.add(article())

    async def away(*_: object, **__: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(library.store, "served", away)
    answer = await library.ask()
    assert answer.origin is Origin.NONE
    assert Origin.APPROVED in answer.degraded


async def test_a_question_is_never_a_query_of_the_search_engine(library: Library) -> None:
    await library.add(article())
    for hostile in ('gout" OR *:*', "NOT gout AND (", "question:gout^9", "~ + - && || !", "a" * 4_000):
        assert (await library.ask(hostile)).origin in set(Origin)


async def test_the_index_is_the_same_after_it_was_closed_and_opened(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    for round_ in range(2):
        with ArticleIndex(tmp_path / "index", encoder) as index:
            library = Library(sqlite_store, index, encoder)
            if round_ == 0:
                await library.add(article(), review_due=date(2999, 1, 1))
            else:
                assert await library.follower.catch_up() == 0
            assert (await library.ask()).origin is Origin.APPROVED


async def test_two_processes_have_an_index_each(encoder: MiniLm, tmp_path: Path) -> None:
    with ArticleIndex(tmp_path / "index", encoder) as one, ArticleIndex(tmp_path / "index", encoder) as two:
        assert one._slot != two._slot


async def test_the_thresholds_that_hold_decide_and_change_without_a_restart(library: Library) -> None:
    await library.add(article())
    shipped = shipped_thresholds()
    clock = [0.0]
    approved = ApprovedEngine(
        library.store,
        library.index,
        library.matcher,
        thresholds=InForce(library.store, shipped, lambda: clock[0]),
    )
    answerer = Answerer(approved, [])
    asked = Query(question="How is gout treated?")
    assert (await answerer.answer(asked)).origin is Origin.APPROVED
    stricter = shipped.model_copy(update={"serve_at": 1.0, "set_by": "Dr Ada Example"})
    await library.store.set_thresholds(stricter)
    clock[0] += FRESH_S
    answer = await answerer.answer(asked)
    assert (answer.origin, [s.external_id for s in answer.suggestions]) == (Origin.NONE, ["gout-treatment"])


async def test_word_for_word_is_served_at_any_threshold(library: Library) -> None:
    await library.add(article())

    async def strictest() -> Thresholds:
        return shipped_thresholds().model_copy(update={"serve_at": 1.0})

    approved = ApprovedEngine(library.store, library.index, library.matcher, thresholds=strictest)
    answer = await Answerer(approved, []).answer(Query(question="What are the treatment options for gout?"))
    assert (answer.origin, answer.probability) == (Origin.APPROVED, 1.0)


async def test_a_namesake_below_the_threshold_still_keeps_the_other_from_being_served(
    library: Library,
) -> None:
    title = article().question
    await library.add(article(), article("other", question=title, said="Something else.", aliases=("toe?",)))
    judged = (await library.find("How is gout treated?")).judged
    far = judged[1].decision.model_copy(update={"probability": 0.1, "outcome": Outcome.NONE})
    findings = Findings((), (judged[0], replace(judged[1], decision=far)))
    assert judged[0].decision.outcome is Outcome.SERVE
    assert findings.served() is None


async def test_of_namesakes_the_reader_chooses_and_the_chosen_one_fits(library: Library) -> None:
    title = article().question
    await library.add(article(), article("other", question=title, said="Something else.", aliases=("toe?",)))
    answerer = Answerer(library.approved, [])
    asked = Query(question="How is gout treated?")
    answer = await answerer.answer(asked)
    assert answer.origin is Origin.NONE
    assert [(s.external_id, s.namesake) for s in answer.suggestions] == [
        ("gout-treatment", True),
        ("other", True),
    ]
    chosen = await answerer.open(asked, answer.suggestions[1].article_id)
    assert (chosen.origin, chosen.opened, chosen.fits) == (Origin.APPROVED, True, True)


async def test_a_chosen_article_on_something_else_does_not_fit(library: Library) -> None:
    await library.add(article())
    answerer = Answerer(library.approved, [])
    asked = Query(question="What causes gout?")
    (near,) = (await answerer.answer(asked)).suggestions
    assert not (await answerer.open(asked, near.article_id)).fits
