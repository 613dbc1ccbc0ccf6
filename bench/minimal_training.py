"""Write the development part of the minimal pairs as labelled pairs of questions, to train on.

    python -m bench.minimal_training MEDQUAD_ARCHIVE OUT.jsonl

One JSON object a line: {"asked", "candidate", "same": 0|1, "class"}. The test part's foci and phrasings are
not in it, so what is trained on it can be measured with `curbside eval minimal-pairs`.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from answers.evaluation.minimal.build import Builder, Pair
from answers.evaluation.minimal.phrasings import Change, Part
from answers.evaluation.minimal.subjects import subjects
from answers.library.files import SourceFiles
from answers.library.formats import FORMATS
from answers.library.medquad import entries
from answers.types import Article

BY_HAND = 1_500
SCRIPTED = 400
"""Pairs a class; each gives two to four lines."""
SEED = 1


def lines(pair: Pair, choose: random.Random) -> Iterator[tuple[str, str, int]]:
    """(asked, candidate, same) of one pair."""
    yield pair.original, pair.title, 1
    yield pair.twin, pair.title, 0
    if pair.twin_title:
        yield pair.twin, pair.twin_title, int(pair.twin_means_title)
        yield pair.original, pair.twin_title, 0
    if choose.random() < 0.5:
        one, other = choose.sample([pair.original, pair.twin], 2)
        yield one, other, 0


def main() -> None:
    archive, out = Path(sys.argv[1]), Path(sys.argv[2])
    starter = FORMATS["markdown"].read(Path(str(resources.files("answers.library").joinpath("starter"))))
    known = subjects(entries(SourceFiles(archive, (".xml",))), [a for a in starter if isinstance(a, Article)])
    builder, choose = Builder(known), random.Random(SEED)
    written: dict[tuple[str, str], tuple[int, str]] = {}
    for change in Change:
        for by_hand, count in ((True, BY_HAND), (False, SCRIPTED)):
            for pair in builder.pairs(change, Part.DEVELOPMENT, by_hand=by_hand, count=count):
                for asked, candidate, same in lines(pair, choose):
                    written.setdefault((asked, candidate), (same, pair.change))
    with out.open("w", encoding="utf-8") as file:
        for (asked, candidate), (same, kind) in written.items():
            record = {"asked": asked, "candidate": candidate, "same": same, "class": kind}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    for (kind, same), count in sorted(Counter((c, s) for s, c in written.values()).items()):
        print(f"{kind:16} same={same} {count:6,}")


if __name__ == "__main__":
    main()
