"""The pieces of a passage that a statement can rest on: its sentences and table rows, with their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answers.library.sentences import sentences

_ROW = re.compile(r"[|\t]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` is verbatim, from `start` on in its passage; `number` counts from 0."""

    passage: str
    number: int
    text: str
    start: int
    is_row: bool = False


def pieces(passage_id: str, text: str) -> list[Piece]:
    """In order. A line with bars or tabs is a row of a table, and one piece."""
    found: list[Piece] = []
    for start, block, is_row in _blocks(text):
        spans = [(0, len(block))] if is_row else _sentence_spans(block)
        for low, high in spans:
            said = block[low:high]
            if said.strip():
                found.append(Piece(passage_id, len(found), said, start + low, is_row))
    return found


def _blocks(text: str) -> Iterator[tuple[int, str, bool]]:
    """Rows by themselves, what stands between them by paragraphs."""
    held_from = 0
    at = 0
    for line in text.splitlines(keepends=True):
        if _ROW.search(line.rstrip("\n")):
            yield from _paragraphs(text[held_from:at], held_from)
            yield at, line.rstrip("\n"), True
            held_from = at + len(line)
        at += len(line)
    yield from _paragraphs(text[held_from:], held_from)


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, str, bool]]:
    at = 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[at:end].strip():
            yield start + at, text[at:end], False
        at = gap.end() if gap else end


def _sentence_spans(block: str) -> list[tuple[int, int]]:
    """Where the sentences stand; they come with runs of whitespace as one space."""
    spans: list[tuple[int, int]] = []
    at = 0
    for sentence in sentences(block):
        at = _after_space(block, at)
        start = at
        for letter in sentence:
            at = _after_space(block, at) if letter == " " else at + 1
        spans.append((start, at))
    return spans


def _after_space(block: str, at: int) -> int:
    while at < len(block) and block[at].isspace():
        at += 1
    return at
