"""What is special to Slack, on the running product, by HTTP and by Socket Mode."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from adapters.errors import AdapterError, PlatformUnreachable, SettingInvalid
from adapters.serving import SLACK_PATH, Role
from adapters.slack import app as slack_app
from adapters.slack.messenger import EYES, STATUS
from answers.answerer import Answerer
from answers.types import Answer, Query
from bot import compose, wording
from bot.errors import InboxUnavailable
from bot.mail.redis import RedisInbox
from bot.sending import REPEATS_MAX
from tests.adapters.messengers.apart import APART, Separately
from tests.adapters.messengers.product import Product, running
from tests.adapters.messengers.talks import SlackTalk
from tests.fakes import FakeSlack
from tests.fakes.slack import Happened, Refused, Seen
from tests.fakes.slack.delivery import FORGERIES, WRONG_SECRET, Forgery, Retry
from tests.fakes.slack.transcript import Message

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROLES = frozenset({Role.WORKER, Role.WEB, Role.SLACK})
SEED = "What are the treatment options for osteosarcoma with lung metastases?"
GOUT = "How is gout treated?"
EMERGENCY = "My father has crushing chest pain and can't breathe, what should I do?"
SELF_HARM = "I want to kill myself"
EVERYWHERE = pytest.mark.parametrize("private", [True, False], ids=["private", "channel"])
BOTH_WAYS = pytest.mark.parametrize("over_http", [True, False], ids=["http", "socket"])
MOMENT_S = 0.05
"""For what must not come."""

Talks = Callable[..., SlackTalk]


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["here", APART])
async def product(
    request: pytest.FixtureRequest,
    library: Path,
    separately: Separately,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Product]:
    """What receives by HTTP and by Socket Mode, for all tests of this module: one process, or four."""
    if request.param == APART:
        yield await separately.running()
        return
    async with running(library, tmp_path_factory.mktemp("slack") / "data", ROLES) as product:
        yield product


@pytest.fixture
def slack(product: Product) -> Iterator[FakeSlack]:
    yield product.slack
    product.slack.faults.clear()
    product.slack.agents_enabled = True


@pytest.fixture
def talks(product: Product, slack: FakeSlack) -> Talks:
    def begin(*, private: bool = True, over_http: bool = True) -> SlackTalk:
        return SlackTalk(product, private=private, over_http=over_http)

    return begin


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What an operator would see, uvicorn's own lines too."""
    server = logging.getLogger("uvicorn")
    server.addHandler(caplog.handler)
    with caplog.at_level(logging.WARNING):
        yield caplog
    server.removeHandler(caplog.handler)


def asked(slack: FakeSlack, talk: SlackTalk, text: str) -> tuple[Happened, ...]:
    """A question that is not told yet."""
    if slack.workspace.channels[talk.channel].kind == "im":
        return (slack.events.dm(text, user=talk.person),)
    return slack.events.mention(text, channel=talk.channel, user=talk.person)


async def deliver(product: Product, happened: Happened, **how: Any) -> int | None:
    return (await product.slack.http.deliver(happened, product.url + SLACK_PATH, **how)).status


def calls(slack: FakeSlack, channel: str) -> list[str]:
    """The calls about a channel; a status with its value."""
    return [
        " ".join(filter(None, (call.method, call.arguments.get("status"))))
        for call in slack.calls
        if channel in (call.arguments.get("channel"), call.arguments.get("channel_id"))
    ]


def only(heard: Sequence[Any]) -> Any:
    assert len(heard) == 1, [each.text[:80] for each in heard]
    return heard[0]


def answered(product: Product, happened: Happened) -> list[Seen]:
    """What the bot said in the thread."""
    return product.slack.transcript(happened.channel, happened.root, bots=True)


# -- who is let in

SIGNED = "X-Slack-Request-Timestamp: 1\r\nX-Slack-Signature: v0=1\r\n"


ENDLESS = Forgery(headers={"X-Slack-Request-Timestamp": "9" * 5_000})
"""More digits than Python makes a number of."""


@pytest.mark.parametrize("forged", [*FORGERIES, ENDLESS])
async def test_who_is_not_slack_is_refused_without_a_word(
    product: Product, slack: FakeSlack, logged: pytest.LogCaptureFixture, forged: Forgery
) -> None:
    said = slack.events.dm(SEED)
    assert await deliver(product, said, forged=forged) == 401
    await product.quiet()
    assert answered(product, said) == []
    assert logged.records == []


@pytest.mark.parametrize("body", [b"\xff\xfe", b"{", b"[1]", b"payload=x", b"payload=[]", b"[" * 9_999, b""])
@pytest.mark.parametrize("json_type", [True, False])
async def test_what_cannot_be_read_is_refused_without_a_word(
    product: Product, slack: FakeSlack, logged: pytest.LogCaptureFixture, body: bytes, json_type: bool
) -> None:
    kind = "application/json" if json_type else "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": "1", "X-Slack-Signature": "v0=1"}
    refused = await slack.hand_over(product.url + SLACK_PATH, body, headers, 3)
    assert refused.status in (400, 401)
    assert logged.records == []


async def test_what_is_too_large_is_not_read(
    product: Product, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = slack.events.dm(SEED)
    with monkeypatch.context() as patched:
        patched.setattr(slack_app, "BODY_MAX_BYTES", 100)
        assert await deliver(product, said) == 413
    # Nor what does not say how large it is.
    host, port = "127.0.0.1", product.settings.port
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(
        f"POST {SLACK_PATH} HTTP/1.1\r\nHost: x\r\n{SIGNED}Transfer-Encoding: chunked\r\n\r\n".encode()
    )
    assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_the_address_is_verified_for_slack_alone(product: Product, slack: FakeSlack) -> None:
    asked = Happened("events_api", {"type": "url_verification", "token": "t", "challenge": "3eZbrw"})
    verified = await slack.http.deliver(asked, product.url + SLACK_PATH)
    assert (verified.status, json.loads(verified.body)) == (200, {"challenge": "3eZbrw"})
    assert await deliver(product, asked, forged=WRONG_SECRET) == 401
    assert await deliver(product, Happened("slash_commands", {"ssl_check": "1", "token": "t"})) == 200


def interaction(slack: FakeSlack, kind: str, **more: Any) -> Happened:
    world = slack.workspace
    who = {"user": {"id": slack.person}, "team": {"id": world.team}, "trigger_id": "1.2.x"}
    return Happened("interactive", {"type": kind, "callback_id": "x", **who, **more})


MODAL = {"type": "modal", "id": "V1", "callback_id": "x", "state": {"values": {}}}
NOT_FOR_US: dict[str, Callable[[FakeSlack], Happened]] = {
    "a join": lambda slack: slack.events.joined(channel=slack.channel),
    "a visit": lambda slack: slack.events.home_opened(),
    "an uninstallation": lambda slack: slack.events.event("app_uninstalled"),
    "an event of tomorrow": lambda slack: slack.events.event("brain_opened", channel=slack.channel),
    "too many events": lambda slack: Happened("events_api", {"type": "app_rate_limited", "team_id": "T"}),
    "a slash command": lambda slack: slack.events.slash("/curbside", SEED, channel=slack.channel),
    "a shortcut": lambda slack: interaction(slack, "shortcut"),
    "a message's shortcut": lambda slack: interaction(slack, "message_action", message={"text": SEED}),
    "a modal": lambda slack: interaction(slack, "view_submission", view=MODAL),
    "a closed modal": lambda slack: interaction(slack, "view_closed", view=MODAL),
    "a menu": lambda slack: interaction(slack, "block_suggestion", action_id="x"),
    "another's button": lambda slack: interaction(slack, "block_actions", actions=[{"action_id": "x"}]),
}


@BOTH_WAYS
@pytest.mark.parametrize("of", list(NOT_FOR_US))
async def test_what_is_not_for_the_bot_is_acknowledged_and_not_answered(
    product: Product, slack: FakeSlack, logged: pytest.LogCaptureFixture, over_http: bool, of: str
) -> None:
    before = slack.transcript(bots=True)
    happened = NOT_FOR_US[of](slack)
    if over_http:
        assert await deliver(product, happened) == 200
    else:
        async with asyncio.timeout(1):
            await (await slack.socket_mode.send(happened)).acked()
    await product.quiet()
    assert slack.transcript(bots=True) == before
    assert logged.records == []


# -- what is not recorded is not acknowledged


@contextmanager
def inbox_away() -> Iterator[asyncio.Event]:
    """Gives what is set once something could not be recorded."""
    refused = asyncio.Event()

    async def put(*_: object) -> None:
        refused.set()
        raise InboxUnavailable("Redis did not answer: ConnectionError")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(RedisInbox, "put", put)
        yield refused


REFUSING = pytest.mark.in_process("the inbox is made to refuse")


@REFUSING
@EVERYWHERE
async def test_what_could_not_be_recorded_is_answered_when_it_comes_again(
    product: Product, slack: FakeSlack, talks: Talks, private: bool
) -> None:
    talk = talks(private=private)
    said, *_ = asked(slack, talk, SEED)
    with inbox_away():
        assert await deliver(product, said) == 503
    assert talk.heard() == []
    for number, reason in enumerate(("http_error", "http_timeout", "unknown_error"), 1):
        assert await deliver(product, said, retry=Retry(number, reason)) == 200
        await product.quiet()
        assert "osteosarcoma" in only(answered(product, said)).text


@REFUSING
async def test_by_socket_what_could_not_be_recorded_is_not_acknowledged(
    product: Product, slack: FakeSlack
) -> None:
    said = slack.events.dm(SEED)
    with inbox_away() as refused:
        envelope = await slack.socket_mode.send(said)
        await refused.wait()
        await asyncio.sleep(MOMENT_S)
        assert not envelope.is_acked
    (again,) = await slack.socket_mode.redeliver()
    await again.acked()
    await product.quiet()
    assert "osteosarcoma" in only(answered(product, said)).text


@REFUSING
@BOTH_WAYS
@EVERYWHERE
async def test_an_emergency_needs_no_inbox(
    product: Product, slack: FakeSlack, talks: Talks, private: bool, over_http: bool
) -> None:
    talk = talks(private=private, over_http=over_http)
    with inbox_away():
        said = asked(slack, talk, EMERGENCY)
        for _ in range(2):
            await talk.tell(said)
    help_lines = only(answered(product, said[0])).text
    assert "call your local emergency number" in help_lines.lower()
    assert wording.TROUBLE in help_lines


# -- one answer


@EVERYWHERE
async def test_copies_that_come_at_once_by_both_ways_are_answered_once(
    product: Product, slack: FakeSlack, talks: Talks, private: bool
) -> None:
    said = asked(slack, talks(private=private), SEED)
    by_http, envelopes = await asyncio.gather(
        slack.http.deliver_all([*said, *said, *said], product.url + SLACK_PATH),
        slack.socket_mode.send_all([*said, *said], backwards=True),
    )
    assert {each.status for each in by_http} == {200}
    for envelope in envelopes:
        await envelope.acked()
    await product.quiet()
    only(answered(product, said[0]))


@BOTH_WAYS
async def test_a_mention_that_is_told_the_other_way_round_is_answered_once(
    product: Product, slack: FakeSlack, talks: Talks, over_http: bool
) -> None:
    talk = talks(private=False, over_http=over_http)
    said = asked(slack, talk, SEED)
    await talk.tell(said[::-1])
    only(answered(product, said[0]))


# -- work that is held


@dataclass
class Desk:
    """Answers wait here until they are let go."""

    came: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    made, answer = Desk(), Answerer.answer

    async def waiting(self: Answerer, query: Query) -> Answer:
        made.came.set()
        await made.let_go.wait()
        return await answer(self, query)

    monkeypatch.setattr(Answerer, "answer", waiting)
    yield made
    made.let_go.set()


async def in_hand(product: Product, slack: FakeSlack, talk: SlackTalk, desk: Desk) -> Happened:
    """A question that the bot is at."""
    said = asked(slack, talk, SEED)
    for each in said:
        assert await deliver(product, each) == 200
    async with asyncio.timeout(5):
        await desk.came.wait()
    return said[0]


async def let_go(product: Product, desk: Desk) -> None:
    desk.let_go.set()
    await product.quiet()


@BOTH_WAYS
async def test_replies_that_come_in_another_order_are_answered_in_the_order_of_the_thread(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk, over_http: bool
) -> None:
    talk = talks()
    first = await in_hand(product, slack, talk, desk)
    dm = slack.events.dm
    replies = [dm(text, user=talk.person, thread_ts=first.ts) for text in (GOUT, "What is asthma?")]
    for each in reversed(replies):
        if over_http:
            assert await deliver(product, each) == 200
        else:
            await (await slack.socket_mode.send(each)).acked()
    await let_go(product, desk)
    heard = [seen.text.lower() for seen in answered(product, first)]
    assert len(heard) == 3
    for text, subject in zip(heard, ("osteosarcoma", "gout", "asthma"), strict=True):
        assert subject in text


@EVERYWHERE
async def test_stop_is_confirmed_once_and_nothing_else_is_said(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk, private: bool
) -> None:
    talk = talks(private=private)
    said = await in_hand(product, slack, talk, desk)
    stopped = slack.events.stopped(channel=said.channel, thread_ts=said.root, user=talk.person)
    for _ in range(2):
        assert await deliver(product, stopped) == 200
    await let_go(product, desk)
    assert only(answered(product, said)).text == wording.STOPPED
    assert slack.status(said.channel, said.root) == "active"


async def test_stop_without_work_is_harmless(product: Product, slack: FakeSlack, talks: Talks) -> None:
    talk = talks()
    said, *_ = await talk.ask(GOUT)
    await talk.tell([slack.events.stopped(channel=said.channel, thread_ts=said.root, user=talk.person)])
    first, *rest = answered(product, said)
    assert "gout" in first.text.lower()
    assert [each.text for each in rest] == [wording.STOPPED]
    assert slack.status(said.channel, said.root) == "active"


@EVERYWHERE
async def test_a_question_that_is_deleted_in_hand_is_not_answered(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk, private: bool
) -> None:
    talk = talks(private=private)
    said = await in_hand(product, slack, talk, desk)
    assert await deliver(product, slack.events.deleted(said)) == 200
    await let_go(product, desk)
    assert talk.heard() == talk.elsewhere() == []
    assert "chat.postMessage" not in calls(slack, said.channel)


async def test_a_question_that_is_deleted_while_it_waits_is_not_answered(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk
) -> None:
    talk = talks()
    first = await in_hand(product, slack, talk, desk)
    waiting = slack.events.dm(GOUT, user=talk.person, thread_ts=first.ts)
    for each in (waiting, slack.events.deleted(waiting)):
        assert await deliver(product, each) == 200
    await let_go(product, desk)
    assert "osteosarcoma" in only(answered(product, first)).text
    assert slack.status(first.channel, first.root) == "active"


@EVERYWHERE
async def test_a_question_that_is_edited_in_hand_is_answered_as_it_is_now(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk, private: bool
) -> None:
    said = await in_hand(product, slack, talks(private=private), desk)
    events = slack.events
    for each in (events.edited(said, GOUT),) if private else events.edited_mention(said, GOUT):
        assert await deliver(product, each) == 200
    await let_go(product, desk)
    answer = only(answered(product, said))
    assert "gout" in answer.text.lower()
    assert answer.edits == ()


# -- signs of life


async def shown(look: Callable[[], object], expected: object) -> None:
    """The sign of life is given beside the work, which does not wait for it."""
    async with asyncio.timeout(5):
        while look() != expected:  # noqa: ASYNC110 - the fake has no event for it
            await asyncio.sleep(0.005)


async def test_in_a_direct_message_the_session_works_until_the_answer_is_there(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk
) -> None:
    said = await in_hand(product, slack, talks(), desk)
    await shown(lambda: slack.status(said.channel, said.root), "processing")
    assert answered(product, said) == []
    await let_go(product, desk)
    status = "agents.sessions.setStatus"
    assert calls(slack, said.channel) == [f"{status} processing", "chat.postMessage", f"{status} active"]


async def test_in_a_channel_words_stand_under_the_thread_until_the_answer_is_there(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk
) -> None:
    said = await in_hand(product, slack, talks(private=False), desk)
    await shown(lambda: slack.status(said.channel, said.root), STATUS)
    await let_go(product, desk)
    assert slack.status(said.channel, said.root) == "active"
    status = "assistant.threads.setStatus"
    assert calls(slack, said.channel) == [f"{status} {STATUS}", "chat.postMessage", status]


@EVERYWHERE
async def test_where_there_is_no_status_the_question_gets_a_reaction_until_the_answer_is_there(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk, private: bool
) -> None:
    slack.agents_enabled = False
    slack.faults.refuse("assistant.threads.setStatus", Refused("not_allowed_token_type"), times=None)
    said = await in_hand(product, slack, talks(private=private), desk)
    bots = {slack.workspace.bot.id}
    await shown(lambda: slack.transcript(said.channel)[0].reactions, {EYES: bots})
    await let_go(product, desk)
    assert slack.transcript(said.channel)[0].reactions == {EYES: frozenset()}
    only(answered(product, said))


async def test_a_workspace_without_agents_has_the_words_instead(
    product: Product, slack: FakeSlack, talks: Talks, desk: Desk
) -> None:
    slack.agents_enabled = False
    said = await in_hand(product, slack, talks(), desk)
    await shown(lambda: slack.status(said.channel, said.root), STATUS)
    await let_go(product, desk)
    assert slack.status(said.channel, said.root) == "active"


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("agents", [True, False])
async def test_no_sign_of_life_stays_where_the_bot_fails(
    product: Product,
    slack: FakeSlack,
    talks: Talks,
    monkeypatch: pytest.MonkeyPatch,
    agents: bool,
    private: bool,
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Answerer, "answer", broken)
    if not agents:
        slack.agents_enabled = False
        slack.faults.refuse("assistant.threads.setStatus", Refused("feature_disabled"), times=None)
    said, *_ = await talks(private=private).ask(SEED)
    assert only(answered(product, said)).text == wording.TROUBLE
    assert slack.status(said.channel, said.root) == ("active" if agents else "")
    assert not any(slack.transcript(said.channel)[0].reactions.values())


async def test_a_status_that_cannot_be_taken_back_is_taken_back_by_the_other_way(
    product: Product, slack: FakeSlack, talks: Talks
) -> None:
    slack.faults.drop("agents.sessions.setStatus", where=lambda said: said["status"] == "active")
    said, *_ = await talks().ask(GOUT)
    assert slack.status(said.channel, said.root) == "active"


async def test_no_sign_of_life_stays_when_the_process_ends(library: Path, tmp_path: Path, desk: Desk) -> None:
    async with running(library, tmp_path / "home", ROLES) as product:
        talk = SlackTalk(product, private=True, over_http=True)
        said = await in_hand(product, product.slack, talk, desk)
        product.task.cancel()
        await asyncio.wait([product.task])
        assert product.slack.status(said.channel, said.root) == "active"
        assert answered(product, said) == []
        assert await product.inbox.waiting() == 1


# -- buttons


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles without a bottom line, of which the first screen shows the beginning."""
    answer = Answerer.answer

    async def without_bottom_line(self: Answerer, query: Query) -> Answer:
        answered = await answer(self, query)
        assert answered.text
        return answered.model_copy(update={"text": answered.text.model_copy(update={"bottom_line": None})})

    monkeypatch.setattr(Answerer, "answer", without_bottom_line)
    monkeypatch.setattr(compose, "FIRST_SCREEN_WORDS", 20)


@EVERYWHERE
@BOTH_WAYS
@pytest.mark.usefixtures("folded")
async def test_the_full_article_comes_in_the_same_thread(
    product: Product, slack: FakeSlack, talks: Talks, private: bool, over_http: bool
) -> None:
    talk = talks(private=private, over_http=over_http)
    await talk.ask(GOUT)
    short = only(talk.heard())
    await talk.press(short, "Full article")
    _, *whole = talk.heard()
    assert sum(len(each.text) for each in whole) > len(short.text)
    assert all(not each.previews for each in whole)
    assert talk.elsewhere() == []


@pytest.mark.usefixtures("folded")
async def test_a_press_in_what_one_person_sees_is_answered_to_that_person(
    product: Product, slack: FakeSlack, talks: Talks
) -> None:
    talk = talks(private=False)
    said, *_ = await talk.ask(GOUT)
    (shown,) = answered(product, said)
    message = slack.workspace.messages[said.channel, shown.ts]
    whispered = Message(
        said.channel, slack.workspace.new_ts(), message.user, message.content, said.root, is_bots=True
    )
    slack.workspace.keep(whispered).ephemeral_to = talk.person
    before = len(slack.calls)
    press = slack.events.click(channel=said.channel, ts=whispered.ts, button="Full article", user=talk.person)
    await talk.tell([press])
    _, _, *whole = answered(product, said)
    assert whole
    assert {each.ephemeral_to for each in whole} == {talk.person}
    assert {call.method for call in slack.calls[before:]} == {"chat.postEphemeral"}


@pytest.mark.usefixtures("folded")
async def test_a_press_that_comes_again_is_answered_once(
    product: Product, slack: FakeSlack, talks: Talks
) -> None:
    talk = talks()
    said, *_ = await talk.ask(GOUT)
    press = slack.events.click(
        channel=said.channel, ts=talk.heard()[0].id, button="Full article", user=talk.person
    )
    await talk.tell([press])
    once = talk.heard()
    await slack.http.deliver_copies(press, product.url + SLACK_PATH, 3)
    await product.quiet()
    assert talk.heard() == once


# -- sending


async def test_a_rate_limit_is_waited_for_and_the_answer_comes_once(
    product: Product, slack: FakeSlack, talks: Talks, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept, sleep = [], asyncio.sleep

    async def shortened(seconds: float, result: Any = None) -> Any:
        slept.append(seconds)
        return await sleep(0 if seconds == 37 else seconds, result)

    monkeypatch.setattr(asyncio, "sleep", shortened)
    slack.rate_limit("chat.postMessage", 37)
    said, *_ = await talks().ask(GOUT)
    assert slept.count(37) == 1
    assert wording.MAY_BE_REPEAT not in only(answered(product, said)).text


async def break_off(slack: FakeSlack, kind: str, *, after: bool) -> None:
    if kind == "drop":
        slack.faults.drop("chat.postMessage", after=after)
    else:
        slack.faults.status("chat.postMessage", int(kind), after=after)


BROKEN_OFF = pytest.mark.parametrize("kind", ["drop", "500", "502", "200"])


@EVERYWHERE
@BROKEN_OFF
@pytest.mark.parametrize("after", [True, False], ids=["arrived", "lost"])
async def test_where_the_answer_broke_off_slack_is_looked_at_and_it_stands_there_once(
    product: Product, slack: FakeSlack, talks: Talks, private: bool, kind: str, after: bool
) -> None:
    await break_off(slack, kind, after=after)
    said, *_ = await talks(private=private).ask(GOUT)
    assert wording.MAY_BE_REPEAT not in only(answered(product, said)).text
    assert slack.status(said.channel, said.root) == "active"


@EVERYWHERE
@BROKEN_OFF
async def test_where_slack_shows_no_history_it_comes_again_and_says_so(
    product: Product, slack: FakeSlack, talks: Talks, private: bool, kind: str
) -> None:
    slack.faults.refuse("conversations.replies", Refused("missing_scope"), times=None)
    await break_off(slack, kind, after=True)
    said, *_ = await talks(private=private).ask(GOUT)
    first, second = answered(product, said)
    assert wording.MAY_BE_REPEAT not in first.text
    assert wording.MAY_BE_REPEAT in second.text
    assert second.text.endswith(first.text)
    assert slack.status(said.channel, said.root) == "active"


@pytest.mark.parametrize("how", ["archived", "not_in_channel"])
async def test_a_refused_answer_is_one_line_in_the_log_and_the_next_one_comes(
    product: Product, slack: FakeSlack, talks: Talks, logged: pytest.LogCaptureFixture, how: str
) -> None:
    talk, other = talks(private=False), talks(private=False)
    channel = slack.workspace.channels[talk.channel]
    members = set(channel.members)
    if how == "archived":
        channel.is_archived = True
    else:
        channel.members.discard(slack.workspace.bot.id)
    await talk.ask(GOUT)
    assert talk.heard() == talk.elsewhere() == []
    (line,) = logged.messages
    assert line == f"refused by slack: {'is_archived' if how == 'archived' else how}"
    channel.is_archived, channel.members = False, members
    await other.ask(GOUT)
    only(other.heard())
    await talk.ask(GOUT)
    only(talk.heard())


REFUSALS = {
    "no direct messages": ("conversations.open", "missing_scope"),
    "not to this person": ("conversations.open", "user_disabled"),
    "messages are off": ("chat.postMessage", "messages_tab_disabled"),
}


@pytest.mark.parametrize("refusal", list(REFUSALS))
async def test_where_direct_messages_are_refused_self_harm_is_answered_for_one_persons_eyes(
    product: Product, slack: FakeSlack, talks: Talks, refusal: str
) -> None:
    method, code = REFUSALS[refusal]
    talk = talks(private=False)
    slack.faults.refuse(method, Refused(code), times=None)
    said, *_ = await talk.ask(SELF_HARM)
    told = only(answered(product, said))
    assert "harm yourself" in told.text
    assert told.ephemeral_to == talk.person
    assert talk.elsewhere() == []


async def test_self_harm_in_a_channel_is_answered_once_in_a_direct_message(
    product: Product, slack: FakeSlack, talks: Talks
) -> None:
    talk = talks(private=False)
    said = await talk.ask(SELF_HARM)
    await talk.again(said)
    assert talk.heard() == []
    direct = only(slack.transcript(slack.workspace.dm(talk.person), bots=True))
    assert direct.thread_ts is None
    assert slack.status(said[0].channel, said[0].root) == "active"


@EVERYWHERE
async def test_answers_stand_in_the_thread_of_the_first_message_without_previews(
    product: Product, slack: FakeSlack, talks: Talks, private: bool
) -> None:
    talk = talks(private=private)
    said, *_ = await talk.ask(GOUT)
    await talk.follow("and in chronic kidney disease?")
    for seen in slack.transcript(said.channel, bots=True):
        assert seen.thread_ts == said.ts
        assert not seen.unfurls
    sent = [call for call in slack.called("chat.postMessage") if call.arguments["channel"] == said.channel]
    assert len(sent) == 2
    assert not any("link_names" in call.arguments or "parse" in call.arguments for call in sent)


# -- words


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("policy", wording.POLICY[0]),
        ("Help", "“new” starts a new conversation"),
        ("sources", wording.SOURCES_USED),
        ("PRIVACY", wording.PRIVACY[0]),
        ("new", wording.NEW_CONVERSATION),
    ],
)
@EVERYWHERE
async def test_a_bare_word_is_a_command(talks: Talks, private: bool, word: str, said: str) -> None:
    talk = talks(private=private)
    await talk.ask(word)
    assert said in only(talk.heard()).text


async def test_new_forgets_what_the_thread_was_about(talks: Talks) -> None:
    talk = talks()
    for text in (SEED, "new", "what about children?"):
        await talk.ask(text)
    assert "osteosarcoma" not in talk.heard()[-1].text.lower()


# -- what is said of it elsewhere


async def test_the_logs_hold_nobodys_words_and_no_token(
    product: Product, slack: FakeSlack, talks: Talks, logged: pytest.LogCaptureFixture
) -> None:
    secret = "Zephyrine Quackenbush"
    text = f"How is gout treated in {secret}?"

    async def broken(_: Answerer, query: Query) -> None:
        raise ValueError(query.question)

    with inbox_away():
        assert await deliver(product, slack.events.dm(text)) == 503
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Answerer, "answer", broken)
        await talks().ask(text)
    slack.faults.refuse("chat.postMessage", Refused("invalid_blocks", [text]))
    await talks().ask(text)
    slack.faults.status("chat.postMessage", 503, times=1 + REPEATS_MAX)
    slack.faults.refuse("conversations.replies", Refused("missing_scope", [text]), times=None)
    await talks().ask(text)
    assert len(logged.records) == 4
    for token in (secret, "Quackenbush", slack.bot_token, slack.app_token, slack.signing_secret):
        assert token not in logged.text


# -- at the start


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, SettingInvalid, "SLACK_BOT_TOKEN: .*invalid_auth"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, SettingInvalid, "SLACK_APP_TOKEN: .*invalid_auth"),
        (
            {"SLACK_API_URL": "http://127.0.0.1:1/api/"},
            PlatformUnreachable,
            "Slack did not answer at http://127",
        ),
    ],
    ids=["bot token", "app token", "unreachable"],
)
async def test_what_is_wrong_is_named_at_the_start(
    library: Path, tmp_path: Path, wrong: dict[str, object], error: type[AdapterError], says: str
) -> None:
    with pytest.raises(error, match=says):
        async with running(library, tmp_path / "home", ROLES, **wrong):
            pass


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
@pytest.mark.parametrize("kind", ["drop", "503", "rate"])
async def test_slack_that_is_out_of_order_at_the_start_is_not_taken_for_a_wrong_token(
    method: str, kind: str
) -> None:
    async with FakeSlack() as slack:
        if kind == "drop":
            slack.faults.drop(method)
        elif kind == "rate":
            slack.rate_limit(method, 30)
        else:
            slack.faults.status(method, int(kind))
        with pytest.raises(PlatformUnreachable, match="Slack did not answer at http://127"):
            await start(slack)


async def test_a_socket_that_does_not_open_is_not_waited_for_without_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with FakeSlack() as slack:
        slack.socket_mode._tickets = frozenset()  # type: ignore[assignment] # so that none is let in
        monkeypatch.setattr(slack.socket_mode, "ticket", lambda: "none")
        monkeypatch.setattr(slack_app, "SEND_TIMEOUT", timedelta(seconds=0.1))
        with pytest.raises(PlatformUnreachable, match="Socket Mode"):
            await start(slack)


async def start(slack: FakeSlack) -> None:
    async with slack_app.open_slack(slack.bot_token, slack.api_url) as opened:
        app = slack_app.events_app(opened, None, None)  # type: ignore[arg-type] # nothing is received
        async with slack_app.socket_mode(app, slack.app_token):
            pass
