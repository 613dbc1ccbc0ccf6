"""What falls with a claim that failed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.citations.base import Claim
from answers.engines.kept import in_groups, standing


def claims(*limits: int | None) -> list[Claim]:
    return [Claim(f"{n}", (), exception_to=limit) for n, limit in enumerate(limits)]


@pytest.mark.parametrize(
    ("limits", "failed", "left"),
    [
        ([None, None], {0}, {1}),
        ([None, 0, None], {1}, {2}),
        ([None, 0, None], {0}, {2}),
        ([None, 0, 0], {2}, set()),
        ([None, 0, 1], {2}, set()),
        ([None, 0, 1], {0}, set()),
        ([None, 0], set(), {0, 1}),
    ],
)
def test_a_recommendation_and_what_limits_it_stand_and_fall_together(
    limits: list[int | None], failed: set[int], left: set[int]
) -> None:
    assert standing(claims(*limits), failed) == left


def test_what_limits_a_recommendation_stands_right_behind_it() -> None:
    assert in_groups(claims(None, None, 0, 1, 2), {0, 1, 2, 3, 4}) == [[0, 2, 4], [1, 3]]


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 8)), max_size=9).map(
        lambda limits: [None if x is None or x >= n else x for n, x in enumerate(limits)]
    ),
    st.sets(st.integers(0, 8)),
)
def test_no_exception_stands_without_its_recommendation_nor_the_other_way(
    limits: list[int | None], failed: set[int]
) -> None:
    given_claims = claims(*limits)
    left = standing(given_claims, failed)
    for place, limit in enumerate(limits):
        if limit is not None:
            assert (place in left) == (limit in left)
    assert sorted(n for group in in_groups(given_claims, left) for n in group) == sorted(left)
