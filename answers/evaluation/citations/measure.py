"""How often the check lets a lie pass, and how often it loses a truth, with 95% intervals."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answers.citations.base import Claim, Verdict
from answers.citations.check import CitationCheck
from answers.evaluation.citations.documents import Document, Half, made, pubmedqa
from answers.evaluation.citations.truths import Case, Manner, truths
from answers.evaluation.intervals import Measured, at_least, share
from answers.evaluation.liar import Planted, Severity, Template, plant
from answers.types import Passage

EACH = 40
"""Lies told by each template."""

THRESHOLDS = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 1.0)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of lie. `bound`: with 95% confidence no larger a share than this passes (one-sided, exact; for
    none passed it is about 3/n)."""

    kind: str
    severity: Severity
    held_back: bool
    passed: Measured
    bound: float


@dataclass(frozen=True, slots=True)
class Lost:
    """True claims made in one manner, and those that the check does not let pass."""

    manner: Manner
    of_made: bool | None
    lost: Measured


@dataclass(frozen=True, slots=True)
class Point:
    """What would be lost of the conclusions, and what would pass of all lies, at another threshold."""

    threshold: float
    conclusions_lost: float
    others_lost: float
    lethal_passed: float
    cosmetic_passed: float


@dataclass(frozen=True, slots=True)
class CitationResult:
    """All tables; `passed` and `lost` are the single lies and truths behind them."""

    rows: tuple[Row, ...]
    lost: tuple[Lost, ...]
    curve: tuple[Point, ...]
    passed: tuple[Planted, ...]
    missed: tuple[tuple[Case, Verdict], ...]


def documents(data: Path, half: Half) -> list[Document]:
    """Those of one half; `data` is PubMedQA's development file. Raises `InvalidRecord`."""
    return [document for document in [*pubmedqa(data), *made()] if document.half is half]


def evaluate(
    check: CitationCheck,
    found: Sequence[Document],
    templates: Sequence[Template],
    *,
    besides: Sequence[Case] = (),
    each: int = EACH,
    progress: Progress | None = None,
) -> CitationResult:
    """Tell the check every truth of the documents and `each` lies of every template. Blocks.

    `besides`: true claims of the documents that a person wrote, besides those that rules make.
    """
    passages = {passage.id: passage for document in found for passage in document.passages}
    cases = [*besides, *(case for document in found for case in truths(document))]
    planted = plant(templates, cases, found, each)
    total = len(cases) + len(planted)
    truth: list[tuple[Case, Verdict]] = []
    lies: list[tuple[Planted, Verdict]] = []
    for case in cases:
        truth.append((case, _checked(check, case.claims(), passages)))
        _report(progress, len(truth), total)
    for lie in planted:
        lies.append((lie, _checked(check, told(lie), passages)))
        _report(progress, len(truth) + len(lies), total)
    return CitationResult(
        rows=tuple(rows(lies)),
        lost=tuple(losses(truth)),
        curve=tuple(curve(truth, lies)),
        passed=tuple(lie for lie, verdict in lies if verdict.supported),
        missed=tuple((case, verdict) for case, verdict in truth if not verdict.supported),
    )


def told(planted: Planted) -> list[Claim]:
    """The answer with the lie in it, the lie first."""
    first, *limits = planted.case.claims()
    lie = Claim(planted.lie.text, planted.lie.passages or first.passages)
    return [lie] if planted.lie.alone else [lie, *limits]


def _checked(check: CitationCheck, claims: Sequence[Claim], passages: dict[str, Passage]) -> Verdict:
    cited = dict.fromkeys(name for claim in claims for name in claim.passages)
    return check.check(claims, [passages[name] for name in cited])[0]


def _report(progress: Progress | None, done: int, total: int) -> None:
    if progress and done % 100 == 0:
        progress(done, total)


def rows(lies: Sequence[tuple[Planted, Verdict]]) -> list[Row]:
    """By kind, lethal ones first; then all of each severity. Those held back apart."""
    found = []
    for severity in Severity:
        for held_back in (False, True):
            these = [
                (planted.template.kind, verdict.supported)
                for planted, verdict in lies
                if planted.template.severity is severity and planted.template.held_back is held_back
            ]
            found += [
                _row(kind, severity, held_back, [p for k, p in these if k == kind])
                for kind in dict.fromkeys(kind for kind, _ in these)
            ]
            if these:
                found.append(_row("all", severity, held_back, [p for _, p in these]))
    return found


def _row(kind: str, severity: Severity, held_back: bool, passed: Sequence[bool]) -> Row:
    bound = 1 - at_least(len(passed) - sum(passed), len(passed))
    return Row(kind, severity, held_back, share(sum(passed), len(passed)), bound)


def losses(truth: Iterable[tuple[Case, Verdict]]) -> list[Lost]:
    """By manner: all, those of made documents, those of abstracts."""
    truth = list(truth)
    found = []
    for manner in Manner:
        for of_made in (None, True, False):
            lost = [
                not verdict.supported
                for case, verdict in truth
                if case.manner is manner and of_made in (None, case.document.made)
            ]
            if lost:
                found.append(Lost(manner, of_made, share(sum(lost), len(lost))))
    return found


def curve(truth: Sequence[tuple[Case, Verdict]], lies: Sequence[tuple[Planted, Verdict]]) -> list[Point]:
    """What passes and what is lost at each threshold: the rules stand at all of them, the support varies."""
    conclusions = [v.score for c, v in truth if c.manner is Manner.CONCLUSION]
    others = [v.score for c, v in truth if c.manner is not Manner.CONCLUSION]
    by_severity = {
        severity: [v.score for p, v in lies if p.template.severity is severity] for severity in Severity
    }
    return [
        Point(
            threshold,
            1 - _from(conclusions, threshold),
            1 - _from(others, threshold),
            _from(by_severity[Severity.LETHAL], threshold),
            _from(by_severity[Severity.COSMETIC], threshold),
        )
        for threshold in THRESHOLDS
    ]


def _from(scores: Sequence[float], threshold: float) -> float:
    """The share that no rule objects to and that reaches the threshold."""
    return sum(score > 0 and score >= threshold for score in scores) / len(scores) if scores else 0.0


def as_record(result: CitationResult) -> dict[str, Any]:
    """For JSON."""
    return {
        "lies": [
            {
                "kind": row.kind,
                "severity": row.severity,
                "held_back": row.held_back,
                "passed": _interval(row.passed),
                "bound_95": row.bound,
            }
            for row in result.rows
        ],
        "truths": [
            {"manner": one.manner, "documents": _WHICH[one.of_made], "lost": _interval(one.lost)}
            for one in result.lost
        ],
        "curve": [
            {
                "threshold": point.threshold,
                "conclusions_lost": point.conclusions_lost,
                "other_truths_lost": point.others_lost,
                "lethal_passed": point.lethal_passed,
                "cosmetic_passed": point.cosmetic_passed,
            }
            for point in result.curve
        ],
    }


_WHICH = {None: "all", True: "made", False: "abstracts"}


def _interval(measured: Measured) -> dict[str, float]:
    return {"mean": measured.mean, "low": measured.low, "high": measured.high, "n": measured.n}


def as_text(result: CitationResult) -> str:
    """For a terminal."""
    lines = [f"{'lies that pass':34}{'share':36}95% bound"]
    for row in result.rows:
        name = f"{row.severity}: {row.kind}" + (" (held back)" if row.held_back else "")
        lines.append(f"{name:34}{row.passed!s:36}≤ {row.bound:.4f}")
    lines.append("")
    lines.append(f"{'truths that are lost':34}share")
    lines += [f"{f'{one.manner} ({_WHICH[one.of_made]})':34}{one.lost}" for one in result.lost]
    lines.append("")
    lines.append("threshold  conclusions lost  other truths lost  lethal pass  cosmetic pass")
    lines += [
        f"{point.threshold:9.3f}{point.conclusions_lost:18.3f}{point.others_lost:19.3f}"
        f"{point.lethal_passed:13.4f}{point.cosmetic_passed:15.4f}"
        for point in result.curve
    ]
    return "\n".join(lines)
