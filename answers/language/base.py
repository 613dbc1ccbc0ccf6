"""The port to a language model."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

from answers.errors import ModelUnavailable

ANSWER_MAX_CHARS = 60_000


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked once. `schema` is the JSON schema of the answer that is wanted, where the server
    can hold the model to it; None for plain text. `tokens_max` bounds the answer."""

    instructions: str
    content: str
    schema: Mapping[str, Any] | None = None
    tokens_max: int = 1_200


class LanguageModel(Protocol):
    """A model that completes prompts."""

    name: str

    def complete(self, prompt: Prompt, *, account: str | None = None) -> AsyncGenerator[str, None]:
        """The answer's text in the pieces that it comes in. `account` pays (see `Query`).

        Closing the generator ends the request. Raises `ModelUnavailable` where no (whole) answer comes: out
        of time, broken off, refused, breaker open; `BudgetSpent` where a budget does not allow it.
        """
        ...


async def whole(model: LanguageModel, prompt: Prompt, *, account: str | None) -> str:
    """A model's answer in one piece. Raises `ModelUnavailable`, `BudgetSpent`."""
    pieces: list[str] = []
    size = 0
    async with aclosing(model.complete(prompt, account=account)) as answer:
        async for piece in answer:
            size += len(piece)
            if size > ANSWER_MAX_CHARS:
                raise ModelUnavailable("the model's answer does not end")
            pieces.append(piece)
    return "".join(pieces)
