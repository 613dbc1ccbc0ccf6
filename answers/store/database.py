"""What every store on SQL is: connected, at the schema that this version needs, and closed again."""

from typing import Self

from answers.store.engine import engine
from answers.store.migrate import Schema, migrate


class Database:
    """One database with one schema in it; open with `async with`. Members map the errors as their own."""

    def __init__(self, url: str, schema: Schema) -> None:
        self._engine = engine(url)
        self._writer = self._engine.execution_options(curbside_write=True)
        self._schema = schema

    async def __aenter__(self) -> Self:
        """Connect, and bring the schema to what this version needs. Raises as `_migrate` does."""
        try:
            await self._migrate()
        except BaseException:
            await self._engine.dispose()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._engine.dispose()

    async def _migrate(self) -> None:
        await migrate(self._engine, self._schema)
