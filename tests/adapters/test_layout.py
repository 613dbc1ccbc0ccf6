"""The shape of the project, where no other tool checks it."""

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
MESSENGERS = ["console", "slack", "telegram"]

_IMPORT_ALL = """
import builtins, importlib, io, os, socket, sys
def refuse(*_, **__): raise SystemExit("something connects at import")
real = builtins.open
def reading(file, mode="r", *a, **k):
    if set(mode) & set("wax+"): raise SystemExit(f"{file} is written at import")
    return real(file, mode, *a, **k)
socket.socket.connect = refuse
sys.dont_write_bytecode = True
builtins.open = reading
for name in sys.argv[1:]: importlib.import_module(name)
"""


def modules() -> list[str]:
    names: list[str] = []
    for ring in ("answers", "bot", "adapters"):
        found = pkgutil.walk_packages([str(ROOT / ring)], f"{ring}.")
        names += [m.name for m in found if ".migrations" not in m.name and not m.name.endswith("__main__")]
    return names


def test_nothing_is_opened_or_connected_at_import() -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CURBSIDE")}
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, *modules()],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("messenger", MESSENGERS)
def test_every_messenger_has_the_same_files(messenger: str) -> None:
    folder = ROOT / "adapters" / messenger
    assert {"app.py", "parse.py", "render.py"} <= {file.name for file in folder.glob("*.py")}


@pytest.mark.parametrize("ring", ["answers", "bot", "adapters"])
def test_no_file_is_a_drawer_for_everything(ring: str) -> None:
    names = {file.stem for file in (ROOT / ring).rglob("*.py")}
    assert not names & {"utils", "util", "helpers", "common", "manager", "misc"}


def test_no_lock_file_names_where_packages_come_from() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
