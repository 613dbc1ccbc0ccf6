"""The journal: whole records come back as they went in; a torn one and what follows it are not there."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.errors import SearchError
from answers.search import journal as journal_module
from answers.search.journal import Changes, Journal
from tests.answers.search.feed import change, entry

repeatable = settings(derandomize=True, deadline=None)


def changes(number: int) -> Changes:
    entries, removed = change(number)
    return Changes(number - 1, number, entries, removed, number % 3 == 0)


def written(path: Path, count: int) -> list[int]:
    """Append records; the file's length after each."""
    path.unlink(missing_ok=True)
    journal, lengths = Journal(path), []
    for number in range(1, count + 1):
        journal.append(changes(number))
        lengths.append(path.stat().st_size)
    journal.close()
    return lengths


def sequences(path: Path) -> list[int]:
    journal = Journal(path)
    read = [record.sequence for record in journal.read()]
    journal.close()
    return read


def test_what_went_in_comes_back(tmp_path: Path) -> None:
    written(tmp_path / "journal", 30)
    journal = Journal(tmp_path / "journal")
    for number, read in enumerate(journal.read(), start=1):
        put = changes(number)
        assert (read.after, read.sequence, list(read.removed)) == (put.after, put.sequence, put.removed)
        assert read.words_on_disk is put.words_on_disk
        assert len(read) == len(put) == 1
        for mine, its in zip(read.entries, put.entries, strict=True):
            assert mine.document.question == its.document.question
            assert tuple(mine.document.aliases) == tuple(its.document.aliases)
            assert mine.vectors == pytest.approx(its.vectors, abs=0.001)
    journal.close()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journal")


@repeatable
@given(st.integers(0, 9_999))
def test_wherever_it_is_cut_off_the_whole_records_before_are_read(home: Path, cut: int) -> None:
    lengths = written(home / "journal", 4)
    length = cut % (lengths[-1] + 1)
    data = (home / "journal").read_bytes()
    (home / "journal").write_bytes(data[:length])
    assert sequences(home / "journal") == [n for n, end in enumerate(lengths, start=1) if end <= length]


@repeatable
@given(st.integers(0, 9_999), st.integers(1, 255))
def test_whichever_byte_is_wrong_no_record_from_there_on_is_believed(home: Path, at: int, flip: int) -> None:
    lengths = written(home / "journal", 4)
    data = bytearray((home / "journal").read_bytes())
    data[at % len(data)] ^= flip
    (home / "journal").write_bytes(bytes(data))
    assert sequences(home / "journal") == [
        n for n, end in enumerate(lengths, start=1) if end <= at % len(data)
    ]


def test_a_record_is_written_over_the_torn_one_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path / "journal")
    journal.append(changes(1))
    whole = journal_module._write_all

    def torn(file: int, data: bytes, at: int) -> None:
        whole(file, data[: len(data) // 2], at)
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(journal_module, "_write_all", torn)
        with pytest.raises(SearchError, match="cannot be written"):
            journal.append(Changes(1, 2, [entry(7, "much longer than what follows " * 9, None)], [], False))
    journal.append(changes(2))
    journal.close()
    assert sequences(tmp_path / "journal") == [1, 2]


def test_after_it_was_emptied_it_begins_anew(tmp_path: Path) -> None:
    written(tmp_path / "journal", 3)
    journal = Journal(tmp_path / "journal")
    assert len(list(journal.read())) == 3
    journal.clear()
    journal.append(changes(9))
    journal.close()
    assert sequences(tmp_path / "journal") == [9]


def test_text_of_any_kind_is_kept(tmp_path: Path) -> None:
    words = "\ud800 \x00 \N{SNOWMAN} \n"
    journal = Journal(tmp_path / "journal")
    made = entry(1, "gout", None)
    document = journal_module.Document(1, "T\n1", words, (words,), (), words)
    journal.append(Changes(0, 1, [journal_module.Entry(document, made.vectors)], [], False))
    ((read,),) = [record.entries for record in journal.read()]
    journal.close()
    assert read.document.question == words
    assert read.document.workspace == "T\n1"
    assert np.array_equal(read.vectors, made.vectors.astype(np.float16).astype(np.float32))


def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="journal"):
        Journal(tmp_path)
