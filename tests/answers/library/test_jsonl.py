import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.library import jsonl
from answers.library.base import MAX_RECORD_BYTES, Skipped
from answers.library.files import SourceFile, SourceFiles
from answers.library.jsonl import _fields
from answers.types import Article, Audience
from tests.answers.library.sources import articles, in_memory, reasons

PATIENT = Audience.PATIENT


def line(number: int = 1, **fields: Any) -> bytes:
    record = {
        "external_id": f"q{number}",
        "question": "How is ache treated?",
        "answer": "Rest helps.",
        "url": "https://example.org/ache",
    }
    return json.dumps(record | fields).encode()


def read(*lines: bytes) -> list[Article | Skipped]:
    return list(jsonl.read(in_memory(b"\n".join(lines)), PATIENT))


def skipped(content: bytes) -> Skipped:
    good, bad, after = read(line(1), content, line(2))
    assert isinstance(good, Article)
    assert isinstance(after, Article)
    assert isinstance(bad, Skipped)
    return bad


def test_every_line_is_an_article() -> None:
    found = articles(jsonl.read(in_memory(line(1) + b"\r\n" + line(2), line(3) + b"\n"), PATIENT))
    assert [article.external_id for article in found] == ["q1", "q2", "q3"]


def test_blank_lines_and_a_byte_order_mark_are_passed_over() -> None:
    assert len(articles(read(b"\xef\xbb\xbf" + line(1), b"", b" \t", line(2), b""))) == 2
    assert read(b"\xef\xbb\xbf", b"") == []


def test_a_skipped_line_is_named_by_its_number() -> None:
    assert skipped(b"{").where == "file1:2"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "malformed JSON"),
        (b"[1, 2]", "malformed JSON"),
        (b'"text"', "malformed JSON"),
        (line(7) + b" " + line(8), "malformed JSON"),
        (b'{"question": NaN}', "malformed JSON"),
        (b'{"question": -Infinity}', "malformed JSON"),
        (b'{"external_id": ' + b"9" * 5_000 + b"}", "malformed JSON"),
        (b"[" * 200_000, "malformed JSON"),
        (b'{"a": ' * 100_000 + b"1" + b"}" * 100_000, "malformed JSON"),
        (b'{"question": "a", "question": "b"}', "repeated field"),
        (b'{"sections": [{"heading": "a", "heading": "b"}]}', "repeated field"),
        (line(7).replace(b"Rest", b"R\xe9st"), "wrong encoding"),
        (line(7).decode().encode("utf-16"), "wrong encoding"),
        (b"\xef\xbb\xbf" + line(7), "malformed JSON"),
        (line(7, colour="red"), "unknown field"),
        (line(7, answer=""), "no answer text"),
        (line(7, url=None), "no source address"),
        (line(7, question="\ud800"), "invalid field"),
        (line(7, answer="\x00"), "invalid field"),
        (line(7, answer="x" * MAX_RECORD_BYTES), "too large"),
        (line(1), "repeated id"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_line_that_cannot_be_imported_is_skipped_by_reason_and_the_rest_is_read(
    content: bytes, reason: str
) -> None:
    assert skipped(content).reason == reason


def test_a_record_of_fifty_megabytes_is_passed_over(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as stream:
        stream.write(line(1) + b"\n")
        stream.writelines(b"x" * 1024**2 for _ in range(50))
        stream.write(b"\n" + line(2))
    reads = list(jsonl.read(SourceFiles(tmp_path, (".jsonl",)), PATIENT))
    assert reasons(reads) == ["too large"]
    assert len(reads) == 3


def test_the_same_question_of_the_same_page_is_imported_once() -> None:
    nameless = line(1, external_id=None)
    assert reasons(read(nameless, nameless)) == ["repeated id"]


def test_a_file_that_cannot_be_opened_does_not_stop_the_others() -> None:
    def fails() -> Any:
        raise PermissionError(13, "Permission denied")

    reads = list(jsonl.read([SourceFile("a", "f", fails), *in_memory(line(1))], PATIENT))
    assert reads[0] == Skipped("unreadable file", "a", "Permission denied")
    assert isinstance(reads[1], Article)


def test_what_the_source_could_not_read_is_passed_on() -> None:
    unsafe = Skipped("unsafe path", "../a.jsonl")
    assert list(jsonl.read([unsafe], PATIENT)) == [unsafe]


def test_finding_a_repeated_key_among_very_many_is_quick() -> None:
    keys = [f'"k{n}": 1' for n in range(100_000)]
    assert reasons(read(("{" + ", ".join([*keys, keys[-1]]) + "}").encode())) == ["repeated field"]


@given(st.binary())
def test_no_bytes_raise_anything(content: bytes) -> None:
    list(jsonl.read(in_memory(content), PATIENT))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "citations", "kind", "heading", "statements", "patient", "url"])
            | st.text(max_size=5),
            inner,
            max_size=3,
        )
    ),
    max_leaves=9,
)
FIELDS = [
    "external_id", "question", "answer", "url", "bottom_line", "sections", "audiences", "audience",
    "references", "evidence_to", "population", "aliases", "quotes_source", "language",
]  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_no_value_in_any_field_raises_anything(fields: dict[str, Any]) -> None:
    assert len(read(line(1, **fields))) == 1


@given(st.dictionaries(st.text(), JSON))
def test_an_object_is_read_as_what_was_written(fields: dict[str, Any]) -> None:
    assert _fields(json.dumps(fields).encode()) == fields
