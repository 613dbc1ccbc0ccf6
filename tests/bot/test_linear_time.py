"""No pattern of the guard or the masking can backtrack without bound: shown by its form."""

import re
import zlib
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import pytest

from bot import masking
from bot.red_flags import cases, emergencies, people, poisonings, reading, self_harm
from bot.red_flags.sign import Sign

_parse = import_module("re._parser").parse  # private, but the only grammar of `re` there is


def patterns() -> Iterator[re.Pattern[str]]:
    for rule in masking._RULES:
        yield rule.pattern
    for module in (cases, emergencies, people, poisonings, reading, self_harm):
        for value in vars(module).values():
            yield from _within(value)


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Sign):
        yield from value.needs
        if value.unless:
            yield value.unless
    elif isinstance(value, tuple):
        for item in value:
            yield from _within(item)


def _unbounded_depth(node: Any) -> int:
    """How deeply repetitions without an upper limit are nested in a parsed pattern."""
    if isinstance(node, tuple) and node and str(node[0]) in {"MAX_REPEAT", "MIN_REPEAT"}:
        _, most, inner = node[1]
        return _unbounded_depth(inner) + (str(most) == "MAXREPEAT")
    if (isinstance(node, Sequence) and not isinstance(node, str)) or hasattr(node, "data"):
        return max((_unbounded_depth(item) for item in node), default=0)
    return 0


@pytest.mark.parametrize(
    "pattern", sorted({p.pattern for p in patterns()}), ids=lambda text: f"{zlib.crc32(text.encode()):x}"
)
def test_no_open_repetition_stands_inside_another(pattern: str) -> None:
    assert _unbounded_depth(_parse(pattern)) <= 1


def test_the_form_is_read_right() -> None:
    assert _unbounded_depth(_parse(r"(?:a+b)*")) == 2
    assert _unbounded_depth(_parse(r"a+(?:\w+ ){0,3}")) == 1
    assert _unbounded_depth(_parse(r"a{1,9}")) == 0
