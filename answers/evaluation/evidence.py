"""Is the right source found? PubMedQA: each abstract answers its own question, and people's wordings of it.

`answers/evaluation/rewrites` holds the questions in a clinician's and in a patient's words. An abstract is
right alone, though another of the data may answer as well: what is measured is a lower bound.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from answers.errors import InvalidRecord
from answers.evaluation.intervals import Measured, share
from answers.sources.record import Source
from answers.types import Answer

FIRST_MANY = 5
REWRITES = "answers.evaluation.rewrites"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, whose words it is in, and the PubMed id of the abstract that answers it."""

    question: str
    voice: str
    pmid: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """How often the right source is first, and how often among five; `answered`: any was given at all."""

    name: str
    first: Measured
    among: Measured
    answered: Measured


@dataclass(frozen=True, slots=True)
class Quoted:
    """How many questions were answered with quotes; of how many statements how many were not verbatim."""

    answered: Measured
    statements: int
    wrong: int


def own_questions(path: Path) -> list[Asked]:
    """PubMedQA's questions themselves. Raises `InvalidRecord`."""
    return [Asked(record["question"], "title", str(record["pmid"])) for record in _records(path)]


def rewrites(part: str, known: Iterable[str]) -> list[Asked]:
    """Those of a part whose abstract is among the `known` PubMed ids."""
    folder = resources.files(REWRITES)
    lines = folder.joinpath(f"{part}.jsonl").read_text("utf-8").splitlines()
    asked = [Asked(r["question"], r["voice"], str(r["pmid"])) for r in map(json.loads, lines)]
    there = frozenset(known)
    return [each for each in asked if each.pmid in there]


def unanswerable(part: str) -> list[str]:
    """Questions of a part that none of the abstracts answers."""
    lines = resources.files(REWRITES).joinpath("unanswerable.jsonl").read_text("utf-8").splitlines()
    return [record["question"] for record in map(json.loads, lines) if record["part"] == part]


def without_title(source: Source) -> Source:
    """The same abstract under a title that says nothing."""
    reference = source.reference.model_copy(update={"title": "Abstract"})
    return source.model_copy(update={"reference": reference})


async def ranks(
    name: str, asked: Sequence[Asked], find: Callable[[str], Awaitable[Sequence[str | None]]]
) -> Ranked:
    """`find` gives the PubMed ids of the references for a question, the first first."""
    found = [(each.pmid, list(await find(each.question))) for each in asked]
    return Ranked(
        name,
        share(sum(pmids[:1] == [right] for right, pmids in found), len(found)),
        share(sum(right in pmids[:FIRST_MANY] for right, pmids in found), len(found)),
        share(sum(bool(pmids) for _, pmids in found), len(found)),
    )


async def quoted(questions: Sequence[str], ask: Callable[[str], Awaitable[Answer | None]]) -> Quoted:
    """What is quoted for these. Raises ValueError for no questions."""
    answers = [answer for question in questions if (answer := await ask(question))]
    return Quoted(
        share(len(answers), len(questions)),
        statements=sum(len(list(answer.text.statements())) for answer in answers if answer.text),
        wrong=sum(map(not_verbatim, answers)),
    )


def not_verbatim(answer: Answer) -> int:
    """How many of a quoted answer's statements are not, word for word, in the passage behind them."""
    if answer.text is None:
        return 0
    behind = {(s.statement, s.citation): s for s in answer.support}
    wrong = 0
    for number, statement in enumerate(answer.text.statements()):
        for citation in statement.citations:
            support = behind.get((number, citation))
            cut = [support.passage.text[start:end] for start, end in support.marked] if support else []
            wrong += statement.text not in cut
    return wrong


def _records(path: Path) -> list[dict[str, str]]:
    try:
        records = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise InvalidRecord("not readable", str(path)) from error
    if not records or not all(isinstance(r, dict) and {"pmid", "question"} <= r.keys() for r in records):
        raise InvalidRecord("no PubMedQA records", str(path))
    return records
