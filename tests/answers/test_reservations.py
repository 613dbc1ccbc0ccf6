"""What is said beside an answer depends on who asks, and on where the answer comes from."""

import pytest

from answers.question import analyse
from answers.reservations import with_reservations
from answers.types import Answer, Audience, Origin, Passage, Query, Support, Writer
from tests.making import PAGE, text

STOP = "Should I stop taking my statin?"


def answer(*said: str, origin: Origin = Origin.QUOTED, **fields: object) -> Answer:
    writer = Writer(model="m", prompt="1") if origin is Origin.GENERATED else None
    made = {"origin": origin, "question": "?", "text": text(*said), "references": (PAGE,), "writer": writer}
    return Answer.model_validate({**made, **fields})


def regarded(given: Answer, question: str, audience: Audience = Audience.CLINICIAN) -> Answer:
    return with_reservations(given, Query(question=question, audience=audience), analyse(question))


@pytest.mark.parametrize("origin", [Origin.QUOTED, Origin.GENERATED])
def test_what_a_treatment_answer_leaves_out_is_named(origin: Origin) -> None:
    given = regarded(answer("Colchicine is the first-line drug.", origin=origin), "How is gout treated?")
    assert given.lacking == ("the alternatives", "who should not have it", "the follow-up")


def test_what_an_engine_found_lacking_stays() -> None:
    given = answer("Colchicine is the first-line drug.", lacking=("children",))
    assert regarded(given, "How is gout treated?").lacking[0] == "children"


def test_only_the_public_is_told_that_it_asks_for_a_verdict() -> None:
    none = Answer(origin=Origin.NONE, question=STOP)
    assert regarded(none, STOP, Audience.PATIENT).personal
    assert not regarded(none, STOP).personal
    assert not regarded(none, "Are statins safe?", Audience.PATIENT).personal


def test_a_denied_premise_is_named_by_statement_or_passage() -> None:
    question = "Since garlic cures gout, how is it taken?"
    assert regarded(answer("Garlic does not cure gout."), question).premise == "garlic cures gout"
    passage = Passage(id="1", text="In no trial did it help. Garlic does not cure gout.", reference=PAGE)
    support = (Support(statement=0, citation=1, passage=passage),)
    told = regarded(answer("Gout is treated with colchicine.", support=support), question)
    assert told.premise
    assert [each.text for each in told.premise_denied] == ["Garlic does not cure gout."]
    assert regarded(answer("Gout is treated with colchicine."), question).premise is None


def test_lay_people_are_shown_no_dose_against_a_premise() -> None:
    question = "Since garlic cures gout, how is it taken?"
    passage = Passage(id="1", text="Garlic 500 mg daily does not cure gout.", reference=PAGE)
    given = answer("Gout is treated.", support=(Support(statement=0, citation=1, passage=passage),))
    assert regarded(given, question).premise_denied
    told = regarded(given, question, Audience.PATIENT)
    assert told.premise
    assert not told.premise_denied
