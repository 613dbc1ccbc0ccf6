"""Whether the database's tables are those that this version of Curbside needs."""

from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from adapters.inspection.base import Finding, fault, fine
from answers.errors import StoreUnavailable
from answers.store.engine import engine
from answers.store.migrate import revision
from answers.store.migrations import LIBRARY
from bot.mail.migrations import LEDGER

SCHEMAS = {"library": LIBRARY, "ledger": LEDGER}


async def asked(url: str) -> dict[str, str | None]:
    """The revision of each schema; None where it was never made. Raises `StoreUnavailable`."""
    connecting = engine(url)
    try:
        async with connecting.connect() as connection:
            return {name: await connection.run_sync(revision, schema) for name, schema in SCHEMAS.items()}
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        raise StoreUnavailable(f"the database did not answer: {type(error).__name__}") from error
    finally:
        await connecting.dispose()


def judged(found: dict[str, str | None]) -> Sequence[Finding]:
    """What is to be said of them; revisions are numbers with leading zeros, so that they compare as text."""
    return [_said(name, found[name], schema.head) for name, schema in SCHEMAS.items()]


def _said(name: str, at: str | None, needed: str) -> Finding:
    if at is None:
        return fine(f"{name}: not made yet, the first start makes it")
    if at < needed:
        return fine(f"{name} at {at}, {needed} is needed: the next start brings it there")
    if at > needed:
        return fault(
            f"{name} at {at}, and this version knows {needed}: a newer Curbside has used it",
            "run that version, or go back to a backup (docs/operations.md)",
        )
    return fine(f"{name} at {at}, up to date")
