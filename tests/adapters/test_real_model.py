"""A real language model on this machine, over the wire: it writes poorly, and what it writes is checked."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from adapters.root import Library, open_library
from adapters.settings import Settings
from answers.citations.base import Claim
from answers.citations.check import CitationCheck
from answers.errors import ModelUnavailable
from answers.language.base import Prompt, whole
from answers.language.breaker import MemoryBreaker, Position
from answers.language.budget import Allowances, MemoryBudget, Usage
from answers.language.guarded import GuardedModel
from answers.language.openai import Timeouts, open_endpoint
from answers.types import Answer, Origin, Query
from tests.answers.test_answerer import SAID, quoting_article
from tests.llama import RealModel, real_model
from tests.making import approvals

pytestmark = pytest.mark.timeout(400)

PATIENT = Timeouts(connect_s=5, first_s=120, between_s=60, total_s=180)
QUESTIONS = ["How is gout treated?", "Do colchicine and rest shorten an attack of gout?"]


@pytest.fixture
def model() -> Iterator[RealModel]:
    with real_model() as running:
        yield running


@asynccontextmanager
async def opened(model: RealModel, home: Path, timeout_s: float) -> AsyncIterator[Library]:
    settings = Settings.model_validate(
        {
            "CURBSIDE_DATA_DIR": home,
            "CURBSIDE_SAMPLE_LIBRARY": False,
            "CURBSIDE_MODEL_URL": model.base,
            "CURBSIDE_MODEL": "smollm2",
            "CURBSIDE_MODEL_TIMEOUT_S": timeout_s,
        }
    )
    async with open_library(settings) as library:
        page = quoting_article()
        await library.store.put([page], actor="test", approvals=approvals(page))
        await library.follower.catch_up()
        yield library


async def test_it_speaks_the_protocol(model: RealModel) -> None:
    prompt = Prompt("You answer in one short sentence.", "What is gout?", tokens_max=40)
    async with open_endpoint(model.base, "smollm2", timeouts=PATIENT) as endpoint:
        pieces = [piece async for piece in endpoint.ask(prompt)]
    assert len([piece for piece in pieces if isinstance(piece, str)]) > 5
    used = [piece for piece in pieces if isinstance(piece, Usage)]
    assert used
    assert used[-1].answer > 5


async def test_it_keeps_to_a_schema(model: RealModel) -> None:
    schema = {"type": "object", "properties": {"dry": {"type": "boolean"}}, "required": ["dry"],
              "additionalProperties": False}  # fmt: skip
    prompt = Prompt("You answer in JSON.", "Is water dry?", schema, tokens_max=40)
    async with open_endpoint(model.base, "smollm2", timeouts=PATIENT) as endpoint:
        said = "".join([piece async for piece in endpoint.ask(prompt) if isinstance(piece, str)])
        assert not endpoint._unknown
    assert said.strip().startswith("{")
    assert '"dry"' in said


async def test_nothing_that_it_makes_up_is_shown(model: RealModel, tmp_path: Path) -> None:
    async with opened(model, tmp_path, timeout_s=180) as library:
        check = CitationCheck(library.encoder)
        for question in QUESTIONS:
            answer = await library.answerer.answer(Query(question=question, declined=True))
            assert answer.origin in (Origin.GENERATED, Origin.QUOTED)
            assert answer.degraded == (), "it must have answered: what it wrote is what is looked at"
            assert_borne_out(answer, check)
        assert (await library.models.gauges())[0].spent.tokens > 0


def assert_borne_out(answer: Answer, check: CitationCheck) -> None:
    """Each statement by the passages behind its citations."""
    assert answer.text
    for place, statement in enumerate(answer.text.statements()):
        passages = [support.passage for support in answer.support if support.statement == place]
        assert passages
        (verdict,) = check.check([Claim(statement.text, tuple(p.id for p in passages))], passages)
        assert verdict.supported, statement.text


async def test_killed_in_the_middle_of_an_answer_the_quoted_one_comes(
    model: RealModel, tmp_path: Path
) -> None:
    async with opened(model, tmp_path, timeout_s=180) as library:
        assert library.models.writer
        asking = asyncio.create_task(library.answerer.answer(Query(question=QUESTIONS[1], declined=True)))
        await asyncio.sleep(2)
        assert (await library.models.writer.gauges()).running == 1
        began = time.monotonic()
        model.kill()
        answer = await asking
        took = time.monotonic() - began
        assert (answer.origin, answer.degraded) == (Origin.QUOTED, (Origin.GENERATED,))
        assert SAID in str(answer.text)
        assert took < 60, "it does not wait for a time-out where the connection is gone"
        seen = (await library.models.writer.gauges()).breaker
        assert (seen.position, seen.failed) == (Position.CLOSED, 1)


async def test_a_prompt_longer_than_its_context_is_refused_and_opens_nothing(model: RealModel) -> None:
    async with open_endpoint(model.base, "smollm2", timeouts=PATIENT) as endpoint:
        guarded = GuardedModel(endpoint, breaker=MemoryBreaker(failures=1), budget=MemoryBudget(Allowances()))
        with pytest.raises(ModelUnavailable):
            await whole(guarded, Prompt("Read.", "gout " * 20_000), account=None)
        assert (await guarded.gauges()).breaker.position is Position.CLOSED
