"""Putting other words where some were, and how a template of this set is declared."""

import re
from collections.abc import Mapping

from answers.evaluation.citations.truths import Case
from answers.evaluation.liar import Lie, Make, Severity, Template, World

NUMBER = r"\d+(?:\.\d+)?"
UNIT = r"(?:mg|mcg|micrograms?|milligrams?|g|units|mL)"
DOSE = re.compile(rf"\b{NUMBER}(?: to {NUMBER})? {UNIT}(?:/kg)?(?![/\w])")
TREATED = re.compile(
    rf"^(?=.*\b(?:takes?|taken|receives?|given|started|injected|used|gets?)\b)(?=.*{DOSE.pattern})", re.DOTALL
)
"""Of a claim that somebody gets a dose."""
ASKED = re.compile(
    r"^To [a-z]+ |\b[Ww]hether\b|\b(?:aims?|hypothes\w+|purpose|objective|assumed)\b"
    r"|\bto (?:determine|assess|evaluate|investigate|examine|compare|test|see|find out|study)\b"
)
"""What only asks or means to find out; turned round, it is no lie."""
REST = r"(?:[^.;]|\.(?=\d))*(?=[.;]|$)"
"""Up to the end of the sentence; a decimal point is none."""

Swap = tuple[str, str]


def lethal(name: str, kind: str, make: Make) -> Template:
    return Template(name, kind, Severity.LETHAL, make, held_back=True)


def cosmetic(name: str, kind: str, make: Make) -> Template:
    return Template(name, kind, Severity.COSMETIC, make, held_back=True)


def leftmost(*swaps: Swap, unless: str | None = None, where: re.Pattern[str] | None = None) -> Make:
    """A template that replaces what the first match, in the order of the text, of any pattern is.

    It has nothing to say of a claim in which `unless` is found, or `where` is not: the lie would be none.
    """
    compiled = [(re.compile(old), new) for old, new in swaps]
    barred = re.compile(unless) if unless else None

    def make(case: Case, _: World) -> str | None:
        if ASKED.search(case.text) or (barred and barred.search(case.text)):
            return None
        if where and not where.search(case.text):
            return None
        found = [(match, new) for old, new in compiled if (match := old.search(case.text))]
        if not found:
            return None
        match, new = min(found, key=lambda pair: pair[0].start())
        return put(case.text, match, match.expand(new))

    return make


def shortening(*swaps: Swap, unless: str | None = None, where: re.Pattern[str] | None = None) -> Make:
    """As `leftmost`, where what remains may stand in the passage word for word and is false all the same."""
    change = leftmost(*swaps, unless=unless, where=where)

    def make(case: Case, world: World) -> Lie | None:
        text = change(case, world)
        return Lie(text, passages=(case.passage.id,)) if isinstance(text, str) and text != case.text else None

    return make


def renaming(names: Mapping[str, str], where: re.Pattern[str] | None = None) -> Make:
    """A template that calls the first thing that `names` knows by another name, all through the claim.

    Where `where` is given, of claims only in which it is found.
    """
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(names, key=len, reverse=True))})\b", re.IGNORECASE)

    def make(case: Case, _: World) -> str | None:
        match = pattern.search(case.text)
        if match is None or (where and not where.search(case.text)):
            return None
        old = match.group()
        new = names[old.casefold()]
        if new.casefold() in case.passage.text.casefold():
            return None
        return capital(re.sub(rf"\b{old}\b", new, case.text, flags=re.IGNORECASE))

    return make


def adding(words: str, where: re.Pattern[str] | None = None) -> Make:
    """A template that says more than the source at the end of claims in which `where` is found."""

    def make(case: Case, _: World) -> str | None:
        if where and not where.search(case.text):
            return None
        return f"{case.text.rstrip('. ')}{words}."

    return make


def put(text: str, match: re.Match[str], new: str) -> str:
    """`new` in the place of the match, in a sentence with a capital and without double spaces."""
    told = text[: match.start()] + new + text[match.end() :]
    return capital(re.sub(r"\s+(?=[,.;])", "", re.sub(r"\s{2,}", " ", told)).strip())


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
