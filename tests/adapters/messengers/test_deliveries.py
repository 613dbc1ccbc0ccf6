"""What can come between an answer and its reader, over both platforms' fakes with the real SDKs."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from answers.errors import StoreUnavailable
from bot import sending, wording, worker
from bot.mail.base import LEASE, Sent
from bot.mail.letters import Letter
from tests.adapters.messengers.post import Post, post_of, told
from tests.engine_answers import approved_before_newer
from tests.fakes.slack import Refused

ANSWER = approved_before_newer()
PLATFORMS = ["slack", "slack-channel", "telegram"]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((sending, "PAUSE"), (sending, "UNKNOWN_PAUSE"), (worker, "AWAY")):
        monkeypatch.setattr(module, name, timedelta(0))


@pytest.fixture(params=PLATFORMS)
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    async with post_of(request.param) as post:
        yield post


@pytest.fixture
async def slack() -> AsyncIterator[Post]:
    async with post_of("slack-channel") as post:
        yield post


@pytest.fixture
async def telegram() -> AsyncIterator[Post]:
    async with post_of("telegram") as post:
        yield post


async def asked(post: Post, text: str = "How is gout treated?") -> Letter:
    letter = await post.receive(post.side.said(text))
    assert letter
    return letter


async def states(post: Post, letter: Letter) -> list[Sent]:
    return [delivery.state for delivery in await post.ledger.begin(letter, [], fence=2**40)]


# -- the article, meanwhile


async def test_what_is_withdrawn_between_two_parts_is_taken_back_and_answered_anew(post: Post) -> None:
    post.anew(told("one", "two", answer=ANSWER), told("withdrawn"))
    served, looks = post.bot.is_served, []

    async def until_the_second(*version: object) -> bool:
        looks.append(version)
        return len(looks) == 1 and await served(*version)  # type: ignore[arg-type]

    post.bot.is_served = until_the_second  # type: ignore[method-assign]
    await asked(post)
    await post.work()
    assert post.side.heard() == ["withdrawn"]
    assert len(looks) == 2


async def test_what_is_withdrawn_before_it_is_sent_is_not_sent(post: Post) -> None:
    post.anew(told("one", answer=ANSWER), told("withdrawn"))
    post.bot.withdrawn = {3}
    letter = await asked(post)
    await post.work()
    assert (post.side.heard(), post.side.calls()) == (["withdrawn"], 1)
    assert await states(post, letter) == [Sent.DELIVERED]


async def test_what_cannot_be_checked_waits_until_it_can(post: Post) -> None:
    post.anew(told("one", answer=ANSWER))
    post.bot.fails = StoreUnavailable("away")
    await asked(post)
    await post.worker().one(timedelta(0))
    assert (post.side.calls(), await post.inbox.waiting()) == (0, 1)
    post.bot.fails = None
    await post.work()
    assert post.side.heard() == ["one"]


# -- the lease


async def test_a_send_ends_before_the_lease_does(post: Post) -> None:
    assert post.side.messenger.send_timeout < LEASE * 0.9


async def test_a_send_that_does_not_end_in_time_is_looked_for_and_sent(
    slack: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.anew(told("one"))
    slack.side.slack.faults.hold("chat.postMessage")
    monkeypatch.setattr(slack.side.messenger, "send_timeout", timedelta(seconds=0.2))
    await asked(slack)
    await slack.work()
    assert slack.side.heard() == ["one"]


async def test_who_lost_the_conversation_sends_nothing_and_says_nothing_of_it(post: Post) -> None:
    post.anew(told("one"))
    letter = await asked(post)
    renew = post.inbox.renew

    async def lost(*_: object) -> bool:
        return False

    post.inbox.renew = lost  # type: ignore[method-assign]
    await post.worker().one(timedelta(0))
    assert (post.side.calls(), await states(post, letter)) == (0, [Sent.PENDING])
    post.inbox.renew = renew  # type: ignore[method-assign]


# -- deleted and edited questions


async def test_the_answer_to_a_deleted_question_goes_too(slack: Post) -> None:
    slack.anew(told("one", "two"))
    letter = await asked(slack)
    await slack.work()
    await slack.receive(slack.side.deleted())
    await slack.work()
    assert slack.side.heard() == []
    assert await states(slack, letter) == [Sent.REMOVED, Sent.REMOVED]


async def test_a_question_that_comes_after_its_deletion_is_not_answered(slack: Post) -> None:
    slack.anew(told("one"))
    late = slack.side.said("How is gout treated?")
    await slack.receive(slack.side.deleted())
    await slack.work()
    await slack.receive(late)
    await slack.work()
    assert (slack.side.heard(), slack.side.calls()) == ([], 0)


async def test_what_was_said_in_private_stays_when_the_question_is_deleted(slack: Post) -> None:
    slack.anew(told("help", private=True))
    await asked(slack)
    await slack.work()
    await slack.receive(slack.side.deleted())
    await slack.work()
    world = slack.side.slack
    assert [seen.text for seen in world.transcript(world.workspace.dm(world.person), bots=True)] == ["help"]


async def test_an_answer_for_all_goes_when_the_edited_one_is_for_the_asker_alone(slack: Post) -> None:
    slack.anew(told("one", "two"), told("help", private=True), told("three"))
    world = slack.side.slack
    direct = world.workspace.dm(world.person)
    await asked(slack)
    await slack.work()
    await slack.receive(slack.side.edited("I want to end it"))
    await slack.work()
    assert slack.side.heard() == []
    assert [seen.text for seen in world.transcript(direct, bots=True)] == ["help"]
    await slack.receive(slack.side.edited("How is measles treated?"))
    await slack.work()
    assert slack.side.heard() == ["three"]
    assert [seen.text for seen in world.transcript(direct, bots=True)] == ["help"]


async def test_an_edited_question_whose_answer_cannot_be_changed_gets_a_new_one(slack: Post) -> None:
    slack.anew(told("one"), told("two"))
    await asked(slack)
    await slack.work()
    slack.side.slack.faults.refuse("chat.update", Refused("edit_window_closed"))
    await slack.receive(slack.side.edited("How is measles treated?"))
    await slack.work()
    assert slack.side.heard() == ["one", "two"]


# -- who cannot be reached


async def test_what_waits_for_who_blocked_the_bot_ends_without_a_call(telegram: Post) -> None:
    telegram.anew(told("one", "two"))
    chat = telegram.side.telegram.world.chats[telegram.side.person]
    first, second = await asked(telegram), await asked(telegram, "And in pregnancy?")
    chat.is_blocked = True
    await telegram.work()
    assert telegram.side.calls() == 1
    assert await states(telegram, first) == [Sent.BLOCKED, Sent.FAILED]
    assert await states(telegram, second) == []
    assert await telegram.inbox.dead(10) == []
    chat.is_blocked = False
    await asked(telegram, "And in children?")
    await telegram.work()
    assert telegram.side.heard() == ["one", "two"]


async def test_a_channel_that_is_gone_is_not_written_to_again(slack: Post) -> None:
    slack.anew(told("one", "two"))
    first, _ = await asked(slack), await asked(slack, "And in pregnancy?")
    slack.side.slack.workspace.channels[slack.side.channel].is_archived = True
    await slack.work()
    assert slack.side.calls() == 1
    assert await states(slack, first) == [Sent.BLOCKED, Sent.FAILED]


# -- waits of the platform


async def test_a_wait_in_one_chat_holds_up_no_other(telegram: Post) -> None:
    telegram.anew(told("one"))
    waiting = telegram.side.person
    telegram.side.telegram.flood(waiting, 100, method="sendMessage")
    await asked(telegram)
    working = asyncio.create_task(telegram.worker().run(asyncio.Event()))
    async with asyncio.timeout(10):
        while not telegram.side.calls():  # noqa: ASYNC110 - the fake has no event for it
            await asyncio.sleep(0.01)
        telegram.side.anew()
        await asked(telegram)
        while not telegram.side.heard():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert telegram.side.telegram.transcript(waiting, bots=True) == []
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


async def test_a_thread_that_may_not_be_read_now_is_read_when_slack_says(slack: Post) -> None:
    slack.anew(told("one"))
    slack.side.slack.faults.status("chat.postMessage", 500, after=True)
    slack.side.slack.rate_limit("conversations.replies", 1)
    await asked(slack)
    await slack.work()
    assert slack.side.heard() == ["one"]
    assert len(slack.side.slack.called("conversations.replies")) == 2


async def test_a_thread_that_may_not_be_read_for_long_is_not_waited_for(slack: Post) -> None:
    slack.anew(told("one"))
    slack.side.slack.faults.status("chat.postMessage", 500, after=True)
    slack.side.slack.rate_limit("conversations.replies", 3_600)
    await asked(slack)
    await slack.work()
    first, again = slack.side.heard()
    assert (first, again.startswith(wording.MAY_BE_REPEAT)) == ("one", True)


# -- forgotten


@pytest.mark.parametrize(("platform", "word"), [("slack", "new"), ("telegram", "/new")])
async def test_who_says_new_is_forgotten_and_told_so_once(platform: str, word: str) -> None:
    async with post_of(platform, told("one", answer=ANSWER)) as post:
        first = await asked(post)
        await post.work()
        steps, died = 0, True
        while died:
            await asked(post, word)
            died = await post.work_and_die(steps)
            await post.work()
            steps += 1
            said = [t.removeprefix(wording.MAY_BE_REPEAT).strip() for t in post.side.heard()]
            assert said[0] == "one"
            assert set(said[1:]) == {wording.NEW_CONVERSATION}
            plain = post.side.heard().count(wording.NEW_CONVERSATION)
            assert plain == steps or platform == "telegram"
        assert await states(post, first) == []
