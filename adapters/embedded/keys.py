"""The generated key file of the embedded default."""

import os
from pathlib import Path

from filelock import FileLock

from adapters.errors import SettingInvalid
from adapters.settings import made, parse_keys
from bot.cipher import new_key

FILE = "encryption.key"
MODE = 0o600
LOCK_TIMEOUT_S = 10


def key_file(data_dir: Path) -> dict[str, str]:
    """The keys of the data directory, made at first use. Raises `SettingInvalid`."""
    path = made(data_dir) / FILE
    with FileLock(data_dir / f"{FILE}.lock", timeout=LOCK_TIMEOUT_S):
        if not path.exists():
            _write(path, f"k1:{new_key()}\n")
    if path.stat().st_mode & 0o077:
        raise SettingInvalid(f"{path} can be read by others: run 'chmod 600 {path}'")
    return parse_keys(path.read_text())


def _write(path: Path, text: str) -> None:
    new = path.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
