"""One library for all tests of a session, and a running product for each way of receiving."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.root import open_library
from adapters.serving import Role
from adapters.settings import Settings
from bot import sending
from tests.adapters.messengers.product import Product, running
from tests.adapters.messengers.talks import SlackTalk, Talk, TelegramTalk


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two sends a worker waits for seconds."""
    for name in ("PAUSE", "UNKNOWN_PAUSE"):
        monkeypatch.setattr(sending, name, timedelta(seconds=0.01))


WAYS = {
    "slack-socket": frozenset({Role.WORKER, Role.SLACK}),
    "slack-http": frozenset({Role.WORKER, Role.WEB}),
    "telegram-polling": frozenset({Role.WORKER, Role.TELEGRAM}),
    "telegram-webhook": frozenset({Role.WORKER, Role.WEB}),
}
SECRET = "a-webhook-secret-of-32-characters"

Talks = Callable[..., Talk]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the starter library, loaded and indexed."""
    home = tmp_path_factory.mktemp("library") / "data"
    async with open_library(Settings.model_validate({"CURBSIDE_DATA_DIR": home})):
        return home


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=list(WAYS))
async def way(
    request: pytest.FixtureRequest, library: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, Product]]:
    """Each way of receiving, with its product running for all tests of a module."""
    name = str(request.param)
    home = tmp_path_factory.mktemp(name) / "data"
    async with running(library, home, WAYS[name], **more(name)) as product:
        product.telegram.http.secret = SECRET
        yield name, product


def more(way: str) -> dict[str, object]:
    return {"TELEGRAM_WEBHOOK_SECRET": SECRET} if way == "telegram-webhook" else {}


@pytest.fixture
def talks(way: tuple[str, Product]) -> Talks:
    """A new conversation on this way: in private, or among others."""
    name, product = way

    def begin(*, private: bool = True) -> Talk:
        return talk(name, product, private=private)

    return begin


def talk(way: str, product: Product, *, private: bool) -> Talk:
    """A new conversation on a way of receiving."""
    if way.startswith("slack"):
        return SlackTalk(product, private=private, over_http=way == "slack-http")
    return TelegramTalk(product, private=private, by_webhook=way == "telegram-webhook")
