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
from bot.errors import KeyUnavailable, LedgerOvertaken, LedgerUnavailable
from bot.mail.base import Delivery, Kept, Sent, Surface
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
    async def begin(self, letter: Letter, planned: Sequence[Delivery], *, fence: int) -> list[Delivery]:
        key = _digest(letter.id)
        async with self._writer.begin() as connection:
            known = (await connection.execute(_of_letter(key).with_for_update())).all()
            if known:
                _check(known, fence)
                mine = sa.update(deliveries).where(deliveries.c.letter == key)
                await connection.execute(mine.values(fence=fence))
            elif planned:
                await connection.execute(sa.insert(deliveries), self._rows(letter, planned, fence))
        return [self._delivery(row, letter.id) for row in known] or list(planned)

    @_mapped
    async def begin_anew(self, letter: Letter, planned: Sequence[Delivery], *, fence: int) -> None:
        key = _digest(letter.id)
        async with self._writer.begin() as connection:
            _check((await connection.execute(_of_letter(key).with_for_update())).all(), fence)
            await connection.execute(sa.delete(deliveries).where(deliveries.c.letter == key))
            await connection.execute(sa.insert(deliveries), self._rows(letter, planned, fence))

    def _rows(self, letter: Letter, planned: Sequence[Delivery], fence: int) -> list[dict[str, Any]]:
        address = self._cipher.encrypt(json.dumps({"conversation": letter.conversation, **letter.address}))
        shared = {
            "letter": _digest(letter.id),
            "conversation": _digest(letter.conversation),
            "question": _digest(letter.message) if letter.message else None,
            "fence": fence,
            "changed_at": datetime.now(UTC),
        }
        return [
            {
                **shared,
                "recipient": address if part.article_id else b"",
                "part": part.part,
                "state": part.state,
                "message": self._cipher.encrypt(part.message) if part.message else None,
                "article_id": part.article_id,
                "version": part.version,
                "surface": part.surface,
                "content": part.content,
            }
            for part in planned
        ]

    @_mapped
    async def mark(
        self, letter_id: str, part: int, state: Sent, message: str | None = None, *, fence: int
    ) -> None:
        values: dict[str, Any] = {"state": state, "fence": fence, "changed_at": datetime.now(UTC)}
        if message is not None:
            values["message"] = self._cipher.encrypt(message)
        table = deliveries.c
        mine = sa.and_(table.letter == _digest(letter_id), table.part == part, table.fence <= fence)
        async with self._writer.begin() as connection:
            marked = await connection.execute(sa.update(deliveries).where(mine).values(**values))
        if not marked.rowcount:
            raise LedgerOvertaken("the record of a part is another worker's by now, or gone")

    @_mapped
    async def former(self, letter: Letter) -> list[Delivery]:
        return [self._delivery(row, row.letter) for row in await self._former(letter)]

    async def _former(self, letter: Letter) -> Sequence[sa.Row[Any]]:
        if letter.about is None:
            return []
        table = deliveries.c
        theirs = sa.and_(
            table.conversation == _digest(letter.conversation),
            table.question == _digest(letter.about),
            table.letter != _digest(letter.id),
            table.state == Sent.DELIVERED,
            table.message.is_not(None),
        )
        query = sa.select(deliveries).where(theirs).order_by(table.part, table.changed_at)
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).all()

    @_mapped
    async def removed(self, letter: Letter, message: str, *, fence: int) -> None:
        gone = [row for row in await self._former(letter) if self._read(row.message) == message]
        table = deliveries.c
        now = {"state": Sent.REMOVED, "fence": fence, "changed_at": datetime.now(UTC)}
        async with self._writer.begin() as connection:
            for row in gone:
                theirs = sa.and_(table.letter == row.letter, table.part == row.part, table.fence <= fence)
                marked = await connection.execute(sa.update(deliveries).where(theirs).values(**now))
                if not marked.rowcount:
                    raise LedgerOvertaken("the record of a former answer is another worker's by now")

    @_mapped
    async def is_closed(self, letter: Letter) -> bool:
        table = deliveries.c
        since = sa.and_(
            table.conversation == _digest(letter.conversation),
            table.state == Sent.BLOCKED,
            table.changed_at >= letter.received_at.astimezone(UTC),
            table.letter != _digest(letter.id),
        )
        async with self._engine.connect() as connection:
            return await connection.scalar(sa.select(sa.literal(1)).where(since).limit(1)) is not None

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
    async def forget(self, letter: Letter) -> None:
        table = deliveries.c
        others = sa.and_(
            table.conversation == _digest(letter.conversation), table.letter != _digest(letter.id)
        )
        async with self._writer.begin() as connection:
            await connection.execute(sa.delete(deliveries).where(others))

    @_mapped
    async def expire(self, kept: Kept, limit: int) -> int:
        table, now = deliveries.c, datetime.now(UTC)
        of_an_article = sa.and_(
            table.article_id.is_not(None), table.state.in_((Sent.DELIVERED, Sent.REMOVED))
        )
        old = sa.or_(
            table.changed_at < now - kept.articles,
            sa.and_(table.changed_at < now - kept.rest, sa.not_(of_an_article)),
        )
        oldest = sa.select(table.letter, table.part).where(old).order_by(table.changed_at).limit(limit)
        mine = sa.tuple_(table.letter, table.part).in_(oldest)
        async with self._writer.begin() as connection:
            return (await connection.execute(sa.delete(deliveries).where(mine))).rowcount

    @_mapped
    async def counts(self) -> dict[Sent, int]:
        query = sa.select(deliveries.c.state, sa.func.count()).group_by(deliveries.c.state)
        async with self._engine.connect() as connection:
            return {Sent(state): number for state, number in await connection.execute(query)}

    def _read(self, message: bytes) -> str | None:
        """None where its key was dropped meanwhile: then it can be neither changed nor taken back."""
        try:
            return self._cipher.decrypt(message)
        except KeyUnavailable:
            return None

    def _delivery(self, row: Any, letter_id: str) -> Delivery:
        return Delivery(
            letter_id=letter_id,
            part=row.part,
            state=Sent(row.state),
            message=self._read(row.message) if row.message else None,
            article_id=row.article_id,
            version=row.version,
            surface=Surface(row.surface),
            content=row.content,
        )


def _of_letter(key: str) -> sa.Select[Any]:
    return sa.select(deliveries).where(deliveries.c.letter == key).order_by(deliveries.c.part)


def _check(known: Sequence[Any], fence: int) -> None:
    if any(row.fence > fence for row in known):
        raise LedgerOvertaken("the letter is another worker's by now")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
