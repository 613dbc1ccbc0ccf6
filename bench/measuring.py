"""What every bench needs: quantiles with an interval, this machine in words, and a data directory."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RESAMPLES = 2_000
SEED = 20_261_123
CURBSIDE = [sys.executable, "-m", "adapters"]


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
    draws = np.random.default_rng(SEED).integers(0, len(ms), (RESAMPLES, len(ms)))
    low, high = np.percentile(np.quantile(ms[draws], q, axis=1), [2.5, 97.5])
    return Quantile(float(np.quantile(ms, q)), float(low), float(high), len(ms))


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of several measurements with its 95% bootstrap interval."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f}–{self.high:.2f}, n={self.n})"


def mean(values: Sequence[float]) -> Mean:
    """Of measurements that do not depend on each other, such as the ratios of rounds run in turn."""
    each = np.asarray(values)
    draws = np.random.default_rng(SEED).integers(0, len(each), (RESAMPLES, len(each)))
    low, high = np.percentile(each[draws].mean(axis=1), [2.5, 97.5])
    return Mean(float(each.mean()), float(low), float(high), len(each))


def machine() -> str:
    """The machine in words."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (
        f"{os.cpu_count()} cores, {pages / 2**30:.0f} GiB, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}"
    )


def cpu_s(process: int) -> float:
    """Seconds of a core that a process has spent until now (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(call: Callable[[], object]) -> float:
    """Seconds that a call took."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def run(
    *arguments: str, data_dir: Path, text: str | None = None, sample: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run `curbside` as a process of its own; `sample`: with the starter library."""
    given = {"CURBSIDE_DATA_DIR": str(data_dir), "CURBSIDE_SAMPLE_LIBRARY": str(int(sample))}
    return subprocess.run(
        [*CURBSIDE, *arguments],
        env={**os.environ, **given},
        input=text,
        text=True,
        capture_output=True,
        check=True,
    )
