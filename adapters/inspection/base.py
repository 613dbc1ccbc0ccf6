"""What an inspection gives: findings, each of which says what to do where something is wrong."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters; the value is the sign that it is printed with."""

    FINE = "✓"
    DOUBT = "!"
    """Works, and can be better, or could not be looked at."""
    FAULT = "✗"
    """Something will be lost, or does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line; `todo` is empty where there is nothing to do. `loses`: acknowledged questions can be lost."""

    level: Level
    said: str
    todo: str = ""
    loses: bool = False

    def __str__(self) -> str:
        return f"{self.said}: {self.todo}" if self.todo else self.said


def fine(said: str) -> Finding:
    return Finding(Level.FINE, said)


def doubt(said: str, todo: str = "", *, loses: bool = False) -> Finding:
    return Finding(Level.DOUBT, said, todo, loses)


def fault(said: str, todo: str, *, loses: bool = False) -> Finding:
    return Finding(Level.FAULT, said, todo, loses)
