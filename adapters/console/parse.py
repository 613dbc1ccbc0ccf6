"""What a line typed in the terminal means. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Command(StrEnum):
    """What can be said to the terminal instead of a question."""

    NEW = "/new"
    FULL = "/full"
    EVIDENCE = "/evidence"
    WRONG = "/wrong"
    SOURCES = "/sources"
    POLICY = "/policy"
    PRIVACY = "/privacy"
    HELP = "/help"
    QUIT = "/quit"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question."""

    text: str


@dataclass(frozen=True, slots=True)
class Open:
    """The article with this id, chosen by number."""

    article_id: int


@dataclass(frozen=True, slots=True)
class Decline:
    """None of what was offered."""


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """Show the passages behind the source with this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line that looks like a command or a choice and is none; `said` is what was typed."""

    said: str


Line = Ask | Open | Decline | EvidenceOf | Command | Unknown

NUMBER_MAX_DIGITS = 4
"""Of a source; no answer has as many."""

_QUIT = frozenset({"/quit", "/exit", "/q", "quit", "exit"})


def parse(line: str, offered: Sequence[int]) -> Line | None:
    """What the line means where `offered` (article ids by number, from 1) was shown before it.

    None for an empty line. A bare number is a choice only where there is something to choose.
    """
    said = line.strip()
    if not said:
        return None
    if said.lower() in _QUIT:
        return Command.QUIT
    if said.startswith("/"):
        return _command(said)
    if said.isdecimal() and len(said) <= 2 and offered:
        return _choice(int(said), offered) or Unknown(said)
    return Ask(said)


def _command(said: str) -> Line:
    name, *further = said.lower().split()
    try:
        command = Command(name)
    except ValueError:
        return Unknown(said)
    number = further[0].strip("[].") if further else ""
    if command is Command.EVIDENCE and number.isdecimal() and len(number) <= NUMBER_MAX_DIGITS:
        return EvidenceOf(int(number))
    return command


def _choice(number: int, offered: Sequence[int]) -> Line | None:
    if number == 0:
        return Decline()
    return Open(offered[number - 1]) if number <= len(offered) else None
