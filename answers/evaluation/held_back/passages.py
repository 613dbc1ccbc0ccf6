"""The passages of this set and what is true of them, beside this file as `passages.jsonl`.

A line is one document: its sentences, and claims with the number of the sentence that each says again
(`of`) and of those that an answer has to add to it (`limits`). `own_words`: said otherwise than there.
"""

import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from answers.evaluation.citations.documents import Document
from answers.evaluation.citations.truths import Case, Manner
from answers.types import Passage, Reference, ReferenceKind

_KINDS = {"label": ReferenceKind.LABEL, "guideline": ReferenceKind.GUIDELINE, "trial": ReferenceKind.TRIAL}


def documents() -> list[Document]:
    """Each has one passage."""
    return [_document(row) for row in _rows()]


def cases() -> list[Case]:
    """All true claims, in the order of the file."""
    return [case for row in _rows() for case in _cases(row)]


@cache
def _rows() -> list[dict[str, Any]]:
    text = resources.files("answers.evaluation.held_back").joinpath("passages.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _document(row: dict[str, Any]) -> Document:
    reference = Reference(
        title=row["title"], kind=_KINDS[row["kind"]], url=f"https://example.org/{row['id']}"
    )
    passage = Passage(id=row["id"], text=" ".join(row["sentences"]), reference=reference)
    return Document(row["id"], row["id"], (passage,))


def _cases(row: dict[str, Any]) -> Iterator[Case]:
    document = _document(row)
    sentences = row["sentences"]
    for claim in row["claims"]:
        limits = tuple(sentences[at] for at in claim["limits"])
        manner = Manner.PARAPHRASE if claim["own_words"] else Manner.NEAR
        yield Case(document, document.passages[0], claim["text"], manner, sentences[claim["of"]], limits)
