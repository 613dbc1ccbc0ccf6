"""Follow-ups and rambling messages as one stand-alone question, by the model where there is one.

What the rules make of a message is there in any case. The model's version replaces it only where it says
nothing that was not said: no other subject, number, patient or relation. In every doubt the rules' stands.
"""

import asyncio
import logging
import re
from collections.abc import Sequence

from answers.errors import ModelError
from answers.language.base import LanguageModel, whole
from answers.language.parsing import first_object
from answers.language.prompts import condense_prompt
from answers.question import Analysis, analyse, subject_terms
from answers.spoken_relations import WORDS as RELATION_WORDS
from answers.text import one_line, words

EARLIER_MAX = 4
RAMBLES_WORDS = 25
"""A shorter message without others before it is its question."""
QUESTION_MAX_WORDS = 60
WAIT_S = 4.0
"""A rewritten question is not worth a longer silence."""

_DIGIT = re.compile(r"\d")
_log = logging.getLogger(__name__)


class Condenser:
    """Asks the model, and looks at what it says."""

    def __init__(self, model: LanguageModel, *, wait_s: float = WAIT_S) -> None:
        self._model = model
        self._wait_s = wait_s

    async def condense(
        self, message: str, earlier: Sequence[str], ruled: str, *, account: str | None = None
    ) -> str:
        """What `message` asks after the stand-alone questions `earlier`; `ruled` is the rules' version of it
        and the answer in every doubt. All of it masked. Raises nothing of the model's."""
        if not earlier and len(message.split()) < RAMBLES_WORDS:
            return ruled
        earlier = earlier[-EARLIER_MAX:]
        try:
            async with asyncio.timeout(self._wait_s):
                said = await whole(self._model, condense_prompt(message, earlier), account=account)
        except (ModelError, TimeoutError) as error:
            _log.warning("not condensed: %s", type(error).__name__)
            return ruled
        condensed = _question(said)
        return condensed if condensed and is_faithful(condensed, message, earlier, ruled) else ruled


def is_faithful(condensed: str, message: str, earlier: Sequence[str], ruled: str) -> bool:
    """Whether it asks what was asked, of the same patient, and brings in nothing."""
    if len(condensed.split()) > QUESTION_MAX_WORDS:
        return False
    heard = one_line(" . ".join([*earlier, message]))
    asks, asked, by_rules = analyse(condensed), analyse(message), analyse(ruled)
    return (
        _names(condensed) <= _names(heard)
        and _numbers(condensed) <= _numbers(heard)
        and _patient(asks) == _patient(by_rules)
        and asked.kind in (None, asks.kind)
        and bool(asks.terms)
    )


def _question(said: str) -> str | None:
    found = first_object(said)
    question = found.get("question") if found else None
    return one_line(question) or None if isinstance(question, str) else None


def _names(text: str) -> frozenset[str]:
    """What it names besides the relation."""
    return frozenset(subject_terms(text)) - RELATION_WORDS


def _numbers(text: str) -> frozenset[str]:
    return frozenset(word for word in words(text) if _DIGIT.search(word))


def _patient(asked: Analysis) -> tuple[frozenset[object], frozenset[object]]:
    """What is said of the patient, and what is denied."""
    return asked.dimensions, frozenset(constraint.dimension for constraint in asked.denied)
