"""What the scripted liar tells, by theme. Each module lists its templates in `TEMPLATES`.

To add some: a module with functions `(case, world) -> str | Lie | None` and their `Template`s
(`held_back=True` for those that the check was not made with), named in `templates()` below.
"""

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
