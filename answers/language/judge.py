"""A second model on top of the citation check. It can only take statements away."""

import re
from collections.abc import Sequence

from answers.errors import ModelUnavailable
from answers.language.base import LanguageModel, whole
from answers.language.parsing import first_object
from answers.language.prompts import judge_prompt
from answers.types import Passage


async def unsupported(
    model: LanguageModel, statements: Sequence[tuple[str, Sequence[Passage]]], *, account: str | None
) -> frozenset[int]:
    """The statements, from 0, that the judge does not find in their passages.

    Raises `ModelUnavailable` also where its verdict cannot be read: who configured a judge wants no answer
    that it has not seen.
    """
    verdict = first_object(await whole(model, judge_prompt(statements), account=account))
    listed = verdict.get("unsupported") if verdict else None
    if not isinstance(listed, list):
        raise ModelUnavailable("the judge gave no verdict")
    return frozenset(_number(each) - 1 for each in listed)


def _number(each: object) -> int:
    """Also as text, which a model that keeps to no schema writes."""
    if isinstance(each, str) and re.fullmatch(r"\s*[0-9]{1,4}\s*", each):
        return int(each)
    if isinstance(each, int) and not isinstance(each, bool):
        return each
    raise ModelUnavailable("the judge gave no verdict that can be read")
