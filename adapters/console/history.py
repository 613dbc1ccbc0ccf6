"""What was typed before, for the arrow keys: encrypted at rest, bounded, gone after a month."""

import re
import time
from collections.abc import Iterable
from pathlib import Path

from prompt_toolkit.history import History

from bot.cipher import Cipher
from bot.errors import KeyUnavailable
from bot.masking import mask

LINES_MAX = 500
AGE_MAX_S = 30 * 24 * 3600
_ROW = re.compile(r"(\d{1,12}) (\w+:[\w=-]+)", re.ASCII)
"""A line that was cut short by a crash is passed over."""


class EncryptedHistory(History):
    """A file of `time token` lines, newest last."""

    def __init__(self, path: Path, cipher: Cipher) -> None:
        super().__init__()
        self._path = path
        self._cipher = cipher

    def load_history_strings(self) -> Iterable[str]:
        """What is left of it, newest first; the file is cut to that."""
        kept = self._kept()
        self._write(kept)
        for _, token in reversed(kept):
            try:
                yield self._cipher.decrypt(token.encode())
            except KeyUnavailable:
                continue

    def store_string(self, string: str) -> None:
        token = self._cipher.encrypt(mask(string).text).decode()
        self._write([*self._kept(), (time.time(), token)][-LINES_MAX:])

    def _kept(self) -> list[tuple[float, str]]:
        if not self._path.exists():
            return []
        oldest = time.time() - AGE_MAX_S
        rows = map(_ROW.fullmatch, self._path.read_text("ascii", errors="replace").splitlines())
        return [(float(row[1]), row[2]) for row in rows if row and float(row[1]) >= oldest][-LINES_MAX:]

    def _write(self, rows: list[tuple[float, str]]) -> None:
        self._path.touch(mode=0o600, exist_ok=True)
        self._path.write_text("".join(f"{at:.0f} {token}\n" for at, token in rows))
