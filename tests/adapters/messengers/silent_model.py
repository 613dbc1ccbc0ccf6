"""A deployment whose model is silent when it is first asked: a question is in hand for as long as wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.root import open_store
from tests.answers.test_answerer import SAID, quoting_article
from tests.fakes.openai.fake import FakeOpenAi, answer, says, silent
from tests.making import approvals
from tests.processes import Deployment, deployed

__all__ = ["SAID", "silent_at_first"]


@asynccontextmanager
async def silent_at_first(home: Path) -> AsyncIterator[tuple[Deployment, FakeOpenAi]]:
    """The second call is answered with `SAID`, from the only article there is."""
    written = answer([{"text": SAID, "passages": [2]}])
    async with FakeOpenAi(silent(), says(written)) as model:
        named = {"CURBSIDE_MODEL_URL": model.base, "CURBSIDE_MODEL": "m", "CURBSIDE_SAMPLE_LIBRARY": "0"}
        async with deployed(home, **named) as product:
            async with open_store(product.settings) as store:
                page = quoting_article()
                await store.put([page], actor="test", approvals=approvals(page))
            yield product, model
