"""What every `curbside eval` with probabilities shows of them: pictures for people, numbers for machines."""

from pathlib import Path
from typing import Any

import click

from adapters.errors import CannotWrite
from answers.evaluation.curves import Curves
from answers.evaluation.drawing import reliability_diagram, risk_coverage_curve


def write_plots(folder: Path, name: str, curves: Curves, threshold: float | None = None) -> None:
    """`NAME-reliability.svg` and `NAME-risk-coverage.svg`; `threshold` is marked. Raises `CannotWrite`."""
    reliability = reliability_diagram(f"{name}: reliability", curves.reliability)
    risk = risk_coverage_curve(f"{name}: risk and coverage", curves.risk_coverage, threshold)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, picture in (("reliability", reliability), ("risk-coverage", risk)):
            path = folder / f"{name}-{kind}.svg"
            path.write_text(picture, encoding="utf-8")
            click.echo(f"written: {path}", err=True)
    except OSError as error:
        raise CannotWrite(f"--plots: {folder} cannot be written: {error.strerror}") from error


def curves_record(curves: Curves) -> dict[str, Any]:
    """Both curves for JSON."""
    return {
        "reliability": [
            {
                "said": b.said,
                "was": b.was,
                "low": b.observed.low,
                "high": b.observed.high,
                "n": b.n,
            }
            for b in curves.reliability
        ],
        "risk_coverage": [
            {
                "threshold": p.threshold,
                "coverage": p.coverage,
                "risk": p.risk,
                "taken": p.taken,
                "wrong": p.wrong,
            }
            for p in curves.risk_coverage
        ],
    }


def reliability_line(curves: Curves) -> str:
    """The reliability diagram as a line of text."""
    return ", ".join(f"{b.said:.2f} → {b.was:.2f} (n={b.n})" for b in curves.reliability)
