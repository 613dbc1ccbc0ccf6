"""LiveQA-Med (TREC 2017): real consumer questions over all 47,441 entries of MedQuAD, graded by experts.

Measures, as the field defines them: the mean grade (0–3) of the first entry, where an unjudged entry has
grade 0; MAP@10, where grades of 2 and 3 are right, each average divides by min(10, how many are right), and
is 0 for a question without any. Entries without text are in the index by their question and synonyms.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from answers.errors import InvalidRecord
from answers.evaluation.intervals import Measured, mean_with_interval
from answers.library.medquad import QUESTION_TYPES, Entry
from answers.question import analyse
from answers.search.encoder import Encoder
from answers.search.follow import Progress
from answers.search.index import ArticleIndex
from answers.search.journal import Entry as IndexEntry
from answers.search.ordering import Topic, ordered, topic
from answers.search.part import Document
from answers.search.retrieval import retrieve
from answers.search.vectors import VectorCache
from answers.search.vocabulary import vocabulary
from answers.store.base import VectorStore
from answers.text import one_line
from answers.types import QuestionType

RIGHT = 2
DEPTH = 10
BATCH = 1_000
SEARCHED = 40


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the grades of the entries that were judged for it, by external id."""

    id: str
    text: str
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Known:
    """An entry that is in the index."""

    external_id: str
    topic: Topic


@dataclass(frozen=True, slots=True)
class Result:
    """The measures, and what was ranked first for each question."""

    first_grade: Measured
    average_precision: Measured
    first: tuple[tuple[str, str, int], ...]


def questions(path: Path, wording: str = "original") -> list[Judged]:
    """The labelled questions; `wording` is original, paraphrase or summary. Raises `InvalidRecord`."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return [_judged(row, wording) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidRecord("not a LiveQA file", f"{path}: {error}") from error


def _judged(row: dict[str, object], wording: str) -> Judged:
    grades: dict[str, int] = {}
    judgments = row["judgments"]
    if not isinstance(judgments, list):
        raise TypeError("judgments must be a list")
    for judgment in judgments:
        for entry in judgment["entries"]:
            grades[entry] = max(grades.get(entry, 0), int(judgment["grade"]))
    return Judged(str(row["id"]), one_line(str(row[wording])), grades)


async def build_index(
    entries: Iterable[Entry],
    index: ArticleIndex,
    encoder: Encoder,
    store: VectorStore,
    progress: Progress | None = None,
) -> list[Known]:
    """Fill an empty index with all entries; returns them, the article id n being the place n - 1 here."""
    vectors = VectorCache(store, encoder)
    ids: list[Known] = []
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            await _add(batch, ids, index, vectors)
            batch = []
            if progress:
                progress(len(ids), 0)
    await _add(batch, ids, index, vectors)
    return ids


async def _add(batch: Sequence[Entry], ids: list[Known], index: ArticleIndex, vectors: VectorCache) -> None:
    if not batch:
        return
    names = vocabulary()
    texts = [names.spelled_out(entry.question) for entry in batch]
    known = await vectors.vectors(texts)
    made = [
        IndexEntry(_document(len(ids) + n, entry), known[text][None, :])
        for n, (entry, text) in enumerate(zip(batch, texts, strict=True), start=1)
    ]
    ids.extend(Known(entry.external_id, _topic(entry)) for entry in batch)
    index.apply(made, [], len(ids))


def _topic(entry: Entry) -> Topic:
    relation = QUESTION_TYPES.get(entry.qtype, QuestionType.OTHER)
    return topic((entry.question,), tuple(filter(None, (entry.focus, *entry.synonyms))), relation)


def _document(number: int, entry: Entry) -> Document:
    focus = tuple(filter(None, (entry.focus, *entry.synonyms)))
    return Document(number, None, entry.question, (), focus, entry.answer)


def evaluate(judged: Sequence[Judged], index: ArticleIndex, known: Sequence[Known]) -> Result:
    """Rank all entries for each question, as the approved ones are ranked, and grade the ranking."""
    ranked = [_ranked(question.text, index, known) for question in judged]
    grades = [q.grades.get(r[0], 0) if r else 0 for q, r in zip(judged, ranked, strict=True)]
    precision = [average_precision(r, q.grades) for q, r in zip(judged, ranked, strict=True)]
    first = tuple((q.id, r[0] if r else "-", g) for q, r, g in zip(judged, ranked, grades, strict=True))
    return Result(mean_with_interval(grades), mean_with_interval(precision), first)


def _ranked(text: str, index: ArticleIndex, known: Sequence[Known]) -> list[str]:
    asked = analyse(text)
    hits = [(known[hit.article_id - 1], hit) for hit in retrieve(index, text, None, SEARCHED)]
    found = ordered(asked, [(each, hit.score, hit.cosine, each.topic) for each, hit in hits])
    return [each.external_id for each in found[:DEPTH]]


def average_precision(ranking: Sequence[str], grades: dict[str, int]) -> float:
    """Average precision at 10 of one ranking; 0 where nothing is right."""
    right = {entry for entry, grade in grades.items() if grade >= RIGHT}
    if not right:
        return 0.0
    found, total = 0, 0.0
    for place, entry in enumerate(ranking[:DEPTH], start=1):
        if entry in right:
            found += 1
            total += found / place
    return total / min(DEPTH, len(right))
