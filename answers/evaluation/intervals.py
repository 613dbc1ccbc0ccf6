"""95% intervals: by bootstrap over questions, which assumes nothing about grades; exact ones of shares."""

import math
from collections.abc import Callable, Sequence
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


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n` with the exact 95% interval (Clopper & Pearson 1934): it also holds for none."""

    hits: int
    n: int
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.hits}/{self.n} (95% {100 * self.low:.1f}–{100 * self.high:.1f}%)"


ALPHA = 0.05
_HALVINGS = 50
"""Of the interval that holds the limit: 2⁻⁵⁰ is below what is printed."""


def share(hits: int, n: int) -> Share:
    """The share of `n` with its interval, 0–1 where there is nothing. ValueError for hits outside 0…n."""
    if not 0 <= hits <= n:
        raise ValueError("hits must lie between 0 and n")
    low = 0.0 if hits == 0 else _where(lambda p: 1 - _at_most(hits - 1, n, p) >= ALPHA / 2)
    high = 1.0 if hits == n else _where(lambda p: _at_most(hits, n, p) <= ALPHA / 2)
    return Share(hits, n, low, high)


def _where(holds: Callable[[float], bool]) -> float:
    """The smallest probability from which `holds`, which changes once."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _at_most(hits: int, n: int, p: float) -> float:
    """The binomial distribution function."""
    if p <= 0 or p >= 1:
        return float(p <= 0 or hits >= n)
    logs = (
        math.lgamma(n + 1)
        - math.lgamma(k + 1)
        - math.lgamma(n - k + 1)
        + k * math.log(p)
        + (n - k) * math.log1p(-p)
        for k in range(hits + 1)
    )
    return math.fsum(map(math.exp, logs))
