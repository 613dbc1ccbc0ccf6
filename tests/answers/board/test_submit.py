"""A written answer goes to the board once for each question."""

import pytest

from answers.board.submit import Submissions, external_id
from answers.matcher import Matcher
from answers.pair_model import shipped
from answers.store.sql import SqlStore
from answers.types import Answer, Audience, Origin, Passage, Support, Writer
from tests.making import PAGE, text

CLINICIAN = Audience.CLINICIAN


def generated(question: str, said: str = "Rest and cooling ease an attack.") -> Answer:
    passage = Passage(id="1.1.1", text=said, reference=PAGE)
    return Answer(
        origin=Origin.GENERATED,
        question=question,
        text=text(said),
        references=(PAGE,),
        writer=Writer(model="a-model", prompt="7"),
        support=(Support(statement=0, citation=1, passage=passage),),
    )


@pytest.fixture
def submissions(sqlite_store: SqlStore) -> Submissions:
    return Submissions(sqlite_store, Matcher(sqlite_store, shipped()))


async def test_the_question_is_the_title(submissions: Submissions, sqlite_store: SqlStore) -> None:
    submitted = await submissions.submit(generated("How is gout treated?"), CLINICIAN, "T1")
    assert submitted
    assert submitted.version.article.question == "How is gout treated?"
    assert submitted.version.workspace == "T1"
    assert submitted.basis.support[0].passage.text == "Rest and cooling ease an attack."
    assert (await sqlite_store.history(submitted.version.id))[0].actor == "answer engine"


@pytest.mark.parametrize(
    "again",
    ["How is gout treated?", "how is gout treated", "What is the treatment for gout?"],
)
async def test_a_near_duplicate_joins_the_earlier_one(
    submissions: Submissions, sqlite_store: SqlStore, again: str
) -> None:
    first = await submissions.submit(generated("How is gout treated?"), CLINICIAN, None)
    assert first
    assert await submissions.submit(generated(again, "Something else helps too."), CLINICIAN, None) is None
    assert (await sqlite_store.submissions([first.version]))[first.version.id].asked == 2


@pytest.mark.parametrize(
    "other",
    [
        "How is gout diagnosed?",
        "How is gout treated in pregnancy?",
        "How is pseudogout treated?",
        "Can gout be prevented?",
        "How is gout treated in children?",
    ],
)
async def test_another_question_waits_by_itself(
    submissions: Submissions, sqlite_store: SqlStore, other: str
) -> None:
    await submissions.submit(generated("How is gout treated?"), CLINICIAN, None)
    assert await submissions.submit(generated(other), CLINICIAN, None) is not None
    assert len(await sqlite_store.waiting(CLINICIAN, None)) == 2


async def test_audiences_and_workspaces_do_not_join(submissions: Submissions) -> None:
    for audience, workspace in ((CLINICIAN, None), (Audience.PATIENT, None), (CLINICIAN, "T1")):
        submitted = await submissions.submit(generated("How is gout treated?"), audience, workspace)
        assert submitted, (audience, workspace)


async def test_a_long_question_becomes_a_title_that_fits(submissions: Submissions) -> None:
    long = f"{'I have had gout for many years now. ' * 40}How is gout treated?"
    submitted = await submissions.submit(generated(long), CLINICIAN, None)
    assert submitted
    assert "How is gout treated?" in submitted.version.article.question


async def test_only_what_a_model_wrote_is_submitted(submissions: Submissions) -> None:
    quoted = Answer(origin=Origin.QUOTED, question="?", text=text("Rest."), references=(PAGE,))
    with pytest.raises(ValueError, match="generated"):
        await submissions.submit(quoted, CLINICIAN, None)


def test_the_same_words_have_the_same_id_and_other_audiences_another() -> None:
    assert external_id("How is gout treated?", CLINICIAN) == external_id("how is  gout treated", CLINICIAN)
    assert external_id("a?", CLINICIAN) != external_id("a?", Audience.PATIENT)
