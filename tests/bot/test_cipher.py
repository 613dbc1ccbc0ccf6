"""People's text under keys with ids: rotation, loss and damage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cipher import Cipher, new_key
from bot.errors import KeyUnavailable

KEY = new_key()


@given(st.text())
def test_what_is_encrypted_is_decrypted(text: str) -> None:
    cipher = Cipher({"k1": KEY})
    assert cipher.decrypt(cipher.encrypt(text)) == text


def test_the_text_cannot_be_seen_and_no_two_values_are_alike() -> None:
    cipher = Cipher({"k1": KEY})
    one, two = cipher.encrypt("gout"), cipher.encrypt("gout")
    assert one != two
    assert b"gout" not in one
    assert one.startswith(b"k1:")


def test_after_a_rotation_the_new_key_encrypts_and_both_decrypt() -> None:
    old = Cipher({"k1": KEY}).encrypt("before")
    rotated = Cipher({"k2": new_key(), "k1": KEY})
    assert rotated.decrypt(old) == "before"
    assert rotated.encrypt("after").startswith(b"k2:")


def test_a_key_that_was_dropped_is_said() -> None:
    stored = Cipher({"k1": KEY}).encrypt("before")
    with pytest.raises(KeyUnavailable, match="not configured"):
        Cipher({"k2": KEY}).decrypt(stored)


def test_another_key_under_the_same_id_does_not_decrypt() -> None:
    stored = Cipher({"k1": KEY}).encrypt("before")
    with pytest.raises(KeyUnavailable, match="does not decrypt"):
        Cipher({"k1": new_key()}).decrypt(stored)


@pytest.mark.parametrize("stored", [b"", b":", b"k1", b"k1:", b"k1:damaged", b"\xff\xfe:x", b"k1:\xff"])
def test_a_damaged_value_is_an_error_of_ours(stored: bytes) -> None:
    with pytest.raises(KeyUnavailable):
        Cipher({"k1": KEY}).decrypt(stored)


def test_one_changed_byte_is_noticed() -> None:
    stored = bytearray(Cipher({"k1": KEY}).encrypt("take two"))
    stored[40] ^= 1
    with pytest.raises(KeyUnavailable):
        Cipher({"k1": KEY}).decrypt(bytes(stored))


def test_no_key_and_a_malformed_key_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Cipher({})
    with pytest.raises(ValueError, match="32"):
        Cipher({"k1": "short"})


def test_no_error_holds_the_text_or_the_key() -> None:
    stored = Cipher({"k1": KEY}).encrypt("secret words")
    with pytest.raises(KeyUnavailable) as raised:
        Cipher({"k1": new_key()}).decrypt(stored)
    assert "secret" not in str(raised.value)
    assert KEY not in str(raised.value)
