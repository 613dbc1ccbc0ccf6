"""A library of illnesses that do not exist, so that each question has one article and no other is near it."""

import json
import random
from collections.abc import Iterable
from pathlib import Path

from answers.types import Audience
from bot.guard import alarm
from bot.masking import mask

ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "kr", "tr", "st")
VOWELS = "aeiou"
ENDS = "lnrsmtkx"
RELEASED_BY = "Chaos"


def subjects(rng: random.Random, count: int) -> list[str]:
    """So many made-up names, each of which passes guard and mask as it is."""
    found: dict[str, None] = {}
    while len(found) < count:
        name = f"{_word(rng, 3)}-{_word(rng, 2)}"
        asked = question(name)
        if mask(asked).text == asked and alarm(asked, Audience.PATIENT) is None:
            found[name] = None
    return list(found)


def _word(rng: random.Random, syllables: int) -> str:
    said = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(syllables))
    return (said + rng.choice(ENDS)).capitalize()


def question(subject: str) -> str:
    """The title of its article."""
    return f"What are the treatments for {subject} syndrome?"


def external_id(subject: str) -> str:
    return f"chaos/{subject.lower()}"


def is_from(text: str, subject: str) -> bool:
    """Whether a reply shows what the subject's article says."""
    return f"{subject} syndrome is treated" in text


def write(path: Path, names: Iterable[str]) -> None:
    """One article for each, as `curbside articles import` takes them."""
    with path.open("w", encoding="utf-8") as file:
        for name in names:
            record = {
                "external_id": external_id(name),
                "question": question(name),
                # Without it an article on another illness can be served in place of one that was withdrawn.
                "focus": f"{name} syndrome",
                "answer": f"{name} syndrome is treated with rest. No other treatment of it is known.",
                "url": f"https://example.org/{name.lower()}",
            }
            file.write(json.dumps(record) + "\n")
