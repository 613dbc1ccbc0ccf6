"""What everybody could see in the end, against what was asked: the counts, and what is wrong."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import numpy as np

from bench.chaos import library
from bench.chaos.happened import Happened, clock
from bench.chaos.people import Record, Said
from bot import wording
from bot.cipher import Cipher
from bot.mail.base import Dead, Sent
from tests.processes import Deployment

WITHDRAWN_WITHIN_S = 5.0
"""Design §5, invariant 1."""
ON_ITS_WAY_S = 0.1
"""What another process had sent when the platform asked for a wait arrives so late at most; nobody could have
held it back."""
LEAVE_WITHIN_S = 12.0
"""SIGTERM ends a process in ten seconds; the rest is for a machine that has much to do."""
ANSWERING = re.compile(rf"^{wording.ANSWERING}: (?P<question>.+)$", re.MULTILINE)
DISCLAIMERS = tuple(wording.DISCLAIMER.values())
RELEASED = "Released by"
NOTES = (wording.MAY_BE_REPEAT, wording.NO_MEMORY, wording.DEGRADED)
"""Lines that may stand above a reply's status."""
AHEAD = re.compile(re.escape(wording.AHEAD).replace(r"\{count\}", r"\d+"))
STATUSES = (RELEASED, wording.NO_STATUS, *wording.PENDING.values())
_LOGGED = re.compile(r"^\S+ \S+ (?P<said>ERROR .*)$")
_TRACE = re.compile(r"^(?:Traceback \(most recent|Task exception was never|\S*Warning:)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot: where, the platform's id of it as the ledger has it, what it says, and when it
    was sent (wall clock)."""

    place: str
    id: str
    text: str
    at: float

    @property
    def is_marked(self) -> bool:
        return self.text.startswith(wording.MAY_BE_REPEAT)

    @property
    def question(self) -> str | None:
        found = ANSWERING.search(self.text)
        return found["question"] if found else None

    @property
    def body(self) -> str:
        """Without the notes above it."""
        text = self.text
        while note := next((note for note in NOTES if text.startswith(note)), None):
            text = text.removeprefix(note).lstrip()
        return text

    @property
    def is_approved(self) -> bool:
        return self.body.startswith(RELEASED)


@dataclass
class Verdict:
    """`counts` in the order in which they are to be read; `faults` are what must not be."""

    counts: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, name: str, value: object) -> None:
        self.counts[name] = f"{value:,}" if isinstance(value, int) else str(value)


@dataclass(frozen=True, slots=True)
class Left:
    """What the servers hold in the end."""

    waiting: int
    dead: Sequence[Dead]
    ledger: Sequence[tuple[str, int, str, str | None]]
    """(digest of the letter's id, part, state, the platform's message)"""


def shown_by(product: Deployment) -> list[Shown]:
    """Every message of the bot on both platforms, in the order in which they came."""
    slack = [
        Shown(
            f"slack:{seen.channel}:{seen.thread_ts or seen.ts}",
            f"{seen.channel}/{seen.ts}",
            seen.text,
            float(seen.ts),
        )
        for seen in product.slack.transcript(bots=True)
    ]
    sent = {
        (call.answer["result"]["chat"]["id"], call.answer["result"]["message_id"]): call.at
        for call in product.telegram.called("sendMessage")
        if call.ok
    }
    telegram = [
        Shown(
            f"telegram:{seen.chat_id}",
            f"{seen.chat_id}/{seen.message_id}",
            seen.text,
            sent[seen.chat_id, seen.message_id],
        )
        for seen in product.telegram.transcript(bots=True)
    ]
    return sorted([*slack, *telegram], key=lambda each: each.at)


async def ledger_of(url: str, cipher: Cipher) -> list[tuple[str, int, str, str | None]]:
    """The deliveries as they are recorded."""
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch("SELECT letter, part, state, message FROM deliveries")
    finally:
        await connection.close()
    return [
        (row["letter"], row["part"], row["state"], cipher.decrypt(row["message"]) if row["message"] else None)
        for row in rows
    ]


def judge(
    record: Record, shown: Sequence[Shown], happened: Happened, left: Left, logs: Sequence[Path],
    withdrawn: str,
) -> Verdict:  # fmt: skip
    """Everything that the issue asks for, counted."""
    verdict = Verdict()
    answers = _answers(record, shown, verdict)
    _acknowledged(record, verdict)
    _once(record, answers, verdict)
    _in_order(record, answers, verdict)
    _labelled(shown, verdict)
    _from_its_article(record, answers, withdrawn, verdict)
    _withdrawn(shown, happened, withdrawn, verdict)
    _patient(shown, happened, verdict)
    _recorded(record, answers, left, verdict)
    _left_over(left, verdict)
    _times(record, answers, verdict)
    _trouble(happened, verdict)
    _processes(happened, logs, verdict)
    return verdict


Answers = dict[str, list[Shown]]
"""The messages that answer a question, by its letter; the first one first."""


def _answers(record: Record, shown: Sequence[Shown], verdict: Verdict) -> Answers:
    asked = {(said.place, said.ask.understood): said for said in record.said}
    places = {said.place for said in record.said}
    understood = {said.ask.understood for said in record.said}
    answers: Answers = defaultdict(list)
    ahead = sorry = others = 0
    for each in shown:
        if said := asked.get((each.place, each.question or "")):
            answers[said.letter].append(each)
        elif each.place not in places or each.question in understood:
            verdict.faults.append(f"an answer in a wrong conversation: {_at(each)}")
        elif AHEAD.match(each.text):
            ahead += 1
        elif each.body.startswith(wording.TROUBLE):
            sorry += 1
            verdict.faults.append(f"an apology: {_at(each)}")
        else:
            others += 1
            verdict.faults.append(f"a message that answers no question: {_at(each)}")
    verdict.count("messages of the bot", len(shown))
    verdict.count("  that say how many questions are ahead", ahead)
    verdict.count("  that apologise", sorry)
    verdict.count("  that answer no question", others)
    return answers


def _acknowledged(record: Record, verdict: Verdict) -> None:
    missed = [said for said in record.said if said.acknowledged_at is None]
    verdict.count("questions", len(record.said))
    verdict.count("  acknowledged", len(record.said) - len(missed))
    verdict.count("deliveries of their events", sum(said.deliveries for said in record.said) + record.again)
    verdict.faults += [f"never acknowledged: {_which(said)}" for said in missed]


def _once(record: Record, answers: Answers, verdict: Verdict) -> None:
    once, marked, unmarked, lost = 0, Counter[str](), Counter[str](), 0
    for said in record.said:
        given = answers.get(said.letter, [])
        if not given:
            lost += said.acknowledged_at is not None
            verdict.faults.append(f"not answered: {_which(said)}")
            continue
        once += len(given) == 1
        platform = said.place.split(":", 1)[0]
        for repeat in given[1:]:
            if repeat.is_marked and platform == "telegram":
                marked[platform] += 1
                continue
            unmarked[platform] += 1
            kind = "answered again, marked as a repeat" if repeat.is_marked else "answered twice, unmarked"
            verdict.faults.append(f"{kind}: {_which(said)}; {_at(given[0])}, then {_at(repeat)}")
        if given[0].is_marked:
            marked[f"{platform} first"] += 1
    verdict.count("answered exactly once", once)
    verdict.count("  lost", lost)
    verdict.count("  Telegram: repeated under a line that says so", marked["telegram"])
    verdict.count("  Telegram: repeated otherwise", unmarked["telegram"])
    verdict.count("  Slack: repeated", unmarked["slack"])
    verdict.count("  said to be a repeat, and were none", marked["telegram first"] + marked["slack first"])


def _in_order(record: Record, answers: Answers, verdict: Verdict) -> None:
    """What had arrived before the other was sent is answered before it; what was still on its way may be
    overtaken, since a latecomer is not waited for."""
    overtaken = wrong = 0
    by_place: dict[str, list[Said]] = defaultdict(list)
    for said in record.said:
        if answers.get(said.letter):
            by_place[said.place].append(said)
    for all_there in by_place.values():
        ordered = sorted(all_there, key=lambda said: said.order)
        for index, former in enumerate(ordered):
            for later in ordered[index + 1 :]:
                if answers[former.letter][0].at < answers[later.letter][0].at:
                    continue
                if former.acknowledged_at is None or former.acknowledged_at > later.offered_at:
                    overtaken += 1
                    continue
                wrong += 1
                verdict.faults.append(f"out of order: {_which(later)} was answered before {_which(former)}")
    verdict.count("pairs out of order", wrong)
    verdict.count("  overtaken while they were on their way", overtaken)


def _labelled(shown: Sequence[Shown], verdict: Verdict) -> None:
    """Each reply has its status first and the disclaimer."""
    unlabelled = [
        each
        for each in shown
        if each.question
        and not (each.body.startswith(STATUSES) and any(words in each.text for words in DISCLAIMERS))
    ]
    verdict.count("without status or disclaimer", len(unlabelled))
    verdict.faults += [f"without status or disclaimer: {_at(each)}" for each in unlabelled]


def _from_its_article(record: Record, answers: Answers, withdrawn: str, verdict: Verdict) -> None:
    """What is approved is the article on the asked subject, and no other."""
    approved = [
        (said, each) for said in record.said for each in answers.get(said.letter, []) if each.is_approved
    ]
    others = [pair for pair in approved if not library.is_from(pair[1].text, pair[0].ask.subject)]
    verdict.count("answers from an approved article", len(approved))
    verdict.count("  from one on another subject", len(others))
    verdict.count(
        "  of questions that have one, answered without it", _without_theirs(record, answers, withdrawn)
    )
    verdict.faults += [
        f"answered from another subject's article: {_which(said)}; {_at(each)}" for said, each in others
    ]


def _without_theirs(record: Record, answers: Answers, withdrawn: str) -> int:
    """Where the library was away: the next rung is an answer too."""
    given = [
        answers[said.letter][0]
        for said in record.said
        if answers.get(said.letter)
        and said.ask.subject != withdrawn
        and said.ask.text == library.question(said.ask.subject)
    ]
    return sum(not each.is_approved for each in given)


def _withdrawn(shown: Sequence[Shown], happened: Happened, subject: str, verdict: Verdict) -> None:
    about = [each for each in shown if each.question and subject in each.question]
    approved = [each for each in about if each.is_approved]
    if happened.withdrawn_at is None:
        verdict.faults.append("the article could not be withdrawn")
        return
    until = happened.withdrawn_at + WITHDRAWN_WITHIN_S
    late = [each for each in approved if each.at > until]
    verdict.count("answers about the withdrawn article", len(about))
    verdict.count("  approved, before it was withdrawn and up to 5 s after", len(approved) - len(late))
    verdict.count("  approved later than that", len(late))
    verdict.faults += [
        f"served {each.at - happened.withdrawn_at:.1f} s after it was withdrawn: {_at(each)}" for each in late
    ]


def _patient(shown: Sequence[Shown], happened: Happened, verdict: Verdict) -> None:
    """Nothing is sent to a chat for as long as its platform asked to wait."""
    hasty = [
        (each, wait)
        for wait in happened.waits
        for each in shown
        if each.place.split(":")[:2] == [wait.platform, wait.chat]
        and wait.at + ON_ITS_WAY_S < each.at < wait.at + wait.seconds
    ]
    verdict.count("sent before a platform's wait was over", len(hasty))
    verdict.faults += [f"sent in a wait of {wait.seconds:.0f} s: {_at(each)}" for each, wait in hasty]


def _recorded(record: Record, answers: Answers, left: Left, verdict: Verdict) -> None:
    """What the ledger says was delivered can be seen, and what can be seen stands in the ledger; on Telegram,
    where nobody can look, perhaps as unknown."""
    rows: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for letter, _, state, message in left.ledger:
        rows[letter].append((state, message))
    states = Counter(state for *_, state, _ in left.ledger)
    verdict.count("ledger", ", ".join(f"{state} {count:,}" for state, count in sorted(states.items())))
    wrong = 0
    for said in record.said:
        told, visible = rows[_digest(said.letter)], {each.id for each in answers.get(said.letter, [])}
        delivered = {message for state, message in told if state == Sent.DELIVERED}
        may_be_unknown = said.place.startswith("telegram:") and all(
            state == Sent.UNKNOWN for state, _ in told
        )
        if (visible and not (delivered or (told and may_be_unknown))) or not delivered <= visible:
            wrong += 1
            names = ", ".join(state for state, _ in told) or "nothing"
            verdict.faults.append(f"the ledger says “{names}” of what was answered: {_which(said)}")
    verdict.count("  at odds with what can be seen", wrong)


def _left_over(left: Left, verdict: Verdict) -> None:
    verdict.count("left in the inbox", left.waiting)
    verdict.count("set aside as dead letters", len(left.dead))
    if left.waiting:
        verdict.faults.append(f"{left.waiting} letters are left in the inbox")
    for dead in left.dead:
        letter = dead.letter.id if dead.letter else "unreadable"
        verdict.faults.append(f"set aside: {letter}, {dead.reason.value}, {dead.attempts} attempts")


def _times(record: Record, answers: Answers, verdict: Verdict) -> None:
    waits = [
        answers[said.letter][0].at - said.acknowledged_at
        for said in record.said
        if said.acknowledged_at is not None and answers.get(said.letter)
    ]
    if waits:
        middle, most, longest = np.quantile(waits, [0.5, 0.99, 1.0])
        verdict.count(
            "from acknowledged to answered", f"p50 {middle:.1f} s, p99 {most:.1f} s, longest {longest:.1f} s"
        )


def _trouble(happened: Happened, verdict: Verdict) -> None:
    verdict.count("processes killed with -9", _listed(Counter(each.role for each in happened.kills)))
    verdict.count("  ended with SIGTERM", len(happened.ends))
    verdict.count("  stood still for longer than a lease", len(happened.pauses))
    verdict.count("servers away", _listed(Counter(f"{o.server} ({o.how})" for o in happened.outages)))
    for kind in happened.faults:
        verdict.count(f"  {kind}", happened.struck(kind))


def _processes(happened: Happened, logs: Sequence[Path], verdict: Verdict) -> None:
    unexplained = [process for process, began in happened.failed_starts if not happened.was_away(began)]
    verdict.count("processes that ended by themselves", len(happened.crashes) + len(unexplained))
    verdict.count(
        "  starts that failed while a server was away", len(happened.failed_starts) - len(unexplained)
    )
    for process in (*happened.crashes, *unexplained):
        verdict.faults.append(f"ended by itself with {process.status}: {process.log.name}: {process.tail(3)}")
    longest = max((took for _, took in happened.ends), default=0.0)
    verdict.count("longest end after SIGTERM", f"{longest:.1f} s")
    verdict.faults += [
        f"took {took:.1f} s to end after SIGTERM: {stroke.log}"
        for stroke, took in happened.ends
        if took > LEAVE_WITHIN_S
    ]
    errors: dict[str, list[str]] = defaultdict(list)
    for log in logs:
        for said in _errors(log.read_text("utf-8", "replace").splitlines()):
            errors[said].append(log.name)
    verdict.count("errors logged", sum(map(len, errors.values())))
    for said, where in errors.items():
        verdict.faults.append(f"logged {len(where)} times, first in {where[0]}: {said}")


def _errors(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if found := _LOGGED.match(line):
            yield found["said"]
        elif _TRACE.match(line):
            yield line


def _listed(counted: Counter[str]) -> str:
    return f"{counted.total():,}: " + ", ".join(
        f"{name} {count:,}" for name, count in sorted(counted.items())
    )


def _which(said: Said) -> str:
    told = clock(said.acknowledged_at) if said.acknowledged_at else "never"
    return f"{said.letter} in {said.place} (acknowledged {told}, “{said.ask.understood}”)"


def _at(each: Shown) -> str:
    """The beginning of its text is in it: nobody's words but ours and the made-up library's."""
    return f"{each.id} at {clock(each.at)} “{each.text[:70]}”".replace("\n", " ")


def _digest(letter: str) -> str:
    """As the ledger names it."""
    return hashlib.sha256(letter.encode()).hexdigest()
