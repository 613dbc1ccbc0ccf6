"""Rare words count for more than common ones, whatever the library holds."""

import pytest

from answers.search.rarity import rarity


@pytest.mark.parametrize(
    ("rarer", "commoner"),
    [("kidney", "people"), ("glomerular", "kidney"), ("pseudoexfoliation", "tumor"), ("gout", "pain")],
)
def test_a_rarer_word_weighs_more(rarer: str, commoner: str) -> None:
    assert rarity(rarer) > rarity(commoner) > 0


def test_writing_it_large_changes_nothing() -> None:
    assert rarity("Kidney") == rarity("kidney")


def test_no_word_weighs_nothing() -> None:
    assert rarity("") == rarity(" ") == 0
