"""Builds the pairs: by chance, but the same ones every time."""

import random
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from answers.evaluation.minimal.phrasings import (
    SCRIPTED_QUESTIONS,
    SCRIPTED_SAYINGS,
    Change,
    Part,
    class_of,
    look_alikes,
    numbered,
    part_of,
    questions,
    sayings,
    stories,
)
from answers.evaluation.minimal.subjects import COMMON, Subject, key

SEED = 20_261_124
_OF_A_PATIENT: Mapping[str, frozenset[str]] = {
    "child": frozenset({"treatment", "diagnosis", "symptoms", "prognosis", "prevention"}),
    "pregnancy": frozenset({"treatment", "diagnosis", "symptoms", "prevention"}),
    "relapse": frozenset({"treatment", "prognosis"}),
    "metastatic": frozenset({"treatment", "prognosis", "symptoms"}),
    "with_condition": frozenset({"treatment", "diagnosis"}),
}
"""Relations of which the answer turns on what is said of the patient."""

_TURNS_ON: Mapping[str, re.Pattern[str]] = {
    group: re.compile(pattern)
    for group, pattern in {
        "child": r"child|infan|newborn|neonat|baby|babies|birth|p(?:a)?ediatric|juvenile|adolescen|teen|young"
        r"|congenital|inherited|toddler|boys|girls",
        "pregnancy": r"pregnan|breast-?f|nursing|lactat|prostat|testic|penile|penis|males?\b|menopaus"
        r"|childhood|infantile|juvenile|neonatal|congenital|fatal",
        "relapse": r"relaps|recur|refractor|resistan|come back|comes back|return|second-line|respond"
        r"|congenital",
        "metastatic": r"metasta|spread|stage iv|advanced",
        "with_condition": r"kidney|renal|dialysis|liver|hepat|cirrho|allerg|immun|transplant|hiv|warfarin"
        r"|anticoag|blood thinner",
    }.items()
}
"""An article whose page speaks of it may answer the twin, so no pair is built on it."""

_SPEAKS_OF: Mapping[str, re.Pattern[str]] = {
    relation: re.compile(pattern)
    for relation, pattern in {
        "treatment": r"treat|therap|medic|surg|drug",
        "prevention": r"prevent|vaccin|avoid|lower .{0,20}risk",
        "prognosis": r"prognos|outlook|surviv|life expectancy|long.term|worse|recover",
        "cause": r"caus|due to|result",
        "symptoms": r"symptom|sign|character|feature",
        "diagnosis": r"diagnos|test|exam|biops|scan",
        "inheritance": r"inherit|famil|genetic|recessive|dominant|parent",
        "frequency": r"\d .{0,20}(?:people|births|individuals|persons)|common|rare|frequen|prevalence",
        "side_effects": r"$a",
        "dose": r"$a",
        "storage": r"$a",
        "missed_dose": r"$a",
        "precautions": r"$a",
        "indication": r"$a",
        "overdose": r"$a",
    }.items()
}
_CANCER = re.compile(r"cancer|carcinoma|sarcoma|melanoma|tumor|blastoma", re.IGNORECASE)
_ONE_CHILD = re.compile(r"neonat|newborn|weeks ago|preemie|infant|baby|\bmo\b|teen|adolescen", re.IGNORECASE)
"""Of an age of its own: what is right for children may be wrong for it."""
_OF_AN_AGE = re.compile(r"\b(?:adult|childhood|infantile|juvenile|neonatal|senile)\b", re.IGNORECASE)
_BENIGN = re.compile(r"benign|leukemia|lymphoma|cyst", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:type )?(?:\d{1,2}[a-z]?|i{1,3}|iv|vi{0,3}|ix)\b|\btype [a-h]\b", re.IGNORECASE)
_TOGETHER = ({"precautions", "side_effects"}, {"precautions", "indication"}, {"overdose", "missed_dose"})
"""Relations that an answer to one may well answer in passing."""


@dataclass(frozen=True, slots=True)
class Pair:
    """`answers`: articles that rightly answer the twin; the article itself is never among them.

    `twin_title` is the twin as plain as an article would put it, where there is such a wording.
    """

    change: Change
    part: Part
    by_hand: bool
    article: str
    title: str
    original: str
    twin: str
    right: frozenset[str]
    answers: frozenset[str] = frozenset()
    twin_title: str | None = None

    @property
    def twin_means_title(self) -> bool:
        """Whether `twin_title` asks for all that the twin asks, and for nothing else."""
        return self.change is not Change.CHILD or not _ONE_CHILD.search(self.twin)


class Builder:
    """Pairs over the given articles."""

    def __init__(self, found: Sequence[Subject]) -> None:
        self._by_name: dict[str, list[Subject]] = {}
        self._pools: dict[tuple[Part, str, bool, bool], list[Subject]] = {}
        self._like: dict[tuple[bool, int, str], list[Subject]] = {}
        self._numbers: dict[tuple[str, str], list[Subject]] = {}
        for subject in found:
            for name in subject.names:
                self._by_name.setdefault(name, []).append(subject)
            common = subject.source in COMMON
            pool = self._pools.setdefault((subject.part, subject.relation, common, subject.is_drug), [])
            pool.append(subject)
            self._like.setdefault(_likeness(subject), []).append(subject)
            if _COUNTED.search(subject.name):
                self._numbers.setdefault((subject.relation, _without_number(subject.name)), []).append(
                    subject
                )
        self._numbered = [s for group in self._numbers.values() if len(group) > 1 for s in group]

    def pairs(self, change: Change, part: Part, *, by_hand: bool, count: int) -> list[Pair]:
        """Up to `count` pairs, in an order that is the same every time, no two with the same texts."""
        choose = random.Random(f"{SEED} {change} {part} {by_hand}")
        made: dict[tuple[str, str], Pair] = {}
        for pair in self._endless(change, part, by_hand, choose, count):
            made.setdefault((pair.original, pair.twin), pair)
            if len(made) == count:
                break
        return list(made.values())

    def _endless(
        self, change: Change, part: Part, by_hand: bool, choose: random.Random, count: int
    ) -> Iterator[Pair]:
        make: Callable[[Part, bool, random.Random], Pair | None] = {
            Change.RELATION: self._other_relation,
            Change.DRUG: self._other_drug,
            Change.DISEASE: self._other_disease,
            Change.NUMBER: self._other_number,
        }.get(change, lambda *args: self._other_patient(change, *args))
        if change is Change.NUMBER and by_hand:
            yield from _authored(part)
        for _ in range(count * 40):
            if pair := make(part, by_hand, choose):
                yield pair

    # One thing said of the patient.

    def _other_patient(self, change: Change, part: Part, by_hand: bool, choose: random.Random) -> Pair | None:
        group = choose.choice([g for g in _groups() if class_of(g) is change])
        if by_hand and choose.random() < 0.35:
            story = choose.choice(stories(part)[group])
            subject = self._draw(part, choose, {story.relation}, group)
            if subject is None:
                return None
            name = _spoken(subject.name, choose)
            texts = story.original.replace("{x}", name), story.twin.replace("{x}", name)
            return self._pair(change, part, by_hand, subject, texts)
        subject = self._draw(part, choose, _OF_A_PATIENT[group], group)
        if subject is None:
            return None
        name = _spoken(subject.name, choose)
        asking = questions(part) if by_hand else SCRIPTED_QUESTIONS
        said = choose.choice((sayings(part) if by_hand else SCRIPTED_SAYINGS)[group])
        asked = choose.choice([q for q in asking[subject.relation] if "{p}" in q])
        texts = (
            said.said(asked, said.original).replace("{x}", name),
            said.said(asked, said.twin).replace("{x}", name),
        )
        plain = choose.choice(SCRIPTED_QUESTIONS[subject.relation])
        titled = (
            plain.replace("{x}", subject.name).replace("{p}", " in children") if group == "child" else None
        )
        return self._pair(change, part, by_hand, subject, texts, twin_title=titled)

    # Another relation of the same subject.

    def _other_relation(self, part: Part, by_hand: bool, choose: random.Random) -> Pair | None:
        subject = self._draw(part, choose, set(_SPEAKS_OF), None, drugs=choose.random() < 0.2)
        if subject is None:
            return None
        drug = {"side_effects", "dose", "storage", "missed_dose", "precautions", "indication", "overdose"}
        others = sorted(drug & set(_SPEAKS_OF) if subject.is_drug else set(_SPEAKS_OF) - drug)
        relation = choose.choice(others)
        if relation == subject.relation or {relation, subject.relation} in _TOGETHER:
            return None
        if {relation, subject.relation} == {"cause", "inheritance"}:
            return None
        if not subject.is_drug and _SPEAKS_OF[relation].search(subject.text):
            return None
        name = _spoken(subject.name, choose)
        original, twin = (_ask(part, by_hand, choose, r, name) for r in (subject.relation, relation))
        same = [s for s in self._called(subject) if s.relation == relation]
        return self._pair(
            Change.RELATION,
            part,
            by_hand,
            subject,
            (original, twin),
            answers=frozenset(s.external_id for s in same),
            twin_title=same[0].title
            if same
            else SCRIPTED_QUESTIONS[relation][0].format(x=subject.name, p=""),
        )

    # The same relation of another subject.

    def _other_drug(self, part: Part, by_hand: bool, choose: random.Random) -> Pair | None:
        return self._other_subject(Change.DRUG, part, by_hand, choose, drugs=True)

    def _other_disease(self, part: Part, by_hand: bool, choose: random.Random) -> Pair | None:
        return self._other_subject(Change.DISEASE, part, by_hand, choose, drugs=False)

    def _other_subject(
        self, change: Change, part: Part, by_hand: bool, choose: random.Random, *, drugs: bool
    ) -> Pair | None:
        if by_hand and choose.random() < 0.5:
            one, other = choose.sample(choose.choice(look_alikes()), 2)
            found = [s for s in self._by_name.get(key(one), []) if s.is_drug is drugs]
            if not found:
                return None
            subject = choose.choice(found)
        else:
            drawn = self._draw(part, choose, set(SCRIPTED_QUESTIONS), None, drugs=drugs)
            near = self._near(drawn) if drawn else []
            if drawn is None or not near:
                return None
            subject, other = drawn, choose.choice(near)
        return self._named(change, part, by_hand, choose, subject, other)

    def _other_number(self, part: Part, by_hand: bool, choose: random.Random) -> Pair | None:
        if not self._numbered:
            return None
        drawn = choose.choice(self._numbered)
        near = self._numbers.get((drawn.relation, _without_number(drawn.name)), [])
        number = _number_of(drawn.name)
        near = [s for s in near if _number_of(s.name) != number and not s.also_called(drawn)]
        if not near:
            return None
        return self._named(Change.NUMBER, part, by_hand, choose, drawn, choose.choice(near).name)

    def _named(
        self,
        change: Change,
        part: Part,
        by_hand: bool,
        choose: random.Random,
        subject: Subject,
        other: str,
    ) -> Pair | None:
        parts = {part_of(subject.name), part_of(other)}
        if (Part.TEST if Part.TEST in parts else Part.DEVELOPMENT) is not part:
            return None
        twins = self._by_name.get(key(other), [])
        if key(other) in subject.names or any(t.also_called(subject) for t in twins):
            return None
        asking = questions(part) if by_hand else SCRIPTED_QUESTIONS
        if subject.relation not in asking:
            return None
        asked = choose.choice(asking[subject.relation]).replace("{p}", "")
        small = choose.random() < 0.5
        original, twin = (
            asked.replace("{x}", name.casefold() if small else name) for name in (subject.name, other)
        )
        same = [t for t in twins if t.relation == subject.relation]
        titled = same[0].title if same else None
        answers = frozenset(t.external_id for t in same)
        return self._pair(
            change, part, by_hand, subject, (original, twin), answers=answers, twin_title=titled
        )

    # What all of them need.

    def _pair(
        self,
        change: Change,
        part: Part,
        by_hand: bool,
        subject: Subject,
        texts: tuple[str, str],
        *,
        answers: frozenset[str] = frozenset(),
        twin_title: str | None = None,
    ) -> Pair:
        right = frozenset(s.external_id for s in self._called(subject) if s.relation == subject.relation)
        return Pair(
            change,
            part,
            by_hand,
            subject.external_id,
            subject.title,
            _tidy(texts[0]),
            _tidy(texts[1]),
            right,
            answers - right,
            twin_title,
        )

    def _called(self, subject: Subject) -> list[Subject]:
        return [s for name in sorted(subject.names) for s in self._by_name[name]]

    def _draw(
        self,
        part: Part,
        choose: random.Random,
        relations: Collection[str],
        group: str | None,
        *,
        drugs: bool = False,
    ) -> Subject | None:
        """An article by chance, common diseases three times out of four; None where it does not fit."""
        common = not drugs and choose.random() < 0.75
        pools = [self._pools.get((part, relation, common, drugs), []) for relation in sorted(relations)]
        # Between one in proportion and one for each relation: some have twenty articles, some thousands.
        weights = [len(pool) ** 0.5 for pool in pools]
        if not any(weights):
            return None
        subject = choose.choice(choose.choices(pools, weights)[0])
        if group and not _fits(subject, group):
            return None
        return subject

    def _near(self, subject: Subject) -> list[str]:
        """Names that look like this one and are of something else."""
        like = self._like.get(_likeness(subject), ())
        near = (s for s in like if _alike(subject.name, s.name) and not subject.also_called(s))
        return sorted({other.name for other in near})


@cache
def _groups() -> tuple[str, ...]:
    return tuple(SCRIPTED_SAYINGS)


def _ask(part: Part, by_hand: bool, choose: random.Random, relation: str, name: str) -> str:
    asking = questions(part) if by_hand else SCRIPTED_QUESTIONS
    return choose.choice(asking[relation]).replace("{p}", "").replace("{x}", name)


def _fits(subject: Subject, group: str) -> bool:
    if _OF_AN_AGE.search(subject.name):
        return False
    if group == "metastatic" and (not _CANCER.search(subject.name) or _BENIGN.search(subject.name)):
        return False
    return not _TURNS_ON[group].search(subject.page) and not _TURNS_ON[group].search(subject.name.casefold())


def _authored(part: Part) -> Iterator[Pair]:
    for made in numbered():
        if part_of(made.focus) is not part:
            continue
        for original, twin in made.pairs:
            identity = authored_id(made.title)
            yield Pair(Change.NUMBER, part, True, identity, made.title, original, twin, frozenset([identity]))


def authored_id(title: str) -> str:
    """The external id of an article that was written for this evaluation."""
    return f"minimal/{re.sub(r'[^a-z0-9]+', '-', title.casefold()).strip('-')}"


def _without_number(name: str) -> str:
    return " ".join(_COUNTED.sub("#", name.casefold()).split())


def _number_of(name: str) -> str:
    return " ".join(m.group().casefold().removeprefix("type ") for m in _COUNTED.finditer(name))


def _likeness(subject: Subject) -> tuple[bool, int, str]:
    """What two names share that look alike: the number of words, and the last one or its beginning."""
    said = subject.name.casefold().split()
    return subject.is_drug, len(said), said[-1] if len(said) > 1 else said[-1][:3]


def _alike(one: str, other: str) -> bool:
    if _COUNTED.search(one) or _COUNTED.search(other):
        return False
    left, right = one.casefold().split(), other.casefold().split()
    apart = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    if len(apart) != 1:
        return False
    a, b = apart[0]
    return a.rstrip("s") != b.rstrip("s") and not a.startswith(b) and not b.startswith(a)


def _spoken(name: str, choose: random.Random) -> str:
    """As written, or all small as most people type."""
    return name.casefold() if choose.random() < 0.5 else name


def _tidy(text: str) -> str:
    text = " ".join(text.split())
    return text.replace(" ?", "?").replace(" ,", ",").replace(" .", ".")


def sample(pairs: Iterable[Pair], count: int) -> list[Pair]:
    """Some of them, to be read."""
    listed = list(pairs)
    return random.Random(SEED).sample(listed, min(count, len(listed)))
