"""A library of MedQuAD's answered entries, for what is measured over it: released unread, for patients."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from adapters.console.progress import bar, indexing
from adapters.root import Library, open_library
from adapters.settings import Settings
from answers.library.formats import FORMATS
from answers.library.load import Release, load, year_from
from answers.types import ApprovalBasis

HOME = "evaluation"
"""Its folder in the data directory: the operator's library stays as it is."""
_NOBODY = "evaluation"


@asynccontextmanager
async def open_medquad(settings: Settings, archive: Path) -> AsyncIterator[Library]:
    """The archive's articles and nothing else, kept for the next time. Raises `StoreError`."""
    own = {"data_dir": settings.data_dir / HOME, "sample_library": False, "database_url": None}
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings.model_copy(update=own), progress))
        await _import(library, archive)
        with indexing() as progress:
            await library.follower.catch_up(progress)
        yield library


async def _import(library: Library, archive: Path) -> None:
    review_due = year_from(datetime.now(UTC).date())
    with bar("importing") as step:
        await load(
            FORMATS["medquad"].read(archive),
            library.store,
            actor=_NOBODY,
            release=Release(ApprovalBasis.BULK, by=_NOBODY, collection=archive.name, review_due=review_due),
            progress=lambda counts: step(counts.put.total() + counts.skipped.total(), 0),
        )
