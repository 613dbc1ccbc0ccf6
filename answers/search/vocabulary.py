"""Names for the same thing: abbreviations, lay and clinical words, brands and generics, spellings.

The data stand beside this file: `abbreviations.json` (key → expansions), `synonyms.json` (groups, the
preferred term first) and `generic_terms.json` (words without medical content). A term of the vocabulary
is matched by its stems, longest first; an abbreviation that is also a word only where it is in capitals.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from answers.text import STOP_WORDS, stem, words

Stems = tuple[str, ...]


_IN_CAPITALS = frozenset(
    [
        "all",
        "cap",
        "cad",
        "echo",
        "ent",
        "gad",
        "gist",
        "hep",
        "hit",
        "ich",
        "ida",
        "lama",
        "pad",
        "pep",
        "pots",
        "rop",
        "sob",
        "tee",
        "temp",
    ]
)
"""Abbreviations that are words or names when written small."""


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of a text: its words as written, its canonical stems, and other names for it."""

    written: tuple[str, ...]
    stems: Stems
    names: tuple[str, ...] = ()


class Vocabulary:
    """Looks up terms; immutable, so one serves all."""

    def __init__(
        self,
        abbreviations: Mapping[str, Sequence[str]],
        synonyms: Sequence[Sequence[str]],
        generic: Sequence[str],
    ) -> None:
        self.generic = frozenset(stem(word) for word in generic) | {stem(w) for w in STOP_WORDS}
        self._names: dict[Stems, tuple[str, ...]] = {}
        for group in synonyms:
            for name in group:
                self._names.setdefault(_stems(name), tuple(group))
        self._abbreviations = {key: tuple(expansions) for key, expansions in abbreviations.items()}
        self._longest = max((len(key) for key in self._names), default=1)

    def terms(self, text: str) -> Iterator[Term]:
        """The text as terms in order: each word, or the longest run of words with other names."""
        written = words(text)
        stems = [stem(word) for word in written]
        at = 0
        while at < len(written):
            term = self._named(written, stems, at)
            if len(term.written) == 1:
                term = self._abbreviation(written[at]) or term
            yield term
            at += len(term.written)

    def canonical(self, text: str) -> set[str]:
        """The stems of all terms under their preferred names, function and generic words left out."""
        return {stem_ for term in self.terms(text) for stem_ in term.stems if stem_ not in self.generic}

    def spelled_out(self, text: str) -> str:
        """The text with abbreviations replaced, for an encoder that does not know them."""
        return " ".join(
            term.names[0]
            if len(term.written) == 1 and term.written[0].lower() in self._abbreviations and term.names
            else " ".join(term.written)
            for term in self.terms(text)
        )

    def other_names(self, text: str) -> list[str]:
        """What terms of the text are called elsewhere, without what it says already."""
        found: dict[str, None] = {}
        for term in self.terms(text):
            said = " ".join(term.written).casefold()
            found |= {name: None for name in term.names if name != said}
        return list(found)

    def preferred_names(self) -> set[str]:
        """The first name of every group, and what abbreviations stand for."""
        expansions = {expansion for all_of_one in self._abbreviations.values() for expansion in all_of_one}
        return {group[0] for group in self._names.values()} | expansions

    def _abbreviation(self, word: str) -> Term | None:
        expansions = self._abbreviations.get(word.casefold())
        if not expansions:
            return None
        is_word = word.casefold() in _IN_CAPITALS or stem(word) in self.generic
        if is_word and not word.isupper():
            return None
        full = expansions[0]
        group = self._names.get(_stems(full), (full,))
        names = (full, *(n for n in (*expansions[1:], *group) if n != full))
        return Term((word,), _stems(group[0]), names)

    def _named(self, written: list[str], stems: list[str], at: int) -> Term:
        for length in range(min(self._longest, len(stems) - at), 0, -1):
            run = tuple(stems[at : at + length])
            if group := self._names.get(run):
                return Term(tuple(written[at : at + length]), _stems(group[0]), group)
        return Term((written[at],), (stems[at],))


def _stems(name: str) -> Stems:
    return tuple(stem(word) for word in words(name))


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that ships with Curbside."""
    folder = resources.files("answers.search")

    def data(name: str) -> Any:
        return json.loads(folder.joinpath(f"{name}.json").read_text("utf-8"))

    return Vocabulary(data("abbreviations"), data("synonyms"), data("generic_terms"))
