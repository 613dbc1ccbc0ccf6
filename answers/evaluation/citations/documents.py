"""The documents that claims are made from: PubMedQA's abstracts, and passages written for this set.

`passages.jsonl` beside this file holds those. They read as labels, guidelines and abstracts do; the drugs are
real, the regimens are made up and must not be used. Documents are split into a half to develop on and a half
to test on by a hash of their ids.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path

from answers.citations.pieces import Piece, pieces
from answers.errors import InvalidRecord
from answers.text import one_line
from answers.types import Passage, Reference, ReferenceKind


class Half(StrEnum):
    """What a document is for."""

    DEVELOPMENT = "development"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Document:
    """`family`: documents written from one pattern are in the same half. `conclusion`: what its authors
    concluded, which is none of its passages; None where there is none."""

    id: str
    family: str
    passages: tuple[Passage, ...]
    conclusion: str | None = None

    @property
    def half(self) -> Half:
        even = hashlib.sha256(self.family.encode()).digest()[0] % 2 == 0
        return Half.DEVELOPMENT if even else Half.TEST

    @property
    def made(self) -> bool:
        """Whether it was written for this set."""
        return self.conclusion is None

    def pieces(self) -> Iterator[tuple[Passage, Piece]]:
        """Each sentence or row, with its passage."""
        for passage in self.passages:
            for piece in pieces(passage.id, passage.text):
                yield passage, piece


def pubmedqa(path: Path) -> list[Document]:
    """The abstracts, a passage for each of their sections. Raises `InvalidRecord`."""
    found = []
    try:
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            reference = Reference(title=record["question"], kind=ReferenceKind.STUDY, pmid=record["pmid"])
            found.append(
                Document(
                    f"pmid:{record['pmid']}",
                    record["pmid"],
                    tuple(
                        Passage(id=f"{record['pmid']}.{n}", text=one_line(text), reference=reference)
                        for n, text in enumerate(record["contexts"])
                        if text.strip()
                    ),
                    record["conclusion"],
                )
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidRecord("not PubMedQA", str(path)) from error
    return found


def made() -> list[Document]:
    """The passages written for this set."""
    text = resources.files("answers.evaluation.citations").joinpath("passages.jsonl").read_text("utf-8")
    found = []
    for line in text.splitlines():
        record = json.loads(line)
        reference = Reference(
            title=record["title"],
            kind=_KINDS[record["kind"]],
            url=f"https://example.org/{record['id']}",
        )
        passage = Passage(id=record["id"], text=record["text"], reference=reference)
        found.append(Document(record["id"], record["family"], (passage,)))
    return found


_KINDS = {
    "label": ReferenceKind.LABEL,
    "guideline": ReferenceKind.GUIDELINE,
    "table": ReferenceKind.GUIDELINE,
    "trial": ReferenceKind.TRIAL,
}
