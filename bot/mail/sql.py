"""The ledger in SQL, beside the library or in a database of its own."""

import functools
import hashlib
import json
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from answers.store.database import Database
from bot.cipher import Cipher
from bot.errors import LedgerUnavailable
from bot.mail.base import Delivery, Sent, Surface
from bot.mail.letters import Letter
from bot.mail.migrations import LEDGER
from bot.mail.schema import deliveries

P = ParamSpec("P")
R = TypeVar("R")


def _mapped(call: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    @functools.wraps(call)
    async def mapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return await call(*args, **kwargs)
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise LedgerUnavailable(f"the ledger did not answer: {type(error).__name__}") from error

    return mapped


class SqlLedger(Database):
    """`Ledger` over one database; open with `async with`."""

    def __init__(self, url: str, cipher: Cipher) -> None:
        super().__init__(url, LEDGER)
        self._cipher = cipher

    @_mapped
    async def _migrate(self) -> None:
        await super()._migrate()

    @_mapped
    async def begin(self, letter: Letter, parts: Sequence[Delivery]) -> list[Delivery]:
        key = _digest(letter.id)
        async with self._writer.begin() as connection:
            known = (await connection.execute(_of_letter(key))).all()
            if not known:
                await connection.execute(sa.insert(deliveries), self._rows(letter, parts))
        return [_delivery(row, letter.id) for row in known] or list(parts)

    def _rows(self, letter: Letter, parts: Sequence[Delivery]) -> list[dict[str, Any]]:
        address = json.dumps({"conversation": letter.conversation, **letter.address})
        shared = {
            "letter": _digest(letter.id),
            "conversation": _digest(letter.conversation),
            "question": _digest(letter.message) if letter.message else None,
            "recipient": self._cipher.encrypt(address),
            "changed_at": datetime.now(UTC),
        }
        return [
            {
                **shared,
                "part": part.part,
                "state": part.state,
                "message": part.message,
                "article_id": part.article_id,
                "version": part.version,
                "surface": part.surface,
            }
            for part in parts
        ]

    @_mapped
    async def mark(self, letter_id: str, part: int, state: Sent, message: str | None = None) -> None:
        values: dict[str, Any] = {"state": state, "changed_at": datetime.now(UTC)}
        if message is not None:
            values["message"] = message
        mine = sa.and_(deliveries.c.letter == _digest(letter_id), deliveries.c.part == part)
        async with self._writer.begin() as connection:
            await connection.execute(sa.update(deliveries).where(mine).values(**values))

    @_mapped
    async def former(self, letter: Letter) -> list[Delivery]:
        if letter.message is None:
            return []
        table = deliveries.c
        mine = sa.and_(
            table.conversation == _digest(letter.conversation),
            table.question == _digest(letter.message),
            table.letter != _digest(letter.id),
            table.state == Sent.DELIVERED,
        )
        async with self._engine.connect() as connection:
            latest = await connection.scalar(
                sa.select(table.letter).where(mine).order_by(table.changed_at.desc()).limit(1)
            )
            rows = (await connection.execute(_of_letter(latest))).all() if latest else []
        return [_delivery(row, row.letter) for row in rows if row.state == Sent.DELIVERED]

    @_mapped
    async def has_spoken(self, conversation: str) -> bool:
        table = deliveries.c
        there = sa.and_(
            table.conversation == _digest(conversation),
            table.surface == Surface.CHANNEL,
            table.state == Sent.DELIVERED,
        )
        async with self._engine.connect() as connection:
            return await connection.scalar(sa.select(sa.literal(1)).where(there).limit(1)) is not None

    @_mapped
    async def reopen(self, letter_id: str) -> None:
        async with self._writer.begin() as connection:
            await connection.execute(sa.delete(deliveries).where(deliveries.c.letter == _digest(letter_id)))

    @_mapped
    async def forget(self, conversation: str) -> None:
        mine = deliveries.c.conversation == _digest(conversation)
        async with self._writer.begin() as connection:
            await connection.execute(sa.delete(deliveries).where(mine))


def _of_letter(key: str) -> sa.Select[Any]:
    return sa.select(deliveries).where(deliveries.c.letter == key).order_by(deliveries.c.part)


def _delivery(row: Any, letter_id: str) -> Delivery:
    return Delivery(
        letter_id=letter_id,
        part=row.part,
        state=Sent(row.state),
        message=row.message,
        article_id=row.article_id,
        version=row.version,
        surface=Surface(row.surface),
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
