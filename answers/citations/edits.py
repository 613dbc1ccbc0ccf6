"""What it means that a claim has words that its sentence has not, or leaves words of it out.

A closed world: each difference is known to be harmless, or it is a fault, or (an ordinary word) it takes
from the support. So a change that nobody thought of is a fault as well.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from answers.citations.alignment import Alignment
from answers.citations.base import Fault
from answers.citations.lexicon import Kind
from answers.citations.tokens import Token

_K = Kind
_DOSE_UNITS = frozenset(
    {"mg", "mcg", "g", "ng", "ml", "unit", "iu", "mmol", "meq", "tablet", "capsule", "puff", "drop"}
)
_IN_A_DOSE = frozenset({_K.NUMBER, _K.UNIT, _K.LIMIT, _K.ROUTE, _K.INTERVAL})
_MAY_GO = frozenset({"all", "any", "both", "people"})
"""Without which a statement says no more than with them."""
_ADDED: Mapping[Kind, Fault] = {
    _K.NUMBER: Fault.NUMBER,
    _K.LIMIT: Fault.NUMBER,
    _K.UNIT: Fault.NUMBER,
    _K.ROUTE: Fault.DOSE,
    _K.INTERVAL: Fault.DOSE,
    _K.DRUG: Fault.DRUG,
    _K.NAME: Fault.UNSUPPORTED,
    _K.POPULATION: Fault.POPULATION,
    _K.NEGATION: Fault.POLARITY,
    _K.EXCEPTION: Fault.EXCEPTION,
    _K.CONDITION: Fault.EXCEPTION,
    _K.ADVICE: Fault.POLARITY,
    _K.FORCE: Fault.POLARITY,
    _K.DIRECTION: Fault.DIRECTION,
    _K.COMPARISON: Fault.COMPARISON,
    _K.TIME: Fault.DIRECTION,
    _K.QUANTIFIER: Fault.NUMBER,
    _K.CHOICE: Fault.POLARITY,
}
"""What is wrong where the claim has it and the sentence has not."""
_DROPPED: Mapping[Kind, Fault] = {
    _K.NEGATION: Fault.POLARITY,
    _K.EXCEPTION: Fault.EXCEPTION,
    _K.CONDITION: Fault.EXCEPTION,
    _K.ADVICE: Fault.POLARITY,
    _K.HEDGE: Fault.POLARITY,
    _K.DIRECTION: Fault.DIRECTION,
    _K.COMPARISON: Fault.COMPARISON,
    _K.QUANTIFIER: Fault.NUMBER,
    _K.POPULATION: Fault.POPULATION,
    _K.DRUG: Fault.DRUG,
    _K.NAME: Fault.POPULATION,
    _K.CHOICE: Fault.POLARITY,
    _K.NUMBER: Fault.NUMBER,
    _K.LIMIT: Fault.NUMBER,
    _K.UNIT: Fault.NUMBER,
    _K.ROUTE: Fault.DOSE,
    _K.INTERVAL: Fault.DOSE,
}
"""What is wrong where the sentence has it, in a clause that the claim speaks of, and the claim has not."""
_CONDITIONS = frozenset({"if", "only", "until", "as-needed"})
_STATISTICS = frozenset(
    {"p", "ci", "sd", "se", "iqr", "rang", "range", "n", "hr", "rr", "±", "confid", "odd"}
)
_NEW_CLAUSE = frozenset({"but", "whereas", "although", "though", "however"})
_NEW_AFTER_COMMA = frozenset({"and", "while", "which", "who"})
"""Without a comma they do not part: “patients who smoke” are one thing."""
_FINITE = frozenset({"is", "are", "was", "were", "be", "has", "have", "had", "did", "does", "do"})
_TAKES_BACK = frozenset({"significant", "exclud", "exclude", "confound", "confirm"})
"""In a clause of contrast with a negation: “…, but the difference was not significant”."""
_GAP_MAX = 3


@dataclass(frozen=True)
class Edits:
    """The differences of one alignment."""

    alignment: Alignment

    @cached_property
    def doses(self) -> bool:
        """Whether the claim gives an amount of a drug."""
        return _has_dose(self.alignment.claim)

    @cached_property
    def directs(self) -> bool:
        """Whether the sentence tells what to do."""
        said = self.alignment.sentence
        return _has_dose(said) or any(t.kind is _K.ADVICE or t.key in {"must", "should"} for t in said)

    def faults(self) -> set[Fault]:
        """Everything that is wrong for certain."""
        found = {*self._of_added(), *self._of_dropped(), *self._of_moved(), *self._of_question()}
        # Of what one is told to do nothing is left out: it may be “suddenly”, or the salt of a drug.
        return {*found, Fault.UNSUPPORTED} if self.directs and self.missing else found

    def unexplained(self) -> list[int]:
        """Positions of ordinary words of the claim that the sentence does not have."""
        claim = self.alignment.claim
        return [n for n in self.alignment.added() if claim[n].kind is _K.WORD and claim[n].key != "people"]

    @cached_property
    def missing(self) -> list[int]:
        """Positions of ordinary words of the sentence that the claim leaves out where it speaks of them."""
        said = self.alignment.sentence
        return [
            n
            for n in self.alignment.dropped()
            if said[n].kind is _K.WORD
            and said[n].key not in _MAY_GO
            and n not in self._asides
            and self._clauses[n] in self._clauses_spoken_of
        ]

    def _of_added(self) -> Iterator[Fault]:
        for at in self.alignment.added():
            token = self.alignment.claim[at]
            if token.kind is _K.HEDGE and self.directs:
                yield Fault.POLARITY
            elif token.kind in _IN_A_DOSE and self.doses:
                yield Fault.DOSE
            elif fault := _ADDED.get(token.kind):
                yield fault

    def _of_dropped(self) -> Iterator[Fault]:
        said = self.alignment.sentence
        spoken_of, asides = self._clauses_spoken_of, self._asides
        for at in self.alignment.dropped():
            token = said[at]
            if self._clauses[at] not in spoken_of:
                if self._limits(token) or (token.key == "may" and self._qualifies):
                    yield Fault.EXCEPTION
                elif token.kind is _K.NEGATION and self._takes_back(at):
                    yield Fault.POLARITY
            elif at in asides:
                if self._limits(token) and not self._is_statistical(at):
                    yield Fault.EXCEPTION
            elif token.key == "people" and self._restricts(at):
                yield Fault.POPULATION
            elif token.kind is _K.TIME:
                if self.directs or self._next(at) not in self.alignment.dropped():
                    yield Fault.DIRECTION
            elif (fault := _DROPPED.get(token.kind)) and not self._may_go(at):
                yield Fault.DOSE if token.kind in _IN_A_DOSE and self.doses else fault

    def _of_question(self) -> Iterator[Fault]:
        """A question asserts nothing."""
        ends = [
            tokens[-1].key if tokens else "" for tokens in (self.alignment.claim, self.alignment.sentence)
        ]
        if ends[1] == "?" and ends[0] != "?":
            yield Fault.UNSUPPORTED

    def _limits(self, token: Token) -> bool:
        """Whether a word limits what the sentence tells to do, wherever in it."""
        if token.kind is _K.EXCEPTION or token.key in _CONDITIONS:
            return True
        if not self.directs:
            return False
        return token.kind in {_K.CONDITION, _K.NEGATION} or token.key in {
            "contraindicated",
            "avoid",
            "caution",
            "stop",
            "≤",
            "≥",
            "<",
            ">",
        }

    @cached_property
    def _qualifies(self) -> bool:
        """Whether a *but* goes with a judgement that the claim passes on: effective, but may cause …"""
        judged = any(self.alignment.claim[a].kind is _K.ADVICE for a, _ in self.alignment.pairs)
        return judged and any(token.key == "but" for token in self.alignment.sentence)

    def _takes_back(self, at: int) -> bool:
        """Whether the clause says that what went before does not hold."""
        clause = self._clauses[at]
        keys = {t.key for n, t in enumerate(self.alignment.sentence) if self._clauses[n] == clause}
        return bool(keys & _TAKES_BACK and keys & _NEW_CLAUSE)

    def _restricts(self, at: int) -> bool:
        """Whether a group is left out together with what says which: in patients *with asthma*."""
        said = self.alignment.sentence
        lead = next((t for t in reversed(said[:at]) if t.kind is not _K.WORD), None)
        after = self._next(at)
        if lead is None or lead.key not in {"in", "for", "among", "with", "of"} or after is None:
            return False
        return after in self.alignment.dropped()

    def _next(self, at: int) -> int | None:
        """The position of the sentence's next word; None at its end."""
        said = self.alignment.sentence
        return next((n for n in range(at + 1, len(said)) if said[n].kind not in {_K.FILLER, _K.MARK}), None)

    def _is_statistical(self, at: int) -> bool:
        """Whether brackets hold a p value, an interval, a count, and no condition."""
        said = self.alignment.sentence
        return any(said[n].key in _STATISTICS for n in self._aside_of.get(at, ()))

    def _may_go(self, at: int) -> bool:
        """A whole measurement (“after 12 weeks”) or a time may be left out of what is no instruction."""
        token = self.alignment.sentence[at]
        if token.key in _MAY_GO:
            return True
        if token.kind in {_K.ROUTE, _K.INTERVAL}:
            named = any(other.kind is _K.DRUG for other in self.alignment.sentence)
            return not (self.directs or named)
        return False

    def _of_moved(self) -> Iterator[Fault]:
        loose = self.alignment.cover < 0.7
        for at in self.alignment.moved:
            token = self.alignment.claim[at]
            if token.kind is _K.WORD and loose:
                continue
            if token.kind in _IN_A_DOSE and self.doses:
                yield Fault.DOSE
            elif token.kind in {_K.NUMBER, _K.LIMIT, _K.UNIT}:
                yield Fault.NUMBER
            elif token.kind is _K.DRUG:
                yield Fault.DRUG
            else:
                yield Fault.COMPARISON

    def exchanged(self) -> int:
        """How many words stand in the place of others: the neighbours are the sentence's, the word is not."""
        claim, said = self.alignment.claim, self.alignment.sentence
        added, dropped = set(self.unexplained()), set(self.alignment.dropped())
        bounds = [(-1, -1), *self.alignment.pairs, (len(claim), len(said))]
        count = 0
        for (a, b), (c, d) in itertools.pairwise(bounds):
            new = [n for n in range(a + 1, c) if n in added]
            old = [n for n in range(b + 1, d) if n in dropped]
            count += bool(new and old and len(new) <= _GAP_MAX and len(old) <= _GAP_MAX)
        return count

    @cached_property
    def _clauses(self) -> list[int]:
        """The clause of each token of the sentence."""
        said = self.alignment.sentence
        found, number, depth = [], 0, 0
        for at, token in enumerate(said):
            depth += (token.key in {"(", "["}) - (token.key in {")", "]"})
            number += depth <= 0 and self._begins_clause(at)
            found.append(number)
        return found

    def _begins_clause(self, at: int) -> bool:
        token = self.alignment.sentence[at]
        if token.key == ";" or (token.kind is _K.FILLER and token.key in _NEW_CLAUSE):
            return True
        if token.key not in _NEW_AFTER_COMMA or not at or self.alignment.sentence[at - 1].key != ",":
            return False
        # What is listed to be done belongs together: “A 5 mg, B 10 mg, and C 5 mg”.
        return not self.directs or self._has_verb(at)

    def _has_verb(self, start: int) -> bool:
        """Whether something is said before the next comma, and not only listed."""
        for token in self.alignment.sentence[start + 1 :]:
            if token.kind is _K.MARK:
                return False
            if token.key in _FINITE or token.kind in {_K.FORCE, _K.HEDGE}:
                return True
        return False

    @cached_property
    def _clauses_spoken_of(self) -> set[int]:
        """Those of which the claim has more than a stray word."""
        said = self.alignment.sentence
        weight: dict[int, float] = {}
        held: dict[int, float] = {}
        known = {b for _, b in self.alignment.pairs}
        for at, token in enumerate(said):
            clause = self._clauses[at]
            weight[clause] = weight.get(clause, 0) + token.strength
            if at in known:
                held[clause] = held.get(clause, 0) + token.strength
        return {clause for clause, has in held.items() if has > 0}

    @cached_property
    def _asides(self) -> set[int]:
        """Positions in brackets of which the claim has nothing."""
        return set(self._aside_of)

    @cached_property
    def _aside_of(self) -> dict[int, range]:
        """The brackets that each of those stands in."""
        said = self.alignment.sentence
        known = {b for _, b in self.alignment.pairs}
        found: dict[int, range] = {}
        opened: list[int] = []
        for at, token in enumerate(said):
            if token.key in {"(", "["}:
                opened.append(at)
            elif token.key in {")", "]"} and opened:
                inside = range(opened.pop() + 1, at)
                if not known & set(inside):
                    found |= dict.fromkeys(inside, inside)
        return found


def _has_dose(tokens: tuple[Token, ...]) -> bool:
    """Whether an amount is given, as one gives a drug: a number, a unit of dose, not a concentration."""
    for at in range(len(tokens) - 1):
        if tokens[at].kind is _K.NUMBER and tokens[at + 1].key in _DOSE_UNITS:
            after = tokens[at + 2] if at + 2 < len(tokens) else None
            over = tokens[at + 3] if at + 3 < len(tokens) else None
            if after is not None and after.key == "per" and over and over.key in {"dl", "l", "ml", "minute"}:
                continue
            return True
    return False
