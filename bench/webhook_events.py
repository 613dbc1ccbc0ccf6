"""Deliveries of both platforms as whole HTTP requests, made before they are measured."""

import json
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from bench.bare_webhook import SIGNING_SECRET, WEBHOOK_SECRET
from tests.fakes import FakeSlack, FakeTelegram
from tests.fakes.slack.delivery import encoded, signature
from tests.fakes.slack.events import Happened

AGAIN = 0.1
"""Share of the deliveries that come twice."""
MENTIONS = 0.2
TEXT = "What are the treatment options for osteosarcoma with lung metastases in a patient of {} years?"

_draw = random.Random(13)
_numbers = count(1)


@dataclass(frozen=True)
class Said:
    """Requests in the order in which they go, and how many different questions they hold."""

    requests: list[str]
    questions: int


def slack_events(slack: FakeSlack, questions: int, path: str) -> Said:
    """In direct messages, and as mentions in a channel: each of a person who has not asked before."""
    requests: list[str] = []
    for _ in range(questions):
        person = slack.workspace.add_user(f"n{next(_numbers)}")
        requests += _some_again([_slack_request(each, path) for each in _asked(slack, person)])
    return Said(requests, questions)


def _asked(slack: FakeSlack, person: str) -> Sequence[Happened]:
    if _draw.random() >= MENTIONS:
        return [slack.events.dm(_text(), user=person)]
    slack.workspace.channels[slack.channel].members.add(person)
    return slack.events.mention(_text(), channel=slack.channel, user=person)


def _slack_request(happened: Happened, path: str) -> str:
    body, content_type = encoded(happened)
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(SIGNING_SECRET, timestamp, body),
    }
    return _request(path, body.decode(), headers)


def telegram_updates(telegram: FakeTelegram, questions: int, path: str) -> Said:
    """In private chats, each of a person who has not asked before."""
    requests: list[str] = []
    for _ in range(questions):
        person = telegram.world.add_user(f"N{next(_numbers)}")
        body = json.dumps(telegram.happenings.private(_text(), user=person))
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET}
        requests += _some_again([_request(path, body, headers)])
    return Said(requests, questions)


def _text() -> str:
    return TEXT.format(_draw.randint(18, 90))


def _some_again(requests: list[str]) -> list[str]:
    return requests * 2 if _draw.random() < AGAIN else requests


def _request(path: str, body: str, headers: Mapping[str, str]) -> str:
    length = len(body.encode())
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines) + "\r\n\r\n" + body
