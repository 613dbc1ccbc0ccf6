"""The hand-written phrasings, and the templates of the scripted pairs. Each belongs to one part.

Both the foci and the phrasings are divided by hash: a test pair has a focus and a wording that were never
looked at while rules or models were made.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class Part(StrEnum):
    """Rules and models are made on the one and measured on the other."""

    DEVELOPMENT = "development"
    TEST = "test"


class Change(StrEnum):
    """The one thing in which a twin differs: the classes."""

    CHILD = "child"
    PREGNANCY = "pregnancy"
    RELAPSE = "relapse"
    CONDITION = "with_condition"
    RELATION = "relation"
    DRUG = "drug"
    DISEASE = "disease"
    NUMBER = "number"


def part_of(text: str) -> Part:
    """The part that a focus or a phrasing belongs to; nobody chose it."""
    digest = hashlib.sha256(" ".join(text.casefold().split()).encode()).digest()
    return Part.TEST if digest[0] % 2 else Part.DEVELOPMENT


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of the patient in the article's question ("" for nothing) and in the twin."""

    original: str
    twin: str

    def said(self, question: str, words: str) -> str:
        """`question` about a patient of whom `words` is said: a sentence goes before it."""
        if words.endswith("."):
            return f"{words} {question.replace('{p}', '')}"
        return question.replace("{p}", f" {words}" if words else "")


@dataclass(frozen=True, slots=True)
class Story:
    """A pair of whole questions about `{x}`."""

    relation: str
    original: str
    twin: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """An article that turns on a number, with (question, twin) pairs."""

    title: str
    focus: str
    relation: str
    applies_to: str
    pairs: tuple[tuple[str, str], ...]


# Metastatic disease is a later stage of the same road as relapse; only cancers have it.
_CLASS_OF = {"metastatic": Change.RELAPSE}


@cache
def questions(part: Part) -> Mapping[str, tuple[str, ...]]:
    """Relation → the hand-written ways to ask for it; those that have no place for a patient too."""
    found: dict[str, list[str]] = {}
    for file in ("questions", "drugs"):
        for relation, text in _rows(file, part):
            found.setdefault(relation, []).append(text)
    return {relation: tuple(texts) for relation, texts in found.items()}


@cache
def sayings(part: Part) -> Mapping[str, tuple[Saying, ...]]:
    """Group (a class, or `metastatic`) → what is said of the patient."""
    found: dict[str, list[Saying]] = {}
    for group, original, twin in _rows("patients", part):
        found.setdefault(group, []).append(Saying(original, twin))
    return {group: tuple(said) for group, said in found.items()}


@cache
def stories(part: Part) -> Mapping[str, tuple[Story, ...]]:
    """Group → whole questions in pairs."""
    found: dict[str, list[Story]] = {}
    for group, relation, original, twin in _rows("stories", part):
        found.setdefault(group, []).append(Story(relation, original, twin))
    return {group: tuple(pairs) for group, pairs in found.items()}


def class_of(group: str) -> Change:
    return _CLASS_OF.get(group) or Change(group)


@cache
def look_alikes() -> tuple[tuple[str, str], ...]:
    """Names that are mistaken for each other."""
    return tuple((one, other) for one, other in _rows("look_alikes", None))


@cache
def numbered() -> tuple[Numbered, ...]:
    """The articles that turn on a number."""
    found: list[Numbered] = []
    for row in _rows("numbered", None):
        if row[0].startswith("="):
            title, focus, relation, applies_to = row
            found.append(Numbered(title.lstrip("= "), focus, relation, applies_to, ()))
            continue
        last = found.pop()
        pairs = (*last.pairs, (row[0], row[1]))
        found.append(Numbered(last.title, last.focus, last.relation, last.applies_to, pairs))
    return tuple(found)


def _rows(name: str, part: Part | None) -> Iterator[list[str]]:
    text = resources.files("answers.evaluation.minimal").joinpath(f"{name}.txt").read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#") and part in (None, part_of(line)):
            yield [cell.strip() for cell in line.split("|")]


SCRIPTED_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "treatment": (
        "What are the treatments for {x}{p}?",
        "How is {x} treated{p}?",
        "What are the treatment options for {x}{p}?",
    ),
    "symptoms": ("What are the symptoms of {x}{p}?", "What are the signs and symptoms of {x}{p}?"),
    "diagnosis": ("How is {x} diagnosed{p}?", "How to diagnose {x}{p}?"),
    "prognosis": ("What is the prognosis of {x}{p}?", "What is the outlook for {x}{p}?"),
    "prevention": ("How can {x} be prevented{p}?", "How to prevent {x}{p}?"),
    "cause": ("What causes {x}?", "What are the causes of {x}?"),
    "inheritance": ("Is {x} inherited?", "How is {x} inherited?"),
    "frequency": ("How common is {x}?", "How many people are affected by {x}?"),
    "definition": ("What is {x}?", "What does {x} mean?"),
    "risk": ("Who is at risk for {x}?", "What are the risk factors for {x}?"),
    "complications": ("What are the complications of {x}?",),
    "side_effects": ("What are the side effects of {x}?", "What are the adverse effects of {x}?"),
    "dose": ("What is the dose of {x}?", "How should {x} be dosed?"),
    "storage": ("How should {x} be stored?",),
    "missed_dose": ("What should I do if I forget a dose of {x}?",),
    "precautions": ("What are the contraindications of {x}?",),
    "indication": ("Why is {x} prescribed?",),
    "overdose": ("What should be done in case of an overdose of {x}?",),
}
"""The plain ways to ask: what a script would write."""

SCRIPTED_SAYINGS: Mapping[str, tuple[Saying, ...]] = {
    group: tuple(Saying(original, twin) for original, twin in pairs)
    for group, pairs in {
        "child": (
            ("", "in children"),
            ("in adults", "in children"),
            ("", "in infants"),
            ("in a 45-year-old", "in a 5-year-old"),
            ("", "in newborns"),
            ("", "in adolescents"),
        ),
        "pregnancy": (
            ("", "in pregnancy"),
            ("", "in pregnant women"),
            ("", "during breastfeeding"),
            ("", "in lactating women"),
            ("in nonpregnant women", "in pregnant women"),
        ),
        "relapse": (
            ("", "after relapse"),
            ("in newly diagnosed patients", "in refractory disease"),
            ("", "in recurrent disease"),
            ("as first-line therapy", "as second-line therapy"),
        ),
        "metastatic": (("", "in metastatic disease"), ("", "in stage IV disease")),
        "with_condition": (
            ("", "in chronic kidney disease"),
            ("", "in patients with kidney failure"),
            ("", "in patients on dialysis"),
            ("", "in patients with cirrhosis"),
            ("", "in liver failure"),
            ("", "in patients with penicillin allergy"),
            ("", "in immunosuppressed patients"),
            ("", "in patients who are taking warfarin"),
            ("without kidney disease", "with kidney disease"),
        ),
    }.items()
}
