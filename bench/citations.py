"""The citation check's own time: 10 claims, each citing some of 8 passages, as an answer has them.

    python -m bench.citations SOURCES      (pubmedqa-dev.jsonl)

Claims are true ones of the passages that they cite, verbatim and reworded, and the authors' conclusions,
which are looked at against all that is cited. Nothing is read before: each answer has passages that are new.
"""

import random
import sys
import time
from pathlib import Path

from answers.citations.base import Claim
from answers.citations.check import CitationCheck
from answers.citations.tokens import tokens
from answers.evaluation.citations.documents import Document, pubmedqa
from answers.evaluation.citations.truths import truths
from answers.search.encoder import MiniLm
from answers.types import Passage
from bench.measuring import SEED, machine, quantile, timed

ANSWERS = 200
CLAIMS = 10
PASSAGES = 8
SOURCES = 3


def main() -> None:
    found = pubmedqa(Path(sys.argv[1]))
    check = CitationCheck(MiniLm())
    chance = random.Random(SEED)
    wall, cpu = [], []
    check.check(*_answer(found, chance))
    for _ in range(ANSWERS):
        claims, passages = _answer(found, chance)
        tokens.cache_clear()
        started = time.process_time()
        wall.append(timed(lambda c=claims, p=passages: check.check(c, p)))  # type: ignore[misc]
        cpu.append(time.process_time() - started)
    print(f"{CLAIMS} claims over {PASSAGES} passages, {machine()}")
    for name, times in (("elapsed", wall), ("of one core", cpu)):
        print(f"{name:12} p50 {quantile(times, 0.5)}   p95 {quantile(times, 0.95)}")


def _answer(found: list[Document], chance: random.Random) -> tuple[list[Claim], list[Passage]]:
    documents = chance.sample(found, SOURCES)
    passages = [passage for document in documents for passage in document.passages][:PASSAGES]
    given = {passage.id for passage in passages}
    claims = [
        claim
        for document in documents
        for case in truths(document)
        for claim in case.claims()[:1]
        if given.issuperset(claim.passages)
    ]
    return chance.sample(claims, min(CLAIMS, len(claims))), passages


if __name__ == "__main__":
    main()
