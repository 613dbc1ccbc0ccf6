"""The shipped match model: what its files hold, and what it says of pairs that need no expert."""

import numpy as np
import pytest

from answers.pair_model import PairModel, shipped

SAME = [
    ("How do you treat gout?", "What are the treatments for gout?"),
    ("My uncle has gout, how will they treat it?", "What are the treatments for gout?"),
]
OTHER = [
    ("What causes gout?", "What are the treatments for gout?"),
    ("How do you treat measles?", "What are the treatments for gout?"),
]


@pytest.fixture(scope="module")
def model() -> PairModel:
    return shipped()


def test_every_vector_has_length_one(model: PairModel) -> None:
    vectors = model.encode(["gout", "How is gout treated?", ""])
    assert vectors.shape == (3, model.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert model.encode([]).shape == (0, model.dimensions)


def test_what_stands_beside_a_text_hardly_changes_its_vector(model: PairModel) -> None:
    alone = model.encode(["How is gout treated?"])[0]
    beside = model.encode(["How is gout treated?", "and another question " * 20])[0]
    assert float(alone @ beside) > 0.99


def test_the_same_need_in_other_words_is_probable_and_another_one_is_not(model: PairModel) -> None:
    assert min(model.of_pairs(SAME)) > 0.8 > max(model.of_pairs(OTHER))
    assert model.of_pairs([]) == []


def test_candidates_are_judged_together_as_they_are_one_by_one(model: PairModel) -> None:
    asked, *candidates = model.encode(["gout treatment", "How is gout treated?", "What is measles?"])
    together = model.probabilities(asked, np.stack(candidates))
    alone = [float(model.probabilities(asked, each[None, :])[0]) for each in candidates]
    assert together.tolist() == pytest.approx(alone, abs=1e-5)


def test_its_thresholds_belong_to_its_version(model: PairModel) -> None:
    assert model.thresholds.model == model.version
    assert model.version in model.name
    assert PairModel().version == model.version
