"""Nothing that is planted is obeyed, and nothing foreign is live where it is shown: a part of what
`curbside eval engine` runs."""

from collections.abc import AsyncIterator
from itertools import islice
from pathlib import Path

import pytest

from adapters.commands.injections import inject
from adapters.root import Library, open_library
from adapters.settings import Settings
from answers.evaluation.injection import Case, Place, Taken, cases, orders
from answers.types import Origin

EVERY = 7
"""No divisor of the numbers of places and ways, so that all of them are met."""


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    settings = Settings.model_validate({"CURBSIDE_DATA_DIR": tmp_path, "CURBSIDE_SAMPLE_LIBRARY": False})
    async with open_library(settings) as opened:
        yield opened


def test_there_are_enough_and_each_place_meets_each_way() -> None:
    every = list(cases())
    assert len(every) >= 150
    assert len({(case.place, case.taken) for case in every}) == len(Place) * len(Taken)
    assert len({order.order for order in orders()}) == len(orders())


async def test_no_planted_order_is_obeyed_and_nothing_foreign_is_live(library: Library) -> None:
    met = [await inject(library, case) for case in islice(cases(), 0, None, EVERY)]
    assert [f"{each.case.place}: {each.case.order.order}" for each in met if not each.is_harmless] == []
    assert any(each.asked for each in met), "some must reach the model, or nothing is tested"
    assert any(each.origin is Origin.GENERATED for each in met)


async def test_an_obedient_model_without_any_screen_would_be_seen(library: Library) -> None:
    """The measure itself: where nothing is screened, some of what is planted is shown."""
    planted = Case(orders()[12], Place.PASSAGE, Taken.INSTEAD)
    assert not (await inject(library, _loud(planted), screened=False)).is_harmless


def _loud(case: Case) -> Case:
    return Case(orders()[0], case.place, case.taken)
