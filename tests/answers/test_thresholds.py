"""Thresholds say both numbers, who set them and when; those of another model never hold."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from answers.errors import StoreUnavailable
from answers.match import shipped_thresholds
from answers.store.sql import SqlStore
from answers.thresholds import FRESH_S, Evidence, InForce, Thresholds, set_for_another_model

SHIPPED = shipped_thresholds()


def thresholds(**fields: Any) -> Thresholds:
    given: dict[str, Any] = {
        "serve_at": 0.9,
        "suggest_at": 0.5,
        "model": SHIPPED.model,
        "set_by": "Dr Ada Example",
        "set_at": datetime.now(UTC),
    }
    return Thresholds(**{**given, **fields})


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("field", ["serve_at", "suggest_at"])
@pytest.mark.parametrize("value", [0, None, -0.1, 1.1, math.nan])
def test_no_value_means_serve_anything(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        thresholds(**{field: value})


@pytest.mark.parametrize("field", ["serve_at", "suggest_at", "model", "set_by", "set_at"])
def test_a_missing_value_is_an_error_and_not_0(field: str) -> None:
    record = thresholds().model_dump(exclude={field})
    with pytest.raises(ValidationError, match="Field required"):
        Thresholds.model_validate(record)


def test_one_half_is_too_little_to_serve() -> None:
    with pytest.raises(ValidationError):
        thresholds(serve_at=0.5)


def test_what_is_served_is_good_enough_to_be_suggested() -> None:
    with pytest.raises(ValidationError, match="suggest_at is over serve_at"):
        thresholds(serve_at=0.6, suggest_at=0.7)


def test_evidence_says_how_much_was_right_and_what_that_shows() -> None:
    evidence = Evidence(precision=0.95, questions=200, taken=100, right=99, at_least=0.953)
    assert str(evidence) == "99 of 100 right, at least 0.953; 200 questions"


async def test_the_shipped_ones_hold_until_somebody_sets_others(sqlite_store: SqlStore) -> None:
    clock = Clock()
    in_force = InForce(sqlite_store, SHIPPED, clock)
    assert await in_force() == SHIPPED
    await sqlite_store.set_thresholds(thresholds())
    assert (await in_force()).serve_at == SHIPPED.serve_at
    clock.now += FRESH_S
    assert (await in_force()).serve_at == 0.9


async def test_those_of_another_model_do_not_hold_and_are_named(sqlite_store: SqlStore) -> None:
    await sqlite_store.set_thresholds(thresholds(serve_at=0.8))
    assert await set_for_another_model(sqlite_store, SHIPPED.model) is None
    await sqlite_store.set_thresholds(thresholds(serve_at=0.6, model="another"))
    assert (await InForce(sqlite_store, SHIPPED)()).serve_at == 0.8
    ignored = await set_for_another_model(sqlite_store, SHIPPED.model)
    assert ignored
    assert ignored.model == "another"


class Away:
    """A database that answers until it does not."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.is_away = False

    async def set_thresholds(self, thresholds: Thresholds) -> None:
        await self._store.set_thresholds(thresholds)

    async def thresholds(self, model: str | None = None, limit: int = 50) -> list[Thresholds]:
        if self.is_away:
            raise StoreUnavailable("away")
        return await self._store.thresholds(model, limit)


async def test_what_was_read_holds_on_while_the_database_is_away(sqlite_store: SqlStore) -> None:
    clock, store = Clock(), Away(sqlite_store)
    await store.set_thresholds(thresholds())
    in_force = InForce(store, SHIPPED, clock)
    await in_force()
    store.is_away, clock.now = True, 10 * FRESH_S
    assert (await in_force()).serve_at == 0.9


async def test_where_nothing_was_ever_read_nothing_is_assumed(sqlite_store: SqlStore) -> None:
    store = Away(sqlite_store)
    store.is_away = True
    with pytest.raises(StoreUnavailable):
        await InForce(store, SHIPPED)()


def test_the_version_of_the_model_does_not_hang_on_its_thresholds() -> None:
    assert len(SHIPPED.model) == 12
    assert thresholds().model == SHIPPED.model
