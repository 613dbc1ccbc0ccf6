"""An operator's own labelled questions over their own library: what is served, offered, and rightly neither.

A line of the file: {"question", "external_id" (null: nothing in the library answers), "acceptable": [further
ids], "earlier": [the person's former questions]}. Labels that name an article which the library does not
serve count as what nothing answers, since nothing does; they are listed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError, field_validator

from answers.engines.approved import Findings
from answers.errors import InvalidRecord
from answers.evaluation.curves import Curves, Judgement, curves
from answers.evaluation.intervals import Measured, share
from answers.library.base import invalid
from answers.match import is_worded_so
from answers.types import Asked, Frozen


class Label(Frozen):
    """A question and what rightly answers it; `external_id` None where nothing in the library does."""

    question: Asked
    external_id: str | None
    acceptable: tuple[str, ...] = ()
    earlier: tuple[str, ...] = Field(default=(), max_length=20)

    @field_validator("question", mode="before")
    @classmethod
    def _on_one_line(cls, question: object) -> object:
        return " ".join(question.split()) if isinstance(question, str) else question

    @property
    def right(self) -> frozenset[str]:
        """External ids of every article that answers it."""
        return frozenset(filter(None, (self.external_id, *self.acceptable)))


@dataclass(frozen=True, slots=True)
class Found:
    """What the library made of one labelled question.

    `best` is the most probable article that was looked at, `servable` the one that no rule stands against,
    each with its probability; `served` and `offered` are what the reader gets at the thresholds that hold.
    `verbatim`: the question is word for word the servable article's own, which is served at any threshold.
    """

    label: Label
    asked: str
    best: tuple[str, float] | None
    servable: tuple[str, float] | None
    served: str | None
    offered: tuple[str, ...]
    verbatim: bool

    def is_right(self, external_id: str) -> bool:
        return external_id in self.label.right


@dataclass(frozen=True, slots=True)
class LibraryResult:
    """The table of `curbside eval library`; a share is None where there is nothing to take it of.

    `precision`: of what is served, right. `coverage`: of the answerable, served and right. `showable`: of the
    answerable, served or offered and right. `suggested_right`: of the answerable where nothing is served and
    something offered, a right one among it. `honest_none`: of the unanswerable, nothing served.
    `wrong` lists what was wrongly served.
    """

    questions: int
    precision: Measured | None
    coverage: Measured | None
    showable: Measured | None
    suggested_right: Measured | None
    honest_none: Measured | None
    wrong: tuple[Found, ...]
    curves: Curves


def labels(path: Path) -> list[Label]:
    """The labelled questions of a JSONL file. Raises `InvalidRecord`, naming the line."""
    read: list[Label] = []
    try:
        rows = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise InvalidRecord("not a file of labelled questions", f"{path}: {error}") from error
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        try:
            read.append(Label.model_validate(json.loads(row)))
        except ValidationError as error:
            raise InvalidRecord("not a labelled question", f"{path}:{number}: {invalid(error)}") from error
        except ValueError as error:
            raise InvalidRecord("not a labelled question", f"{path}:{number}: {error}") from error
    if not read:
        raise InvalidRecord("no labelled questions", str(path))
    return read


def found(label: Label, asked: str, findings: Findings) -> Found:
    """What `findings` for `asked` (the label's question, standing alone) mean for the label."""
    best, servable, served = findings.best(), findings.servable(), findings.served()
    return Found(
        label=label,
        asked=asked,
        best=(best.version.article.external_id, best.decision.probability) if best else None,
        servable=(servable.version.article.external_id, servable.decision.probability) if servable else None,
        served=served.version.article.external_id if served else None,
        offered=() if served else tuple(j.version.article.external_id for j in findings.offered()),
        verbatim=bool(servable and is_worded_so(asked, servable.version.article)),
    )


def evaluate(all_found: Sequence[Found], known: frozenset[str]) -> LibraryResult:
    """Count it; `known` are the external ids that the library serves."""
    answerable = [f for f in all_found if f.label.right & known]
    unanswerable = [f for f in all_found if not f.label.right & known]
    served = [f for f in all_found if f.served]
    right = [f for f in served if f.served and f.is_right(f.served)]
    offered = [f for f in answerable if f.offered]
    offered_right = [f for f in offered if any(map(f.is_right, f.offered))]
    return LibraryResult(
        questions=len(all_found),
        precision=_share(len(right), len(served)),
        coverage=_share(len(right), len(answerable)),
        showable=_share(len(right) + len(offered_right), len(answerable)),
        suggested_right=_share(len(offered_right), len(offered)),
        honest_none=_share(sum(not f.served for f in unanswerable), len(unanswerable)),
        wrong=tuple(f for f in served if f not in right),
        curves=_curves(all_found, len(answerable)),
    )


def _share(count: int, of: int) -> Measured | None:
    return share(count, of) if of else None


def _curves(all_found: Sequence[Found], answerable: int) -> Curves:
    said = [Judgement(f.best[1], f.is_right(f.best[0])) for f in all_found if f.best]
    taken = [Judgement(f.servable[1], f.is_right(f.servable[0])) for f in all_found if f.servable]
    return curves(said, taken, answerable)
