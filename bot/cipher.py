"""People's text, encrypted at rest: Fernet (AES-128-CBC with HMAC-SHA256) under keys with ids.

A stored value is `keyid:token`. The first key encrypts, all decrypt: rotation is putting a new key first
and dropping the old one when its texts have expired.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import KeyUnavailable


class Cipher:
    """Encrypts with the first key and decrypts with the one that a value names."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """`keys` by id: 32 bytes in URL-safe base64, the current one first. Raises `ValueError`."""
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._current = next(iter(keys))
        self._keys = {name: Fernet(key) for name, key in keys.items()}
        raw = base64.urlsafe_b64decode(keys[self._current])
        # A key of its own, so that what is signed for one purpose says nothing for the other.
        self._pseudonyms = hmac.new(raw, b"curbside pseudonyms", hashlib.sha256).digest()

    def encrypt(self, text: str) -> bytes:
        token = self._keys[self._current].encrypt(text.encode())
        return self._current.encode() + b":" + token

    def pseudonym(self, name: str) -> str:
        """`keyid:hash`: the same for the same name and key; without the key no name can be tried."""
        return f"{self._current}:{hmac.new(self._pseudonyms, name.encode(), hashlib.sha256).hexdigest()}"

    def decrypt(self, stored: bytes) -> str:
        """The text. Raises `KeyUnavailable` for an unknown key id or a damaged value."""
        name, _, token = stored.partition(b":")
        key = self._keys.get(name.decode(errors="replace"))
        if key is None:
            raise KeyUnavailable("stored text is encrypted under a key that is not configured")
        try:
            return key.decrypt(token).decode()
        except InvalidToken as error:
            raise KeyUnavailable("stored text does not decrypt under its key") from error


def new_key() -> str:
    """A fresh key, as the settings take it."""
    return Fernet.generate_key().decode()
