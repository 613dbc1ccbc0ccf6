"""Numbers for who watches the bot, in Prometheus' text format (exposition format 0.0.4). Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from answers.language.breaker import Position
from answers.language.guarded import Gauges
from bot.tally.base import LABELS, Count, Family

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MILLION = 1_000_000

Row = tuple[str, float]
"""A label pair as it is written, such as `model="m"`, or nothing; and the value."""

_COUNTED = {
    Family.RECEIVED: "Letters that platforms delivered: new, known already, refused",
    Family.TAKEN: "Letters that workers took: first, or again after a crash or a lost lease",
    Family.REFUSED: "Letters that a limit refused, by whose limit it was",
    Family.SET_ASIDE: "Letters that were set aside, by reason",
    Family.DELIVERIES: "Parts of replies that came into a state",
    Family.FOUND: "Parts of replies by the state in which a worker found them",
}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is known now: the language models as this process sees them, and what all processes counted."""

    models: Sequence[Gauges] = ()
    counts: Mapping[Count, int] = field(default_factory=dict)
    waiting: Mapping[str, float] = field(default_factory=dict)
    """Gauges of the inbox by name."""


def exposition(seen: Snapshot) -> str:
    """Nothing of what was asked, nor by whom; the same rows whatever happens."""
    return "".join(f"{line}\n" for line in (*_models(seen.models), *_counts(seen.counts), *_waiting(seen)))


def _counts(counts: Mapping[Count, int]) -> Iterable[str]:
    for family, said in _COUNTED.items():
        label, _ = LABELS[family]
        rows = [
            (f'{label}="{count.value.name.lower()}"', float(number))
            for count, number in counts.items()
            if count.family is family
        ]
        if rows:
            yield from _family(f"{family}_total", "counter", said, rows)


def _waiting(seen: Snapshot) -> Iterable[str]:
    for name, value in seen.waiting.items():
        yield from _family(name, "gauge", WAITING[name], [("", value)])


WAITING = {
    "inbox_waiting": "Letters in the inbox, those in hand included",
    "inbox_oldest_seconds": "How long the oldest of them has waited",
    "inbox_in_hand": "Conversations that a worker is answering",
    "inbox_dead": "Letters that were set aside and not dealt with",
    "workers": "Worker processes that are alive",
}


def _models(models: Sequence[Gauges]) -> Iterable[str]:
    def rows(value: Callable[[Gauges], float]) -> list[Row]:
        return [(f'model="{_escaped(gauges.model)}"', value(gauges)) for gauges in models]

    asked, failed = rows(lambda m: m.breaker.asked), rows(lambda m: m.breaker.failed)
    yield from _family("model_calls_total", "counter", "Calls let through", asked)
    yield from _family("model_failures_total", "counter", "Calls failed", failed)
    opened = rows(lambda m: m.breaker.opened)
    yield from _family("model_breaker_opened_total", "counter", "Times the breaker opened", opened)
    state = rows(lambda m: _OPEN[m.breaker.position])
    yield from _family("model_breaker_open", "gauge", "1 open, 0.5 one call may try, 0 closed", state)
    yield from _family("model_running", "gauge", "Calls of this process", rows(lambda m: m.running))
    tokens = rows(lambda m: m.spent.tokens)
    yield from _family("model_tokens_today", "gauge", "Of all models, in UTC", tokens)
    cost = rows(lambda m: m.spent.micros / MILLION)
    yield from _family("model_cost_today", "gauge", "Of all models, in the currency of the prices", cost)


_OPEN = {Position.OPEN: 1, Position.HALF_OPEN: 0.5, Position.CLOSED: 0}


def _family(name: str, kind: str, said: str, rows: Iterable[Row]) -> Iterable[str]:
    yield f"# HELP curbside_{name} {said}"
    yield f"# TYPE curbside_{name} {kind}"
    for label, value in rows:
        yield f"curbside_{name}{f'{{{label}}}' if label else ''} {value:.12g}"


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def in_words(gauges: Gauges) -> str:
    """One model's state for health."""
    seen = gauges.breaker
    return (
        f"{gauges.model}: breaker {seen.position.replace('_', ' ')}, {seen.asked} calls, {seen.failed}"
        f" failed, opened {seen.opened} times; {gauges.running} running; {gauges.spent.tokens} tokens today"
    )
