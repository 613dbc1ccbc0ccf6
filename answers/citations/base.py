"""What is checked and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from answers.types import Passage


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement, and the ids of the passages that it says it rests on. `exception`: it limits or warns
    against the claim at that place in the answer, and takes it along when it fails."""

    text: str
    passages: tuple[str, ...]
    exception_to: int | None = None


class Fault(StrEnum):
    """What is wrong with a claim."""

    NO_PASSAGE = "no passage"
    """It cites nothing, or something that was not given."""
    NUMBER = "number"
    DOSE = "dose"
    DRUG = "drug"
    POLARITY = "polarity"
    DIRECTION = "direction"
    COMPARISON = "comparison"
    EXCEPTION = "exception"
    """A passage's exception or warning is left out, or the one that belongs to it failed."""
    POPULATION = "population"
    QUOTE = "quote"
    """Words in quotation marks that are not in the passage."""
    UNSUPPORTED = "unsupported"
    """Too little of what it says is in the passages."""
    FOREIGN = "foreign"
    """A link, a mention, mark-up, or words to the reader's machine instead of the reader."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`score` is the support in [0, 1], 0 where something hard is wrong; `marked` are the character ranges
    of the words that bear the claim out, by passage id."""

    faults: tuple[Fault, ...]
    score: float
    marked: Mapping[str, tuple[tuple[int, int], ...]]

    @property
    def supported(self) -> bool:
        return not self.faults


def given(passages: Sequence[Passage]) -> dict[str, Passage]:
    """Passages by id."""
    return {passage.id: passage for passage in passages}
