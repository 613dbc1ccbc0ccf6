"""Sends that fail: before they took effect, after it, too late; and those that are told to wait."""

import random
import time
from collections.abc import Callable

from bench.chaos.happened import Happened, Wait
from tests.fakes.faults import Arguments
from tests.fakes.slack.errors import too_many
from tests.fakes.telegram.errors import flood
from tests.processes import Deployment

FAILED = 0.05
"""Of the sends, all five ways of failing together."""
TOLD_TO_WAIT = 0.04
WAITS_S = (1, 2, 3)
TOO_LATE_S = 11.0
"""The product waits for ten seconds."""

SEND = {"slack": "chat.postMessage", "telegram": "sendMessage"}


def spoil(product: Deployment, rng: random.Random, happened: Happened) -> None:
    """From now on, at random."""

    def fails(_: Arguments) -> bool:
        return rng.random() < FAILED / 5

    for platform, fake in (("slack", product.slack), ("telegram", product.telegram)):
        faults, send = fake.faults, SEND[platform]
        refused = too_many if platform == "slack" else flood
        happened.faults |= {
            f"{platform}: lost before it arrived": [faults.drop(send, times=None, where=fails)],
            f"{platform}: lost after it arrived": [faults.drop(send, times=None, where=fails, after=True)],
            f"{platform}: 500 before it arrived": [faults.status(send, times=None, where=fails)],
            f"{platform}: 500 after it arrived": [faults.status(send, times=None, where=fails, after=True)],
            f"{platform}: arrived, answered too late": [
                faults.delay(send, TOO_LATE_S, times=None, where=fails, after=True)
            ],
            f"{platform}: told to wait (429)": [
                faults.refuse(
                    send, refused(wait_s), times=None, where=_told_to_wait(platform, wait_s, rng, happened)
                )
                for wait_s in WAITS_S
            ],
        }


def _told_to_wait(
    platform: str, wait_s: int, rng: random.Random, happened: Happened
) -> Callable[[Arguments], bool]:
    """Which calls are refused, each noted with its chat."""

    def refused(arguments: Arguments) -> bool:
        if struck := rng.random() < TOLD_TO_WAIT / len(WAITS_S):
            chat = str(arguments.get("channel") or arguments.get("chat_id"))
            happened.waits.append(Wait(platform, chat, time.time(), wait_s))
        return struck

    return refused
