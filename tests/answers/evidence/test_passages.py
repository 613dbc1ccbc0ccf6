"""The passage index: what is imported is found, what may not be used any more is not, whatever happens."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answers.evidence.passages import PIECES_MAX, pieces
from answers.search.encoder import MiniLm
from answers.sources.record import PASSAGES_MAX, SourcePassage
from answers.store.sql import SqlStore
from answers.types import Query, ReferenceKind, Retraction
from tests.answers.evidence.stored import GOUT, MEASLES, Sources, opened, source

ASKED = "Will early colchicine make a gout attack shorter?"


async def test_the_source_that_answers_is_found_first_with_its_passages_in_order(sources: Sources) -> None:
    await sources.add(GOUT, MEASLES)
    found = await sources.evidence.find(Query(question=ASKED), 1)
    assert [each.passage.text for each in found] == [passage.text for passage in GOUT.passages]
    assert found[0].relevance
    assert found[0].passage.published == GOUT.published


async def test_a_removal_and_a_retraction_take_effect_before_the_index_hears_of_them(
    sources: Sources,
) -> None:
    await sources.add(GOUT, MEASLES)
    await sources.store.remove_source(await sources.stored("gout"), actor="test")
    assert GOUT.reference.title not in await sources.found(ASKED)
    measles = await sources.stored("measles")
    await sources.store.mark_retraction(measles, Retraction.RETRACTED, at=datetime.now(UTC), actor="test")
    assert await sources.found("vitamin A for measles") == []
    await sources.follower.catch_up()
    assert len(sources.index) == 0


async def test_a_changed_source_is_found_by_its_new_words_alone(sources: Sources) -> None:
    long = source("long", "A long page", *(f"Paragraph {n} on warts. " + "word " * 300 for n in range(6)))
    await sources.add(long)
    before = len(sources.index)
    await sources.add(source("long", "A short page", "Nothing but chilblains stands here now."))
    assert before > len(sources.index) == 2
    assert await sources.found("chilblains") == ["A short page"]


async def test_another_workspaces_source_is_not_found(sources: Sources) -> None:
    await sources.add(GOUT, workspace="T1")
    assert await sources.found(ASKED, workspace="T1")
    assert await sources.found(ASKED, workspace="T2") == []
    assert await sources.found(ASKED) == []


async def test_it_is_the_same_after_it_was_closed_and_opened(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    with opened(sqlite_store, tmp_path, encoder) as index:
        await Sources(sqlite_store, index, encoder).add(GOUT, MEASLES)
    with opened(sqlite_store, tmp_path, encoder) as index:
        again = Sources(sqlite_store, index, encoder)
        assert await again.follower.catch_up() == 0
        assert (await again.found(ASKED))[0] == GOUT.reference.title


async def test_of_a_long_source_what_is_near_is_read_and_not_its_start(sources: Sources) -> None:
    said = [f"Section {n} is on the paperwork of clinic number {n}. " + "form " * 150 for n in range(60)]
    said[50] = "Chilblains are treated by warming them slowly. " + "cold " * 150
    await sources.add(source("guide", "A guide of many pages", *said, kind=ReferenceKind.GUIDELINE))
    found = await sources.evidence.find(Query(question="How are chilblains treated?"), 1)
    assert any(each.passage.text.startswith("Chilblains") for each in found)
    assert len(found) < 15


@pytest.mark.parametrize("words", [1, 60, 500])
def test_a_source_of_any_length_has_a_bounded_number_of_pieces_that_hold_all_of_it(words: int) -> None:
    long = MEASLES.model_copy(
        update={"passages": tuple(SourcePassage(text="word " * words) for _ in range(PASSAGES_MAX))}
    )
    cut = pieces(long)
    assert len(cut) <= PIECES_MAX
    assert [place for places in cut for place in places] == list(range(PASSAGES_MAX))


async def test_a_process_that_was_killed_has_lost_nothing_when_it_is_opened_again(
    sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path
) -> None:
    with opened(sqlite_store, tmp_path, encoder) as index:
        before = Sources(sqlite_store, index, encoder)
        await before.add(GOUT, MEASLES)
        await before.store.remove_source(await before.stored("measles"), actor="test")
        await before.follower.catch_up()
        # What a kill leaves is what is on disk while the process still runs.
        shutil.copytree(tmp_path / "passages", tmp_path / "killed" / "passages")
    with opened(sqlite_store, tmp_path / "killed", encoder) as index:
        after = Sources(sqlite_store, index, encoder)
        assert index.sequence == before.index.sequence
        assert await after.found(ASKED) == [GOUT.reference.title]
        assert MEASLES.reference.title not in await after.found("vitamin A for measles")
