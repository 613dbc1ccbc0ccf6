"""Fit the order of what the index finds (`answers/search/ordering.py`), and print its weights.

    python -m bench.training.ordering MEDQUAD_ARCHIVE

`messages.jsonl` holds 600 messages as consumers would send them, each written for one entry of MedQuAD by a
language model to our instructions, LiveQA's questions unseen. Right is an entry on the same relation of the
same disease by the data's own annotation. The weights are those under which a right one is first most often;
a third of the messages is held back to measure with.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import numpy as np

from answers.evaluation.liveqa import Known, build_index
from answers.library.files import SourceFiles
from answers.library.medquad import Entry, entries
from answers.question import analyse
from answers.search.encoder import MiniLm
from answers.search.index import ArticleIndex
from answers.search.ordering import WEIGHTS, features
from answers.search.retrieval import retrieve
from answers.store.sql import SqlStore

DEPTH = 40
GRID = (0.0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.5, 2.0, 2.7, 3.5)
ROUNDS = 3
FITTED = ("cosine", "coverage", "relation")
"""The others are set for short questions, and these messages do not tell (answers/search/ordering.py)."""
HELD_BACK = 3
"""Every third message."""


def main() -> None:
    known = list(entries(SourceFiles(Path(sys.argv[1]), (".xml",))))
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="curbside-ordering-"))
    examples = asyncio.run(_examples(known, folder))
    held = [each for place, each in enumerate(examples) if place % HELD_BACK == 0]
    rest = [each for place, each in enumerate(examples) if place % HELD_BACK]
    print(
        f"found among {DEPTH}: {np.mean([right.any() for _, right in held]):.3f} (n={len(held)}, held back)"
    )
    for name, weights in (("as found", _only("score")), ("shipped", _shipped()), ("fitted", _fitted(rest))):
        print(f"{name:9} the first is right: {_first_right(held, weights):.3f}")
    final = _fitted(examples)
    print("WEIGHTS =", {name: round(float(w), 2) for name, w in zip(WEIGHTS, final, strict=True)})


async def _examples(known: Sequence[Entry], folder: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each message the features of what was found (n × features), and which of it is right (n)."""
    text = resources.files("bench.training").joinpath("messages.jsonl").read_text("utf-8")
    messages = [json.loads(line) for line in text.splitlines()]
    by_id = {entry.external_id: entry for entry in reversed(known)}
    encoder = MiniLm()
    async with SqlStore(f"sqlite:///{folder / 'evaluation.db'}") as store:
        with ArticleIndex(None, encoder) as index:
            indexed = await build_index(known, index, encoder, store)
            return [
                _example(each["message"], by_id[each["external_id"]], index, known, indexed)
                for each in messages
            ]


def _example(
    message: str, wanted: Entry, index: ArticleIndex, known: Sequence[Entry], indexed: Sequence[Known]
) -> tuple[np.ndarray, np.ndarray]:
    hits = retrieve(index, message, None, DEPTH)
    about = [indexed[hit.article_id - 1].topic for hit in hits]
    found = [(hit.score, hit.cosine, topic) for hit, topic in zip(hits, about, strict=True)]
    values = [[each[name] for name in WEIGHTS] for each in features(analyse(message), found)]
    right = [_same(known[hit.article_id - 1], wanted) for hit in hits]
    return np.array(values), np.array(right)


def _same(one: Entry, other: Entry) -> bool:
    """Whether both are on the same relation of the same disease, by the data's own annotation."""
    names = [{each.focus.casefold(), *map(str.casefold, each.synonyms)} for each in (one, other)]
    focus = one.focus.casefold() in names[1] or other.focus.casefold() in names[0]
    return one.qtype == other.qtype and (focus or bool(set(one.concepts) & set(other.concepts)))


def _fitted(examples: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Weights under which the right one comes first most often, one weight after the other over `GRID`."""
    names = list(WEIGHTS)
    weights = _shipped()
    for _ in range(ROUNDS):
        for place in map(names.index, FITTED):
            tries = [np.array([*weights[:place], value, *weights[place + 1 :]]) for value in GRID]
            weights = max(tries, key=lambda each: _first_right(examples, each))
    return weights


def _first_right(examples: Sequence[tuple[np.ndarray, np.ndarray]], weights: np.ndarray) -> float:
    return float(np.mean([right[np.argmax(values @ weights)] for values, right in examples]))


def _only(feature: str) -> np.ndarray:
    return np.array([float(name == feature) for name in WEIGHTS])


def _shipped() -> np.ndarray:
    return np.array(list(WEIGHTS.values()))


if __name__ == "__main__":
    main()
