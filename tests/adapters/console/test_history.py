"""What was typed before: for the next time at this terminal, and for nobody else."""

import time
from pathlib import Path

import pytest

from adapters.console.history import AGE_MAX_S, LINES_MAX, EncryptedHistory
from bot.cipher import Cipher, new_key


@pytest.fixture
def cipher() -> Cipher:
    return Cipher({"k1": new_key()})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history"


def typed_before(path: Path, cipher: Cipher) -> list[str]:
    return list(EncryptedHistory(path, cipher).load_history_strings())


def test_the_next_session_finds_the_lines_of_the_last_newest_first(path: Path, cipher: Cipher) -> None:
    history = EncryptedHistory(path, cipher)
    for text in ("How is gout treated?", "and in children?"):
        history.store_string(text)
    assert typed_before(path, cipher) == ["and in children?", "How is gout treated?"]


def test_where_nothing_was_typed_there_is_nothing(path: Path, cipher: Cipher) -> None:
    assert typed_before(path, cipher) == []


def test_the_file_is_unreadable_to_others_in_both_senses(path: Path, cipher: Cipher) -> None:
    EncryptedHistory(path, cipher).store_string("How is gout treated?")
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"gout" not in path.read_bytes()


def test_what_identifies_a_patient_is_not_kept(path: Path, cipher: Cipher) -> None:
    EncryptedHistory(path, cipher).store_string("Mr John Smith has gout")
    assert typed_before(path, cipher) == ["[name] has gout"]


def test_only_so_many_lines_are_kept(path: Path, cipher: Cipher) -> None:
    token = cipher.encrypt("old").decode()
    path.write_text(f"{time.time():.0f} {token}\n" * LINES_MAX)
    EncryptedHistory(path, cipher).store_string("new")
    assert len(path.read_text().splitlines()) == LINES_MAX
    assert typed_before(path, cipher)[0] == "new"


def test_after_a_month_a_line_is_gone_from_the_file_too(path: Path, cipher: Cipher) -> None:
    now = time.time()
    rows = [(now - AGE_MAX_S - 60, "old"), (now - AGE_MAX_S + 3600, "young")]
    path.write_text("".join(f"{at:.0f} {cipher.encrypt(text).decode()}\n" for at, text in rows))
    assert typed_before(path, cipher) == ["young"]
    assert len(path.read_text().splitlines()) == 1


def test_lines_under_a_key_that_was_dropped_are_passed_over(path: Path, cipher: Cipher) -> None:
    EncryptedHistory(path, Cipher({"k0": new_key()})).store_string("before")
    EncryptedHistory(path, cipher).store_string("after")
    assert typed_before(path, cipher) == ["after"]


@pytest.mark.parametrize(
    "damage", [b"no time\n", b"\xff\xfe\x00 k1:x\n", b"\n\n", b"nan k1:x\n", b"1e999 k1:x\n"]
)
def test_a_damaged_file_stops_nobody_from_asking(path: Path, cipher: Cipher, damage: bytes) -> None:
    EncryptedHistory(path, cipher).store_string("before")
    path.write_bytes(damage + path.read_bytes())
    EncryptedHistory(path, cipher).store_string("after")
    assert typed_before(path, cipher) == ["after", "before"]
