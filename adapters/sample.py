"""Loads the starter library that ships with Curbside: once per state of its files and database."""

import hashlib
from importlib import resources
from pathlib import Path

from answers.library.load import Release, load
from answers.store.sql import SqlStore
from answers.types import ApprovalBasis

MARK = "sample-library"
RELEASE = Release(ApprovalBasis.SAMPLE, by="Curbside", collection="starter library")


def starter_folder() -> Path:
    """Where the sample articles stand."""
    return Path(str(resources.files("answers.library").joinpath("starter")))


async def load_sample_library(store: SqlStore, data_dir: Path) -> None:
    """Bring in the sample articles, on the basis `sample`: the badge says that nobody reviewed them."""
    folder = starter_folder()
    mark = data_dir / MARK
    state = _state(folder, store.name)
    if mark.exists() and mark.read_text() == state:
        return
    # Needed once per release: the parsers of the import cost 0.1 s at every other start.
    from answers.library.formats import FORMATS

    await load(FORMATS["markdown"].read(folder), store, actor="curbside", release=RELEASE)
    mark.write_text(state)


def _state(folder: Path, store: str) -> str:
    digest = hashlib.sha256(store.encode())
    for file in sorted(folder.glob("*.md")):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
