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
from answers.citations.clauses import CONTRASTING, Clauses, clauses
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
_LIMITING = frozenset({"contraindicated", "avoid", "caution", "stop", "≤", "≥", "<", ">"})
_STATISTICS = frozenset(
    {"p", "ci", "sd", "se", "iqr", "rang", "range", "n", "hr", "rr", "±", "confid", "odd"}
)
_WEAKER = frozenset({"may", "likely", "seem", "suggest"})
"""Hedges that may be added to what is no instruction: less is claimed, and nothing else."""
_CARRIES = frozenset({"cause", "due", "prevent", "cure", "prove", "need"})
"""Of what strengthens, those without which the statement is another one."""
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
            and n not in self._clauses.asides
            and self._clauses.of[n] in self._clauses.spoken_of
        ]

    def _of_added(self) -> Iterator[Fault]:
        """By what the claim has and the sentence has not."""
        for at in self.alignment.added():
            token = self.alignment.claim[at]
            if token.kind is _K.HEDGE:
                if self.directs or token.key not in _WEAKER:
                    yield Fault.POLARITY
            elif token.kind in _IN_A_DOSE and self.doses:
                yield Fault.DOSE
            elif fault := _ADDED.get(token.kind):
                yield fault

    def _of_dropped(self) -> Iterator[Fault]:
        """By what the sentence has and the claim has not."""
        for at in self.alignment.dropped():
            if self._clauses.of[at] not in self._clauses.spoken_of:
                fault = self._of_clause_left_out(at)
            elif at in self._clauses.asides:
                fault = self._of_aside_left_out(at)
            else:
                fault = self._of_word_left_out(at)
            if fault:
                yield fault

    def _of_clause_left_out(self, at: int) -> Fault | None:
        """What a word means for a clause that is left out whole."""
        token = self.alignment.sentence[at]
        if self._limits(token) or (token.key == "may" and self._qualifies):
            return Fault.EXCEPTION
        return Fault.POLARITY if token.kind is _K.NEGATION and self._takes_back(at) else None

    def _of_aside_left_out(self, at: int) -> Fault | None:
        """The same for brackets."""
        limits = self._limits(self.alignment.sentence[at]) and not self._is_statistical(at)
        return Fault.EXCEPTION if limits else None

    def _of_word_left_out(self, at: int) -> Fault | None:
        """The same for a word among those that the claim has."""
        token = self.alignment.sentence[at]
        if token.key == "people":
            return Fault.POPULATION if self._restricts(at) else None
        if token.kind is _K.TIME:
            stays = self._next(at) not in self.alignment.dropped()
            return Fault.DIRECTION if self.directs or stays else None
        if token.kind is _K.FORCE:
            carries = token.key in _CARRIES or (token.key == "significant" and self._denies)
            return Fault.POLARITY if carries else None
        fault = _DROPPED.get(token.kind)
        if fault is None or self._may_go(token):
            return None
        return Fault.DOSE if token.kind in _IN_A_DOSE and self.doses else fault

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
        return self.directs and (token.kind in {_K.CONDITION, _K.NEGATION} or token.key in _LIMITING)

    @cached_property
    def _qualifies(self) -> bool:
        """Whether a *but* goes with a judgement that the claim passes on: effective, but may cause …"""
        judged = any(self.alignment.claim[a].kind is _K.ADVICE for a, _ in self.alignment.pairs)
        return judged and any(token.key == "but" for token in self.alignment.sentence)

    @cached_property
    def _denies(self) -> bool:
        """“No significant difference” is not “no difference”."""
        return any(token.kind is _K.NEGATION for token in self.alignment.sentence)

    def _takes_back(self, at: int) -> bool:
        """Whether the clause says that what went before does not hold."""
        numbers = self._clauses.of
        keys = {t.key for n, t in enumerate(self.alignment.sentence) if numbers[n] == numbers[at]}
        return bool(keys & _TAKES_BACK and keys & CONTRASTING)

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
        return any(said[n].key in _STATISTICS for n in self._clauses.asides.get(at, ()))

    def _may_go(self, token: Token) -> bool:
        """What may be left out: how a drug is given only where no drug is named and nothing told to do."""
        if token.key in _MAY_GO:
            return True
        if token.kind in {_K.ROUTE, _K.INTERVAL}:
            named = any(other.kind is _K.DRUG for other in self.alignment.sentence)
            return not (self.directs or named)
        return False

    def _of_moved(self) -> Iterator[Fault]:
        """By what stands in another order; stray ordinary words of a loose match do not count."""
        if self.alignment.voices_differ:
            yield Fault.COMPARISON
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
    def _clauses(self) -> Clauses:
        known = frozenset(b for _, b in self.alignment.pairs)
        return clauses(self.alignment.sentence, known, directs=self.directs)


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
