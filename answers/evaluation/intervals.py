"""95% intervals by bootstrap over questions: no assumption about how a grade is distributed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 10_000
SEED = 20_261_123


@dataclass(frozen=True, slots=True)
class Measured:
    """A mean with its 95% percentile bootstrap interval, over `n` questions."""

    mean: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.mean:.3f} (95% {self.low:.3f}–{self.high:.3f}, n={self.n})"


def mean_with_interval(values: Sequence[float]) -> Measured:
    """The mean of one value per question. Raises ValueError for none."""
    if not values:
        raise ValueError("nothing was measured")
    array = np.asarray(values, float)
    draws = np.random.default_rng(SEED).integers(0, len(array), (RESAMPLES, len(array)))
    low, high = np.percentile(array[draws].mean(axis=1), [2.5, 97.5])
    return Measured(float(array.mean()), float(low), float(high), len(array))
