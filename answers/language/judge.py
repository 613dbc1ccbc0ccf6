"""A second model on top of the citation check. It can only take statements away."""

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
    return frozenset(number - 1 for number in listed if isinstance(number, int))
