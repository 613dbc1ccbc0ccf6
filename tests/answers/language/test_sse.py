"""Server-sent events, however the bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.language.sse import LINE_MAX_BYTES, EventTooLong, SseReader


def read(*chunks: bytes) -> list[str]:
    reader = SseReader()
    return [*(data for chunk in chunks for data in reader.feed(chunk)), *reader.end()]


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (b"data: a\n\ndata: b\n\n", ["a", "b"]),
        (b"data:a\ndata: b\n\n", ["a\nb"]),
        (b": comment\n\nid: 1\nevent: x\n\n", []),
        (b"data: a\r\n\r\ndata: b\r\rdata: c", ["a", "b", "c"]),
        (b"data\n\n", [""]),
        (b"data:  two\n\n", [" two"]),
        (b"", []),
    ],
)
def test_what_is_sent_is_heard(sent: bytes, heard: list[str]) -> None:
    assert read(sent) == heard


@given(st.lists(st.sampled_from([b"data: a", b"\n", b"\r\n", b"\r", b": c", b"data:\xc3\xa9"])), st.data())
def test_where_the_bytes_are_cut_makes_no_difference(parts: list[bytes], data: st.DataObject) -> None:
    sent = b"".join(parts)
    places = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=4)))
    chunks = [sent[a:b] for a, b in zip([0, *places], [*places, len(sent)], strict=True)]
    assert read(*chunks) == read(sent)


def test_a_line_end_that_is_cut_in_two_is_one_also_where_nothing_comes_between() -> None:
    assert read(b"data: a\r", b"", b"\ndata: b\n\n") == ["a\nb"]


@given(st.binary(max_size=300))
def test_no_bytes_are_an_error(sent: bytes) -> None:
    read(sent)


def test_what_does_not_end_is_not_kept() -> None:
    reader = SseReader()
    with pytest.raises(EventTooLong):
        list(reader.feed(b"data: " + b"x" * LINE_MAX_BYTES))
    with pytest.raises(EventTooLong):
        read(b"data: xxxxxxx\n" * (LINE_MAX_BYTES // 7))
