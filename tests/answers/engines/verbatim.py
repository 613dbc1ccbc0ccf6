"""The strictest check there is, for tests that are not about the check: a claim is its passage, word for
word, or it is unsupported."""

from collections.abc import Sequence

from answers.citations.base import Claim, Fault, Verdict, given
from answers.types import Passage


class VerbatimCheck:
    def check(self, claims: Sequence[Claim], passages: Sequence[Passage]) -> list[Verdict]:
        by_id = given(passages)
        return [self._verdict(claim, [by_id[p] for p in claim.passages if p in by_id]) for claim in claims]

    def _verdict(self, claim: Claim, cited: Sequence[Passage]) -> Verdict:
        if not cited:
            return Verdict((Fault.NO_PASSAGE,), 0, {})
        bare = claim.text.rstrip(".")
        marked = {
            passage.id: ((passage.text.index(bare), passage.text.index(bare) + len(bare)),)
            for passage in cited
            if bare in passage.text
        }
        return Verdict((), 1, marked) if marked else Verdict((Fault.UNSUPPORTED,), 0, {})
