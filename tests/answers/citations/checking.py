"""Passages and claims for the tests of the citation check."""

from answers.citations.base import Claim, Verdict
from answers.citations.check import CitationCheck
from answers.types import Passage, Reference, ReferenceKind

REFERENCE = Reference(title="A source", kind=ReferenceKind.GUIDELINE, pmid="1")


def passage(text: str, name: str = "p") -> Passage:
    return Passage(id=name, text=text, reference=REFERENCE)


def verdict(check: CitationCheck, claim: str, text: str) -> Verdict:
    """That on one claim that cites one passage."""
    return check.check([Claim(claim, ("p",))], [passage(text)])[0]
