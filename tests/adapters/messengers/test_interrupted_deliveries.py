"""A worker that dies at any call of a delivery: the next one goes on, and every part stands there once.

On Slack it is looked for. Telegram shows a bot nothing: there a part may stand twice, the second time under a
line that says so.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from bot import sending, wording
from bot.cipher import Cipher, new_key
from bot.mail.sql import SqlLedger
from tests.adapters.messengers.post import Post, post_of, told

PARTS = ("one", "two")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PAUSE", "UNKNOWN_PAUSE"):
        monkeypatch.setattr(sending, name, timedelta(0))


def once(heard: Sequence[str]) -> list[str]:
    """What was heard, a marked repeat taken for what it repeats."""
    note = wording.MAY_BE_REPEAT
    plain = [text.removeprefix(note).strip() for text in heard]
    return [
        text
        for number, text in enumerate(plain)
        if not (heard[number].startswith(note) and text in plain[:number])
    ]


async def died_and_went_on(post: Post, steps: int) -> bool:
    """False where the worker was done before."""
    died = await post.work_and_die(steps)
    await post.work()
    assert await post.inbox.waiting() == 0
    return died


@pytest.mark.parametrize("platform", ["slack", "slack-channel", "telegram"])
async def test_wherever_a_worker_dies_every_part_stands_there_once(platform: str, tmp_path: Path) -> None:
    ledger = SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}", Cipher({"k1": new_key()}))
    async with ledger, post_of(platform, ledger=ledger) as post:
        for steps in count():
            post.anew(told(*PARTS))
            await post.receive(post.side.said("How is gout treated?"))
            died = await died_and_went_on(post, steps)
            heard = post.side.heard()
            if platform != "telegram":
                assert heard == list(PARTS), steps
            assert once(heard) == list(PARTS), steps
            if not died:
                assert steps > 20
                return


@pytest.mark.parametrize("platform", ["slack-channel", "telegram"])
@pytest.mark.parametrize("new", [("a",), ("a", "b", "c")], ids=["fewer", "more"])
async def test_wherever_a_worker_dies_an_edited_question_has_its_new_answer_alone(
    platform: str, new: tuple[str, ...]
) -> None:
    async with post_of(platform) as post:
        for steps in count():
            post.anew(told(*PARTS), told(*new))
            await post.receive(post.side.said("How is gout treated?"))
            await post.work()
            await post.receive(post.side.edited("How is measles treated?"))
            died = await died_and_went_on(post, steps)
            heard = post.side.heard()
            if platform != "telegram":
                assert heard == list(new), steps
            assert once(heard) == list(new), steps
            if not died:
                return


@pytest.mark.parametrize("platform", ["slack-channel", "telegram"])
async def test_nobody_reads_the_beginning_of_one_answer_and_the_end_of_another(platform: str) -> None:
    """The model, say, writes another answer when it is asked again."""
    async with post_of(platform) as post:
        for steps in count():
            post.anew(told(*PARTS), told("a", "b"))
            await post.receive(post.side.said("How is gout treated?"))
            died = await died_and_went_on(post, steps)
            heard = [text.removeprefix(wording.MAY_BE_REPEAT).strip() for text in post.side.heard()]
            # On Telegram a part of the former one may have arrived of which nobody knows.
            left = heard[1:] if platform == "telegram" and heard[0] in PARTS else heard
            assert heard == list(PARTS) or left == ["a", "b"], (steps, heard)
            if not died:
                return
