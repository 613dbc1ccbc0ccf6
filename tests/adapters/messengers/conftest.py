"""One library for all tests of a session, and a running product for each way of receiving.

The ways that end in `apart` have their roles in separate processes. A test that reaches into the product
stays in this process, and its fixtures or its mark `in_process` say what it reaches for.
"""

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from adapters.root import open_library
from adapters.serving import Role
from adapters.settings import Settings
from bot import sending
from tests.adapters.messengers.apart import APART, START_S, Separately
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


REACHES = {
    "monkeypatch": "a part of the product is replaced",
    "desk": "an answer is made to wait",
    "thinking": "an answer is made to wait",
    "away": "the inbox is made to refuse",
    "folded": "answers are made longer than a screen",
    "logged": "the log is read",
    "caplog": "the log is read",
}
"""Fixtures of tests that stay in this process, with what they reach for."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that reach into the product are not run where it is in other processes."""
    kept, left_out = [], []
    for item in items:
        if _is_apart(item):
            # The first of them starts the processes.
            item.add_marker(pytest.mark.timeout(2 * START_S))
        (left_out if _is_apart(item) and _reaches_inside(item) else kept).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def _is_apart(item: pytest.Item) -> bool:
    call = getattr(item, "callspec", None)
    return call is not None and any(str(each).endswith(APART) for each in call.params.values())


def _reaches_inside(item: pytest.Item) -> bool:
    assert isinstance(item, pytest.Function)
    named = {name for mark in item.iter_markers("usefixtures") for name in mark.args}
    given = set(inspect.signature(item.function).parameters) | named
    return bool(given & set(REACHES)) or item.get_closest_marker("in_process") is not None


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def separately(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Separately]:
    """The processes of the whole session, for whoever wants them."""
    async with AsyncExitStack() as stack:
        yield Separately(stack, tmp_path_factory.mktemp("apart"))


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="session",
    params=[*WAYS, *(f"{way}, {APART}" for way in WAYS if way != "telegram-polling")],
)
async def way(
    request: pytest.FixtureRequest,
    library: Path,
    separately: Separately,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[str, Product]]:
    """Each way of receiving, with its product running for all tests of a module. Apart there is no polling:
    Telegram gives a bot's updates to the webhook or to a poller."""
    name = str(request.param)
    if name.endswith(APART):
        yield name.split(",")[0], await separately.running()
        return
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
