"""The support score: what lowers it, and that nothing works against its measure."""

from dataclasses import astuple, fields, replace

import pytest

from answers.citations.support import Measures, shipped

BEST = Measures(cover=1, passage=1, ordered=1, missing=0, cut=0, strange=0, exchanged=0, closeness=1)
LOWERS = ("missing", "cut", "strange", "exchanged")


def test_what_is_wholly_accounted_for_reaches_the_threshold() -> None:
    assert shipped().score(BEST) > shipped().threshold


@pytest.mark.parametrize("name", ["missing", "cut", "strange"])
def test_one_word_too_many_or_too_few_does_not(name: str) -> None:
    one = replace(BEST, **{name: 0.2}, closeness=0.95)
    assert shipped().score(one) < shipped().threshold


def test_no_weight_works_against_its_measure() -> None:
    signs = [-1 if field.name in LOWERS else 1 for field in fields(Measures)]
    assert all(weight * sign >= 0 for weight, sign in zip(shipped().weights, signs, strict=True))
    assert len(shipped().weights) == len(astuple(BEST))
