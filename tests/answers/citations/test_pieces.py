"""Sentences and rows keep their places in the passage."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from answers.citations.pieces import pieces


def test_sentences_rows_and_paragraphs_are_pieces() -> None:
    text = "Pain fell\nin both. It rose later.\n| Adults | 5 mg. Daily |\n\nLast one"
    found = pieces("p", text)
    assert [piece.text for piece in found] == [
        "Pain fell\nin both.",
        "It rose later.",
        "| Adults | 5 mg. Daily |",
        "Last one",
    ]
    assert [piece.is_row for piece in found] == [False, False, True, False]
    assert [piece.number for piece in found] == [0, 1, 2, 3]


@given(st.text(alphabet="Ab .\n|\t?!5\u00a0", max_size=80))
def test_every_piece_stands_where_it_says(text: str) -> None:
    found = pieces("p", text)
    assert all(text[piece.start : piece.start + len(piece.text)] == piece.text for piece in found)
    ends = [(piece.start, piece.start + len(piece.text)) for piece in found]
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(ends))
