"""LiveQA-Med over the entries that have a text: what a patient would be served, or offered to choose from.

The library holds only a part of what experts graded, and for many questions nothing that they found right.
A question is *answerable* here where an entry of grade 2 or 3 can be shown. An entry that nobody judged has
grade 0, as in `liveqa.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from answers.evaluation.intervals import Measured, share
from answers.evaluation.liveqa import RIGHT, Judged


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown for one question, by external id: `served` as the answer to it (or to one of several in
    it), `offered` to choose from."""

    question: Judged
    served: tuple[str, ...]
    offered: tuple[str, ...]

    def grade(self, external_id: str) -> int:
        return self.question.grades.get(external_id, 0)

    def right(self, external_ids: Collection[str]) -> bool:
        """Whether a right entry is among them."""
        return any(self.grade(each) >= RIGHT for each in external_ids)


@dataclass(frozen=True, slots=True)
class Result:
    """`precision`: of what is served, graded 2 or 3; None where nothing is. `showable`: of the answerable
    questions, a right one is served or offered, None where none is answerable. `served` and `missed` are for
    reading: (question, entry, grade), and the answerable questions of which nothing right was shown."""

    questions: int
    precision: Measured | None
    showable: Measured | None
    served: tuple[tuple[str, str, int], ...]
    missed: tuple[str, ...]


def evaluate(shown: Sequence[Shown], library: Collection[str]) -> Result:
    """Count it; `library` are the external ids that can be shown."""
    served = [(each.question.id, entry, each.grade(entry)) for each in shown for entry in each.served]
    answerable = [each for each in shown if each.right(each.question.grades.keys() & library)]
    missed = [each.question.id for each in answerable if not each.right((*each.served, *each.offered))]
    right = sum(grade >= RIGHT for _, _, grade in served)
    return Result(
        questions=len(shown),
        precision=share(right, len(served)) if served else None,
        showable=share(len(answerable) - len(missed), len(answerable)) if answerable else None,
        served=tuple(served),
        missed=tuple(missed),
    )
