"""Chaos sees what it is there to see: each fault is found, and a run without one has none."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.chaos import library
from bench.chaos.happened import Happened, Stroke
from bench.chaos.people import Record, Said
from bench.chaos.plan import Ask, Talk, Way, plan
from bench.chaos.verdict import Left, Shown, Verdict, judge
from bot import wording
from bot.mail.base import Dead, Reason, Sent

DISCLAIMER = next(iter(wording.DISCLAIMER.values()))
SUBJECTS = ("Kalo-Tem", "Bedur-Nax", "Vatok-Rus")
WITHDRAWN = SUBJECTS[2]
WITHDRAWN_AT = 200.0


def said(number: int, way: Way = Way.SLACK_DIRECT) -> Said:
    """The question about a subject, asked at 100 s and what follows, acknowledged half a second later."""
    title = library.question(SUBJECTS[number])
    place = "slack:D1:1.0" if way.is_slack else "telegram:7"
    letter = f"{place.split(':')[0]}:E{number}"
    at = 100.0 + 10 * number
    return Said(
        Ask(title, title, SUBJECTS[number]), Talk(0, way, ()), place, letter, str(number), at, at, at + 0.5
    )


def shown(of: Said, at: float | None = None, text: str = "") -> Shown:
    """Its answer, two seconds after it was acknowledged."""
    whole = (
        f"Released by Chaos\nAnswering: {of.ask.understood}\n"
        f"{of.ask.subject} syndrome is treated with rest.\n{DISCLAIMER}"
    )
    at = at if at is not None else of.offered_at + 2.5
    return Shown(of.place, f"D1/{at}", text or whole, at)


def recorded(of: Said, answer: Shown) -> tuple[str, int, str, str | None]:
    return hashlib.sha256(of.letter.encode()).hexdigest(), 0, Sent.DELIVERED, answer.id


ASKED = [said(0), said(1)]
SHOWN = [shown(each) for each in ASKED]


def judged(
    asked: Sequence[Said] = ASKED,
    seen: Sequence[Shown] = SHOWN,
    *,
    left: Left | None = None,
    ends: Sequence[tuple[Stroke, float]] = (),
    logs: Sequence[Path] = (),
) -> Verdict:
    rows = [recorded(one, each) for one in asked for each in seen if one.ask.understood == each.question][:2]
    happened = Happened(withdrawn_at=WITHDRAWN_AT, ends=list(ends))
    left = left or Left(0, (), rows)
    return judge(Record(list(asked)), seen, happened, left, logs, WITHDRAWN)


def test_a_run_without_faults_has_none() -> None:
    assert judged().faults == []


@pytest.mark.parametrize(
    ("seen", "fault"),
    [
        (lambda: [SHOWN[0]], "not answered"),
        (lambda: [*SHOWN, replace(SHOWN[1], id="D1/9", at=130.0)], "answered twice, unmarked"),
        (
            lambda: [*SHOWN, shown(ASKED[1], 130.0, text=f"{wording.MAY_BE_REPEAT}\n{SHOWN[1].text}")],
            "answered again, marked",
        ),
        (lambda: [SHOWN[1], replace(SHOWN[0], at=115.0)], "out of order"),
        (lambda: [*SHOWN, replace(SHOWN[0], place="slack:D2:1.0")], "wrong conversation"),
        (lambda: [*SHOWN, shown(ASKED[0], 140.0, text=wording.TROUBLE)], "an apology"),
        (lambda: [*SHOWN, shown(ASKED[0], 140.0, text=wording.NO_SUBJECT)], "answers no question"),
        (lambda: [SHOWN[0], replace(SHOWN[1], text=SHOWN[1].text.replace(DISCLAIMER, ""))], "without status"),
        (lambda: [SHOWN[0], replace(SHOWN[1], text=SHOWN[1].text.split("\n", 1)[1])], "without status"),
        (
            lambda: [
                SHOWN[0],
                replace(SHOWN[1], text=SHOWN[1].text.replace("Bedur-Nax syndrome is", "It is")),
            ],
            "another subject's article",
        ),
    ],
)
def test_what_people_must_not_see_is_found(seen: Callable[[], list[Shown]], fault: str) -> None:
    assert any(fault in each for each in judged(seen=seen()).faults)


def test_on_telegram_a_marked_repeat_is_counted_and_an_unmarked_one_is_a_fault() -> None:
    asked = [said(0, Way.TELEGRAM_PRIVATE)]
    first = shown(asked[0])
    again = replace(first, id="7/9", at=first.at + 5)
    marked = judged(asked, [first, replace(again, text=f"{wording.MAY_BE_REPEAT}\n{again.text}")])
    assert not [fault for fault in marked.faults if "ledger" not in fault]
    assert marked.counts["  Telegram: repeated under a line that says so"] == "1"
    assert any("unmarked" in fault for fault in judged(asked, [first, again]).faults)


def test_what_was_still_on_its_way_may_be_overtaken() -> None:
    late = replace(ASKED[0], acknowledged_at=ASKED[1].offered_at + 1)
    verdict = judged([late, ASKED[1]], [SHOWN[1], replace(SHOWN[0], at=115.0)])
    assert verdict.faults == []
    assert verdict.counts["  overtaken while they were on their way"] == "1"


@pytest.mark.parametrize(("after_s", "is_late"), [(4.0, False), (6.0, True)])
def test_a_withdrawn_article_may_be_served_for_five_seconds(after_s: float, is_late: bool) -> None:
    asked = [said(2)]
    faults = judged(asked, [shown(asked[0], WITHDRAWN_AT + after_s)]).faults
    assert bool(faults) is is_late


def test_what_the_servers_hold_is_compared() -> None:
    dead = Dead("1", Reason.FAILED, since=None, attempts=6, letter=None)  # type: ignore[arg-type]
    faults = judged(left=Left(3, [dead], [])).faults
    assert len([fault for fault in faults if "ledger" in fault]) == 2
    assert any("3 letters are left" in fault for fault in faults)
    assert any("set aside" in fault for fault in faults)


def test_what_the_processes_logged_and_how_long_they_took_to_end_is_looked_at(tmp_path: Path) -> None:
    log = tmp_path / "001-worker.log"
    log.write_text(
        "curbside: ready\n2026-01-01 10:00:00,000 WARNING bot.worker: inbox away\n"
        "2026-01-01 10:00:00,001 ERROR bot.worker: worker failed: KeyError at x.py:1\n"
        "Traceback (most recent call last):\n"
    )
    faults = judged(ends=[(Stroke(1.0, log.stem), 13.0)], logs=[log]).faults
    assert len(faults) == 3
    assert any("took 13.0 s" in fault for fault in faults)


def test_the_same_seed_is_the_same_plan_and_no_conversation_asks_twice() -> None:
    seeded = [random.Random(5) for _ in range(2)]  # noqa: S311 - a plan, no secret
    one, other = (plan(rng, questions=300, conversations=30) for rng in seeded)
    assert one == other
    assert one.asks == 300
    for talk in one.talks:
        asks = [ask.understood for burst in talk.bursts for ask in burst.asks]
        assert len(asks) == len(set(asks))
        assert talk.bursts[0].asks[0].named
