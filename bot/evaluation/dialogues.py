"""Dialogues made of MedQuAD: a question on a subject, then one more, and what that has to retrieve.

A document of MedQuAD has several questions on one focus. The first question of a dialogue is one of them, in
the extractor's words or in hand-written ones; what is said then is always hand-written, but for new questions
in the extractor's words, which are a kind of their own. Right are all entries of the relation that is asked
for whose focus or synonyms have the same name by the data's own annotation. Made the same in every run.
"""

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answers.library.medquad import Entry
from bot.evaluation.phrasings import Part, Phrasings, phrasings

PER_KIND = 150
"""Dialogues of one kind: an interval of about 5 points either side at 90%."""
FIRST_IN_THE_DATAS_WORDS = 0.5
LOWER_CASE = 0.4
"""Of the subjects: many people type without capitals."""

_TYPED = re.compile(r"\b(type|stage) ([0-9][0-9A-Z]{0,3}|[IVX]{1,4}|[A-Z][0-9]?)\b", re.IGNORECASE)
_FOR_PATIENTS = ("symptoms", "treatment", "exams and tests", "outlook", "prevention")
"""Relations whose answer can depend on the patient."""


class Kind(StrEnum):
    """In what way the last message follows the former ones."""

    LEFT_OUT = "relation alone"
    POINTING = "pointing back"
    PATIENT = "another patient"
    THIRD = "third question"
    AFTER_CHANGE = "after a change of topic"
    OTHER_RELATION = "correction: relation"
    OTHER_SUBJECT = "correction: subject"
    OTHER_TYPE = "another type"
    SHIFT = "the same of another subject"
    WHOLE = "new question, by hand"
    TITLE = "new question, in the data's words"


TOPIC_CHANGES = frozenset({Kind.SHIFT, Kind.WHOLE, Kind.TITLE})


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What was asked before (oldest first), what is said now, and the external ids of which one is to come
    first."""

    kind: Kind
    earlier: tuple[str, ...]
    said: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Subject:
    """One document: its questions by relation, as the data words them."""

    focus: str
    titles: Mapping[str, str]


def dialogues(entries: Iterable[Entry], part: Part, per_kind: int = PER_KIND) -> list[Dialogue]:
    """The dialogues of one part, by kind; fewer of a kind where the data has not as many subjects."""
    return list(_Maker([entry for entry in entries if entry.answer], part).all(per_kind))


class _Annotations:
    """Which entries the data says are on one subject."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
        for entry in entries:
            for name in (entry.focus, *entry.synonyms):
                self._by_name[name.casefold(), entry.qtype].add(entry.external_id)

    def right(self, focus: str, relation: str) -> frozenset[str]:
        """All entries on the relation whose focus or synonyms have the name."""
        return frozenset(self._by_name[focus.casefold(), relation])


class _Maker:
    """Chooses subjects and wordings; each choice depends on nothing but the kind and the subject."""

    def __init__(self, entries: Sequence[Entry], part: Part) -> None:
        self._said: Phrasings = phrasings(part)
        self._annotations = _Annotations(entries)
        self._subjects = [s for s in _subjects(entries, self._said.relations) if _part_of(s.focus) is part]

    def all(self, per_kind: int) -> Iterator[Dialogue]:
        make: Mapping[Kind, Callable[[_Subject, random.Random], Dialogue | None]] = {
            Kind.LEFT_OUT: self._left_out,
            Kind.POINTING: self._pointing,
            Kind.PATIENT: self._patient,
            Kind.THIRD: self._third,
            Kind.AFTER_CHANGE: self._after_change,
            Kind.OTHER_RELATION: self._other_relation,
            Kind.OTHER_SUBJECT: self._other_subject,
            Kind.OTHER_TYPE: self._other_type,
            Kind.SHIFT: self._shift,
            Kind.WHOLE: self._whole,
            Kind.TITLE: self._title,
        }
        for kind, one in make.items():
            made = 0
            for subject in sorted(self._subjects, key=lambda s: _digest(f"{kind}:{s.focus}")):
                chance = random.Random(f"{kind}:{subject.focus}")  # noqa: S311 - a sample, not a secret
                if made < per_kind and (dialogue := one(subject, chance)):
                    made += 1
                    yield dialogue

    def _left_out(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        return self._follow_up(Kind.LEFT_OUT, subject, chance)

    def _pointing(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        return self._follow_up(Kind.POINTING, subject, chance)

    def _follow_up(self, kind: Kind, subject: _Subject, chance: random.Random) -> Dialogue | None:
        first, then = chance.sample(sorted(subject.titles), 2)
        said = self._going_on(self._followed(kind, then, chance), chance)
        earlier = (self._asked(subject, first, chance),)
        return Dialogue(kind, earlier, said, self._annotations.right(subject.focus, then))

    def _followed(self, kind: Kind, relation: str, chance: random.Random) -> str:
        said = self._said.relations[relation]
        return chance.choice(said.left_out if kind is Kind.LEFT_OUT else said.pointing)

    def _patient(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        relations = sorted(set(subject.titles) & set(_FOR_PATIENTS))
        if not relations:
            return None
        first = chance.choice(relations)
        said = chance.choice(self._said.patients)
        right = self._annotations.right(subject.focus, first)
        return Dialogue(Kind.PATIENT, (self._asked(subject, first, chance),), said, right)

    def _third(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        if len(subject.titles) < 3:
            return None
        first, second, third = chance.sample(sorted(subject.titles), 3)
        kinds = [chance.choice([Kind.LEFT_OUT, Kind.POINTING]) for _ in range(2)]
        earlier = (
            self._asked(subject, first, chance),
            self._going_on(self._followed(kinds[0], second, chance), chance),
        )
        said = self._going_on(self._followed(kinds[1], third, chance), chance)
        return Dialogue(Kind.THIRD, earlier, said, self._annotations.right(subject.focus, third))

    def _after_change(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        before = self._another(subject, chance)
        change, then = chance.sample(sorted(subject.titles), 2)
        earlier = (
            self._asked(before, chance.choice(sorted(before.titles)), chance),
            self._new_topic(self._asked(subject, change, chance), chance),
        )
        kind = chance.choice([Kind.LEFT_OUT, Kind.POINTING])
        said = self._going_on(self._followed(kind, then, chance), chance)
        return Dialogue(Kind.AFTER_CHANGE, earlier, said, self._annotations.right(subject.focus, then))

    def _other_relation(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        named = sorted(kind for kind in subject.titles if self._said.relations[kind].names)
        if len(named) < 2:
            return None
        first, then = chance.sample(named, 2)
        name = chance.choice(self._said.relations[then].names)
        said = chance.choice(self._said.relation_corrections).format(name)
        earlier = (self._asked(subject, first, chance),)
        return Dialogue(Kind.OTHER_RELATION, earlier, said, self._annotations.right(subject.focus, then))

    def _other_subject(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        return self._same_relation(Kind.OTHER_SUBJECT, subject, self._said.subject_corrections, chance)

    def _shift(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        return self._same_relation(Kind.SHIFT, subject, self._said.subject_shifts, chance)

    def _same_relation(
        self, kind: Kind, subject: _Subject, wordings: Sequence[str], chance: random.Random
    ) -> Dialogue | None:
        wrong = self._another(subject, chance)
        both = sorted(set(subject.titles) & set(wrong.titles))
        if not both:
            return None
        relation = chance.choice(both)
        named, instead = self._named(subject, chance), self._named(wrong, chance)
        said = chance.choice(wordings).format(named, wrong=instead)
        earlier = (self._asked(wrong, relation, chance, instead),)
        return Dialogue(kind, earlier, said, self._annotations.right(subject.focus, relation))

    def _other_type(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        named = _TYPED.search(subject.focus)
        if named is None:
            return None
        others = [s for s in self._subjects if s is not subject and _untyped(s) == _untyped(subject)]
        wrong = chance.choice(others) if others else None
        both = sorted(set(subject.titles) & set(wrong.titles)) if wrong else []
        if wrong is None or not both:
            return None
        relation = chance.choice(both)
        wordings = chance.choice([self._said.type_shifts, self._said.type_corrections])
        instead = _TYPED.search(wrong.focus)
        said = chance.choice(wordings).format(
            named.group().lower(), wrong=instead and instead.group().lower()
        )
        earlier = (self._asked(wrong, relation, chance, wrong.focus),)
        return Dialogue(Kind.OTHER_TYPE, earlier, said, self._annotations.right(subject.focus, relation))

    def _whole(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        relation = chance.choice(sorted(subject.titles))
        whole = chance.choice(self._said.relations[relation].whole).format(self._named(subject, chance))
        return self._changed(Kind.WHOLE, subject, relation, whole, chance)

    def _title(self, subject: _Subject, chance: random.Random) -> Dialogue | None:
        relation = chance.choice(sorted(subject.titles))
        return self._changed(Kind.TITLE, subject, relation, subject.titles[relation], chance)

    def _changed(
        self, kind: Kind, subject: _Subject, relation: str, asked: str, chance: random.Random
    ) -> Dialogue:
        before = self._another(subject, chance)
        earlier = (self._asked(before, chance.choice(sorted(before.titles)), chance),)
        right = self._annotations.right(subject.focus, relation)
        return Dialogue(kind, earlier, self._new_topic(asked, chance), right)

    def _another(self, subject: _Subject, chance: random.Random) -> _Subject:
        while (other := chance.choice(self._subjects)).focus.casefold() == subject.focus.casefold():
            pass
        return other

    def _asked(
        self, subject: _Subject, relation: str, chance: random.Random, named: str | None = None
    ) -> str:
        """A whole question, in the data's words or in ours."""
        if chance.random() < FIRST_IN_THE_DATAS_WORDS:
            return subject.titles[relation]
        whole = chance.choice(self._said.relations[relation].whole)
        return whole.format(named or self._named(subject, chance))

    def _named(self, subject: _Subject, chance: random.Random) -> str:
        return subject.focus.lower() if chance.random() < LOWER_CASE else subject.focus

    def _going_on(self, said: str, chance: random.Random) -> str:
        return _led(said, chance.choice(self._said.going_on))

    def _new_topic(self, said: str, chance: random.Random) -> str:
        return _led(said, chance.choice(self._said.new_topic))


def _led(said: str, lead_in: str) -> str:
    """With a lead-in, unless the wording has one: “and and the treatment?” is said by nobody."""
    return said if said.startswith(("and ", "ok ", "ok,", "what about ")) else lead_in.format(said)


def _subjects(entries: Sequence[Entry], relations: Iterable[str]) -> list[_Subject]:
    """Documents with at least two relations that there are wordings for; one document of each focus."""
    documents: dict[str, dict[str, str]] = defaultdict(dict)
    focus: dict[str, str] = {}
    for entry in entries:
        document = entry.external_id.partition("#")[0]
        if entry.qtype in relations and entry.focus in entry.question:
            documents[document].setdefault(entry.qtype, entry.question)
            focus.setdefault(document, entry.focus)
    found: dict[str, _Subject] = {}
    for document, titles in documents.items():
        if len(titles) > 1:
            found.setdefault(focus[document].casefold(), _Subject(focus[document], titles))
    return sorted(found.values(), key=lambda subject: subject.focus)


def _untyped(subject: _Subject) -> str:
    return _TYPED.sub("", subject.focus).casefold()


def _part_of(focus: str) -> Part:
    """Types of one disease are in one part, so that one can be mistaken for the other."""
    bare = _TYPED.sub("", focus).casefold()
    return Part.DEVELOPMENT if _digest(bare)[0] % 2 else Part.TEST


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.casefold().encode()).digest()
