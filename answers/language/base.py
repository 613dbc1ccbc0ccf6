"""The port to a language model."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol


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

    def complete(self, prompt: Prompt, *, account: str | None = None) -> AsyncIterator[str]:
        """The answer's text in the pieces that it comes in. `account` pays (see `Query`).

        Closing the iterator ends the request. Raises `ModelUnavailable` where no (whole) answer comes: out
        of time, broken off, refused, breaker open; `BudgetSpent` where a budget does not allow it.
        """
        ...
