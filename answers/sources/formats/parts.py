"""What a heading says that the text below it does."""

import re
from collections.abc import Mapping

from answers.types import PassagePart

_WORDS: Mapping[PassagePart, str] = {
    PassagePart.WARNING: r"warnings?|contra-?indications?|precautions?|boxed warning|safety|cautions?",
    PassagePart.DOSAGE: r"dos(?:e|es|age|ing)|posology|administration",
    PassagePart.RECOMMENDATION: r"recommendations?|recommended",
    PassagePart.CONCLUSIONS: r"conclusions?|concluding|interpretation|implications?|discussion|summary",
    PassagePart.RESULTS: r"results?|findings?|observations?",
    PassagePart.METHODS: (
        r"methods?|methodology|design|setting|patients|participants|subjects|materials?|interventions?"
        r"|measures?|measurements?|outcomes?|data source|population|procedures?|probands|collection"
    ),
    PassagePart.BACKGROUND: (
        r"background|introduction|objectives?|aims?|purposes?|context|rationale|hypothes[ei]s|goals?|object"
    ),
}
"""The first that a heading has a word of, but that findings come before a summary of them: "results and
discussion" are results."""

_PATTERNS = {part: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for part, words in _WORDS.items()}
_BACKGROUND_FIRST = re.compile(r"^\W*(?:summary of )?background\b", re.IGNORECASE)
_OUTCOME = re.compile(r"\boutcomes?\b(?! (?:measures?|measured))", re.IGNORECASE)


def part_of(heading: str | None) -> PassagePart | None:
    """None where the heading does not say."""
    if not heading:
        return None
    if _BACKGROUND_FIRST.search(heading):
        return PassagePart.BACKGROUND
    found = [part for part, pattern in _PATTERNS.items() if pattern.search(heading)]
    if PassagePart.RESULTS in found and PassagePart.CONCLUSIONS in found:
        return PassagePart.RESULTS
    if found == [PassagePart.METHODS] and _OUTCOME.fullmatch(heading.strip()):
        return PassagePart.RESULTS
    return found[0] if found else None


def abstract_part(label: str | None) -> PassagePart | None:
    """The same for the label of an abstract's section, which gives no warnings and no orders."""
    part = part_of(label)
    return part if part in _OF_ABSTRACTS else None


_OF_ABSTRACTS = frozenset(
    {PassagePart.BACKGROUND, PassagePart.METHODS, PassagePart.RESULTS, PassagePart.CONCLUSIONS}
)
