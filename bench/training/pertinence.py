"""Learn what tells a source that answers a question from one that is only near to it, and write what ships.

    python -m bench.training.pertinence DATA [HOME]

PubMedQA's development abstracts are the sources (kept in HOME, if given, for the next time). An example is a
question with the source that is found first for it: right, where somebody wrote the question for that source
(the rewrites for development, and `rewrites.jsonl` beside this file, written for this); wrong, where its own
source is left out or it is asked elsewhere: K-QA, MQP, LiveQA, MedQuAD's titles, and talk about other things.
The rewrites for the test are not read. What is printed is told by models that had not seen the question.
"""

import asyncio
import csv
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

from answers.engines.pertinence import SIGNS, WEIGHTS_FILE, Source, Weights, leads, signs
from answers.evaluation.evidence import rewrites, unanswerable
from answers.evidence.base import Found
from answers.evidence.follow import SourceFollower
from answers.evidence.passages import PassageIndex
from answers.evidence.sources import SourceEvidence
from answers.pair_model import shipped
from answers.search.encoder import MiniLm
from answers.sources.formats.base import About
from answers.sources.formats.registry import FORMATS
from answers.sources.record import Source as Record
from answers.store.base import PUT_MAX
from answers.store.sql import SqlStore
from answers.types import Query
from bench.training.scope import medquad_titles

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "answers" / "weights" / WEIGHTS_FILE
FOUND = 3
SAMPLE = 600
TITLES = 400
TALK = 150
SEED = 3
FOLDS, ROUNDS = 10, 3
STRENGTH = 1.0
SHOWN = (0.70, 0.75, 0.80, 0.83, 0.85, 0.87, 0.90)
AT = 0.124
"""Chosen on what is printed (docs/measurements.md): below it, each right source more costs several wrong
ones, and an honest “not found” costs a reader less than a quote on another illness."""


@dataclass(frozen=True, slots=True)
class Example:
    """One question and one source; `right` is whether that is its own."""

    of: str
    question: str
    seen: np.ndarray
    right: bool


def main() -> None:
    data = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="curbside-pertinence-") as passing:
        home = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(passing)
        home.mkdir(parents=True, exist_ok=True)
        asked, examples = asyncio.run(_examples(data, home))
    seen = np.array([example.seen for example in examples])
    right = np.array([example.right for example in examples])
    told = _held_back(seen, right, [example.of for example in examples])
    _show(asked, examples, told)
    _write(seen, right)


def _questions(data: Path, known: set[str]) -> Iterator[tuple[str, str, str | None]]:
    """Which set, the question, and its own source's PubMed id."""
    choose = random.Random(SEED)
    for each in rewrites("development", known):
        yield "people's words", each.question, each.pmid
    for record in _records(HERE / "rewrites.jsonl"):
        yield "people's words", record["question"], record["pmid"]
    elsewhere = {
        "K-QA": choose.sample(
            [record["question"] for record in _records(data / "kqa-questions.jsonl")], SAMPLE
        ),
        "MQP": choose.sample(_mqp(data / "mqp-dev.csv"), SAMPLE),
        "LiveQA": [record["original"] for record in _records(data / "liveqa-dev.jsonl")],
        "unanswerable": unanswerable("development"),
        "MedQuAD": choose.sample(medquad_titles(data / "medquad.tar.xz"), TITLES),
        "talk": choose.sample(_talk(), TALK),
    }
    for name, questions in elsewhere.items():
        yield from ((name, question, None) for question in questions)


async def _examples(data: Path, home: Path) -> tuple[int, list[Example]]:
    """How many questions have a source of their own, and the examples."""
    file = data / "pubmedqa-dev.jsonl"
    records = [each for each in FORMATS["pubmedqa"](file, About()) if isinstance(each, Record)]
    encoder = MiniLm()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(SqlStore(f"sqlite:///{home / 'sources.db'}"))
        for start in range(0, len(records), PUT_MAX):
            await store.put_sources(records[start : start + PUT_MAX], actor="training")
        index = stack.enter_context(PassageIndex(home / "index", encoder))
        await SourceFollower(store, index, encoder).catch_up()
        evidence = SourceEvidence(store, index)
        examples: list[Example] = []
        asked = list(_questions(data, {r.reference.pmid for r in records if r.reference.pmid}))
        for name, question, own in asked:
            found = await evidence.find(Query(question=question), FOUND)
            examples += _examples_of(name, question, own, by_source(found))
    return sum(own is not None for _, _, own in asked), examples


def _examples_of(name: str, question: str, own: str | None, found: list[Source]) -> Iterator[Example]:
    if own and found and _pmid(found[0]) == own:
        yield Example(name, question, _seen(question, found), right=True)
    if others := [source for source in found if _pmid(source) != own]:
        without = f"{name}, own source left out" if own else name
        yield Example(without, question, _seen(question, others), right=False)


def _seen(question: str, found: Sequence[Source]) -> np.ndarray:
    """The signs of the first source."""
    return signs(question, [(found[0], leads(found)[0])], shipped())[0]


def by_source(found: Sequence[Found]) -> list[Source]:
    """The passages of each source, in their order."""
    grouped: dict[str | None, list[Found]] = {}
    for each in found:
        grouped.setdefault(each.passage.reference.pmid, []).append(each)
    return list(grouped.values())


def _pmid(source: Source) -> str | None:
    return source[0].passage.reference.pmid


def _held_back(seen: np.ndarray, right: np.ndarray, of: Sequence[str]) -> np.ndarray:
    """What models say that were made without the example; the mean of several ways to divide them."""
    told = np.zeros(len(seen))
    kinds = [f"{name} {label}" for name, label in zip(of, right, strict=True)]
    for seed in range(ROUNDS):
        for known, held in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(seen, kinds):
            told[held] += _fitted(seen[known], right[known]).chances(seen[held])
    return told / ROUNDS


def _fitted(seen: np.ndarray, right: np.ndarray) -> Weights:
    scaler = StandardScaler().fit(seen)
    model = LogisticRegression(C=STRENGTH, max_iter=5_000).fit(scaler.transform(seen), right)
    weights = model.coef_[0] / scaler.scale_
    offset = float(model.intercept_[0] - weights @ scaler.mean_)
    return Weights(of=dict(zip(SIGNS, weights.tolist(), strict=True)), offset=offset, at=AT)


def _show(asked: int, examples: Sequence[Example], told: np.ndarray) -> None:
    right = np.array([example.right for example in examples])
    names = list(dict.fromkeys(example.of for example in examples if not example.right))
    of = np.array([example.of for example in examples])
    print(f"{asked} questions in people's words; of them with their own source first: {right.sum()}")
    print("\nshown right   at    shown wrong: " + ", ".join(names))
    best = np.sort(told[right])[::-1]
    bars = [float(best[round(share * asked) - 1]) for share in SHOWN if round(share * asked) <= len(best)]
    for bar in sorted((*bars, AT), reverse=True):
        wrong = [float((told[(of == name) & ~right] >= bar).mean()) for name in names]
        print(
            f"{(told[right] >= bar).sum() / asked:11.3f}  {bar:.3f}  " + "  ".join(f"{w:.3f}" for w in wrong)
        )


def _write(seen: np.ndarray, right: np.ndarray) -> None:
    made = _fitted(seen, right)
    rounded = {name: round(weight, 4) for name, weight in made.of.items()}
    record = {"of": rounded, "offset": round(made.offset, 4), "at": AT}
    OUT.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


def _records(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _mqp(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return sorted({row["question_2"] for row in csv.DictReader(file)})


def _talk() -> list[str]:
    lines = (HERE / "out_of_scope.txt").read_text("utf-8").splitlines()
    return [line.partition("|")[2] for line in lines if "|" in line]


if __name__ == "__main__":
    main()
