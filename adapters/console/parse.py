"""What a line typed in the terminal means. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.mail.letters import Deed
from bot.plain_words import bare, meant


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

NUMBER_TO_CHOOSE_MAX_DIGITS = 2
"""Of a suggestion; nothing offers a hundred."""

_QUIT = frozenset({"/quit", "/exit", "/q", "quit", "exit", "bye"})
_SHOWS = {
    "full": Command.FULL,
    "full article": Command.FULL,
    "show full article": Command.FULL,
    "evidence": Command.EVIDENCE,
    "show evidence": Command.EVIDENCE,
    "show me the evidence": Command.EVIDENCE,
}
_ABOUT = {
    Deed.HELP: Command.HELP,
    Deed.NEW: Command.NEW,
    Deed.SOURCES: Command.SOURCES,
    Deed.POLICY: Command.POLICY,
    Deed.PRIVACY: Command.PRIVACY,
}
"""Nothing is there to stop: a line is read when the one before it is answered."""


def parse(line: str, offered: Sequence[int]) -> Line | None:
    """What the line means where `offered` (article ids by number, from 1) was shown before it.

    None for an empty line. A short number by itself is a choice, also where there is nothing to choose: it
    asks nothing.
    """
    said = line.strip()
    if not said:
        return None
    if said.lower() in _QUIT:
        return Command.QUIT
    if said.startswith("/"):
        return _command(said)
    if said.isdecimal() and len(said) <= NUMBER_TO_CHOOSE_MAX_DIGITS:
        return _choice(int(said), offered) or Unknown(said)
    return _in_plain_words(said) or Ask(said)


def _in_plain_words(said: str) -> Line | None:
    if command := _SHOWS.get(bare(said)):
        return command
    deed = meant(said)
    return _ABOUT.get(deed, Unknown(said)) if deed else None


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
    if number > len(offered) or not offered:
        return None
    return Open(offered[number - 1]) if number else Decline()
