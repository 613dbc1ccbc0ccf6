"""The liar's last third: templates and passages that the citation check was not tuned on.

Written by another person than the check, without a look at its rules, and run on it once, after it was
frozen. What the templates make was read: those whose claims stayed true were mended or taken out.
"""

from collections.abc import Sequence

from answers.evaluation.held_back import doses, limits, names, people, research, sides, told
from answers.evaluation.held_back.passages import cases, documents
from answers.evaluation.liar import Template

__all__ = ["cases", "documents", "templates"]


def templates() -> Sequence[Template]:
    """All of them, lethal and cosmetic."""
    return [
        *doses.TEMPLATES,
        *names.TEMPLATES,
        *people.TEMPLATES,
        *sides.TEMPLATES,
        *limits.TEMPLATES,
        *research.TEMPLATES,
        *told.templates(),
    ]
