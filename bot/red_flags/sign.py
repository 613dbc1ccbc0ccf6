"""What a sign is made of."""

import re
from typing import NamedTuple


class Sign(NamedTuple):
    """Shown where each of `needs` is meant somewhere in a message and `unless` is nowhere in it."""

    needs: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None = None


def any_of(*alternatives: str) -> str:
    return f"(?:{'|'.join(alternatives)})"


def words(listed: str) -> str:
    """Any of the space-separated words; an underscore stands for a space within one."""
    return any_of(*(word.replace("_", " ") for word in listed.split()))


def sign(*needs: str, unless: str = "") -> Sign:
    patterns = tuple(re.compile(rf"\b{any_of(need)}") for need in needs)
    return Sign(patterns, re.compile(rf"\b{any_of(unless)}") if unless else None)
