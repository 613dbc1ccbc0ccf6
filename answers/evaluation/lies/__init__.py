"""What the scripted liar tells, by theme. Each module lists its templates in `TEMPLATES`."""

from collections.abc import Sequence

from answers.evaluation.liar import Template
from answers.evaluation.lies import details, doses, limits, sides, subjects


def templates() -> Sequence[Template]:
    """All of them."""
    return [
        *doses.TEMPLATES,
        *subjects.TEMPLATES,
        *sides.TEMPLATES,
        *limits.TEMPLATES,
        *details.TEMPLATES,
    ]
