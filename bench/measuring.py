"""What every bench needs: quantiles with an interval, this machine in words, and a process of its own."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from answers.evaluation.intervals import SEED, Quantile, quantile

__all__ = ["CURBSIDE", "SEED", "Quantile", "cpu_s", "machine", "quantile", "run", "timed"]

CURBSIDE = [sys.executable, "-m", "adapters"]


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
