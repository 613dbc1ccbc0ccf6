"""95% intervals. For means and quantiles by bootstrap over questions: no assumption about how a grade is
distributed. For shares exact ones (Clopper and Pearson 1934), which stay honest where none or all of few were
right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 10_000
QUANTILE_RESAMPLES = 2_000
SEED = 20_261_123
CONFIDENCE = 0.95


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
class Quantile:
    """A quantile of what was measured with its 95% bootstrap interval."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.1f} ms ({self.low:.1f}–{self.high:.1f}, n={self.n})"


def quantile(seconds: Sequence[float], q: float) -> Quantile:
    """The quantile `q` (0–1) of times in seconds, in milliseconds."""
    ms = np.asarray(seconds) * 1000
    draws = np.random.default_rng(SEED).integers(0, len(ms), (QUANTILE_RESAMPLES, len(ms)))
    low, high = np.percentile(np.quantile(ms[draws], q, axis=1), [2.5, 97.5])
    return Quantile(float(np.quantile(ms, q)), float(low), float(high), len(ms))


def share(right: int, n: int) -> Measured:
    """How many of `n`, with the exact two-sided interval. Raises ValueError for none."""
    if n < 1:
        raise ValueError("nothing was measured")
    tail = (1 - CONFIDENCE) / 2
    low, high = _lower(right, n, tail), 1 - _lower(n - right, n, tail)
    return Measured(right / n, low, high, n)


def at_least(right: int, n: int) -> float:
    """The lower end of the exact one-sided interval: the true share lies above it with `CONFIDENCE`."""
    return _lower(right, n, 1 - CONFIDENCE)


def _lower(right: int, n: int, tail: float) -> float:
    """The share at which `right` or more of `n` come about with probability `tail`, to 10⁻⁹."""
    if right == 0:
        return 0.0
    counts = np.arange(right, n + 1)
    ways = _log_ways(n)[right:]
    low, high = 0.0, 1.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        logs = ways + counts * math.log(middle) + (n - counts) * math.log1p(-middle)
        low, high = (middle, high) if np.exp(logs).sum() < tail else (low, middle)
    return low


def _log_ways(n: int) -> np.ndarray:
    """The logarithms of n over k, for k from 0 to n."""
    factorials = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    logs: np.ndarray = factorials[n] - factorials - factorials[::-1]
    return logs
