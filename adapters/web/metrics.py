"""Numbers for who watches the bot, in Prometheus' text format (exposition format 0.0.4). Pure."""

from collections.abc import Iterable, Sequence

from answers.language.breaker import Position
from answers.language.guarded import Gauges

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
MILLION = 1_000_000


def exposition(models: Sequence[Gauges]) -> str:
    """What is known of the language models; nothing of what was asked, nor by whom."""
    lines = [
        *_family("model_calls_total", "counter", "Calls let through", ((m, m.breaker.asked) for m in models)),
        *_family("model_failures_total", "counter", "Calls failed", ((m, m.breaker.failed) for m in models)),
        *_family(
            "model_breaker_opened_total",
            "counter",
            "Times the breaker opened",
            ((m, m.breaker.opened) for m in models),
        ),
        *_family(
            "model_breaker_open",
            "gauge",
            "1 open, 0.5 one call may try, 0 closed",
            ((m, _OPEN[m.breaker.position]) for m in models),
        ),
        *_family("model_running", "gauge", "Calls of this process", ((m, m.running) for m in models)),
        *_family(
            "model_tokens_today", "gauge", "Of all models, in UTC", ((m, m.spent.tokens) for m in models)
        ),
        *_family(
            "model_cost_today",
            "gauge",
            "Of all models, in the currency of the prices",
            ((m, m.spent.micros / MILLION) for m in models),
        ),
    ]
    return "".join(f"{line}\n" for line in lines)


_OPEN = {Position.OPEN: 1, Position.HALF_OPEN: 0.5, Position.CLOSED: 0}


def _family(name: str, kind: str, said: str, values: Iterable[tuple[Gauges, float]]) -> Iterable[str]:
    yield f"# HELP curbside_{name} {said}"
    yield f"# TYPE curbside_{name} {kind}"
    for gauges, value in values:
        yield f'curbside_{name}{{model="{_escaped(gauges.model)}"}} {value:.12g}'


def _escaped(label: str) -> str:
    return label.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def in_words(gauges: Gauges) -> str:
    """One model's state for health."""
    seen = gauges.breaker
    return (
        f"{gauges.model}: breaker {seen.position.replace('_', ' ')}, {seen.asked} calls, {seen.failed}"
        f" failed, opened {seen.opened} times; {gauges.running} running; {gauges.spent.tokens} tokens today"
    )
