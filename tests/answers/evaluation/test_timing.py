"""What is timed is the quoted answer itself, each question once under every part."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answers.evaluation.timing import CHECK, EVIDENCE, QUOTES, WHOLE, TimedQuoting, percentiles
from answers.evidence.gather import Evidences
from answers.evidence.passages import PassageIndex
from answers.evidence.sources import SourceEvidence
from answers.question import analyse
from answers.search.encoder import MiniLm
from answers.store.sql import SqlStore
from answers.types import Query
from tests.answers.evidence.stored import GOUT, Sources, opened

ASKED = ("Does colchicine shorten attacks of gout?", "How do I renew my passport?")


@pytest.fixture
def index(sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path) -> Iterator[PassageIndex]:
    with opened(sqlite_store, tmp_path, encoder) as found:
        yield found


async def test_the_parts_of_each_question_make_the_whole(
    sqlite_store: SqlStore, encoder: MiniLm, index: PassageIndex
) -> None:
    sources = Sources(sqlite_store, index, encoder)
    await sources.add(GOUT)
    quoting = TimedQuoting(Evidences({"sources": SourceEvidence(sqlite_store, index)}), encoder)
    for question in ASKED:
        assert await quoting.answer(Query(question=question), analyse(question)) == await sources.quote(
            question
        )
    parts = zip(*(quoting.seconds[part] for part in (EVIDENCE, QUOTES, CHECK)), strict=True)
    assert list(map(sum, parts)) == pytest.approx(quoting.seconds[WHOLE])
    told = percentiles(quoting.seconds)
    assert {each.n for pair in told.values() for each in pair} == {len(ASKED)}
