"""How often would another article be served for a question that has its own? Over an imported MedQuAD.

    CURBSIDE_DATA_DIR=… python -m bench.false_serves

Each of 400 sampled questions is asked, and every other article that the matcher would serve for it is
looked at. It is right where it has the same question type and the same disease: the same focus, a shared
UMLS concept, or one's focus among the other's synonyms. The rest is printed to be read.
"""

import asyncio
import random

from adapters.root import open_library
from adapters.settings import Settings, read_settings
from answers.question import analyse
from answers.types import Article, Outcome, Query

SAMPLE = 400
SEED = 1
PAGE = 1_000_000


def same_subject(one: Article, two: Article) -> bool:
    """Whether both are about the same relation of the same disease, by MedQuAD's own annotations."""
    if one.question_type != two.question_type:
        return False
    focus = {(a.focus or "").casefold() for a in (one, two)}
    names = {name.casefold() for a in (one, two) for name in a.synonyms}
    return len(focus) == 1 or bool(set(one.concepts) & set(two.concepts)) or bool(focus & names)


async def measure(settings: Settings) -> int:
    """Print the counts and the pairs to be read; how many served articles are on another subject."""
    async with open_library(settings) as library:
        versions = await library.store.page(limit=PAGE)
        chosen = random.Random(SEED).sample(versions, min(SAMPLE, len(versions)))
        own, right, wrong = 0, 0, []
        for version in chosen:
            query = Query(question=version.article.question)
            findings = await library.approved.find(query, analyse(query.question))
            for judged in findings.judged:
                if judged.decision.outcome is not Outcome.SERVE:
                    continue
                if judged.version.id == version.id:
                    own += 1
                elif same_subject(version.article, judged.version.article):
                    right += 1
                else:
                    wrong.append((version.article.question, judged.version.article.question))
    print(f"questions asked            {len(chosen)}")
    print(f"own article would be served {own}")
    print(f"another on the same subject {right}")
    print(f"another on another subject  {len(wrong)}")
    for asked, served in wrong:
        print(f"  {asked} → {served}")
    return len(wrong)


if __name__ == "__main__":
    asyncio.run(measure(read_settings()))
