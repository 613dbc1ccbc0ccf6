"""BM25 over words: what is replaced and removed is gone, and a question is never a query."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.errors import SearchError
from answers.search import lexical
from answers.search.lexical import LexicalIndex
from answers.search.part import Document

repeatable = settings(derandomize=True, deadline=None)

BIG = 2**53 - 1
"""The largest id that the store gives."""


def document(article_id: int, question: str, workspace: str | None = None, body: str = "") -> Document:
    return Document(article_id, workspace, question, (), (), body)


def found(
    index: LexicalIndex, text: str, workspace: str | None = None, names: tuple[str, ...] = ()
) -> list[int]:
    return [article_id for article_id, _ in index.search(text, names, workspace, 10)]


@pytest.fixture(scope="module")
def three() -> LexicalIndex:
    index = LexicalIndex(None)
    index.update(
        [
            document(1, "How is gout treated?"),
            document(2, "How is measles treated?"),
            document(BIG, "What is “AND” (OR) title:gout NOT?", body="gout"),
        ],
        [],
    )
    return index


def test_the_better_match_comes_first(three: LexicalIndex) -> None:
    assert found(three, "treating gout")[0] == 1
    assert found(three, "MEASLES")[0] == 2
    scores = [score for _, score in three.search("gout treatment", (), None, 10)]
    assert scores == sorted(scores, reverse=True)


def test_a_replaced_article_is_there_once_and_found_by_its_new_words_only() -> None:
    index = LexicalIndex(None)
    for question in ("gout", "measles", "rickets"):
        index.update([document(BIG, question)], [])
    assert len(index) == 1
    assert found(index, "rickets") == [BIG]
    assert found(index, "gout measles") == []


def test_a_removed_article_is_gone_also_after_reopening(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    index.update([document(1, "gout"), document(2, "gout"), document(BIG, "gout")], [])
    index.commit()
    index.close()
    index = LexicalIndex(tmp_path)
    index.update([], [1, BIG, 77])
    assert found(index, "gout") == [2]
    assert len(index) == 1
    index.commit()
    index.close()
    assert found(LexicalIndex(tmp_path), "gout") == [2]


def test_other_names_find_too_and_count_less(three: LexicalIndex) -> None:
    assert found(three, "rubeola") == []
    ((found_by_name, named),) = three.search("rubeola", ("measles",), None, 10)
    ((found_by_word, said),) = three.search("measles", (), None, 10)
    assert found_by_name == found_by_word == 2
    assert named < said


def test_a_workspace_sees_the_shared_library_and_its_own() -> None:
    index = LexicalIndex(None)
    owners = {1: None, 2: "T1", 3: "T2", 4: "-", 5: "=T1"}
    index.update([document(key, "gout", owner) for key, owner in owners.items()], [])
    for workspace in {*owners.values(), "", "T", "t1", "T1 OR T2"}:
        own = {key for key, owner in owners.items() if owner in (None, workspace)}
        assert set(found(index, "gout", workspace)) == own


def test_a_text_of_only_function_words_finds_nothing(three: LexicalIndex) -> None:
    for nothing in ("", "?!", "the of and", " \n "):
        assert found(three, nothing) == []


@pytest.mark.parametrize(
    "hostile",
    [
        'gout" OR *:*',
        "NOT gout",
        "+gout -gout",
        "gout~2 gout^9",
        "question:[a TO z]",
        "(((gout",
        "gout\\",
        "/g/",
    ],
)
def test_the_syntax_of_the_search_engine_is_only_words(three: LexicalIndex, hostile: str) -> None:
    assert 1 in found(three, hostile) or "gout" not in hostile


@repeatable
@given(
    st.text(alphabet=st.one_of(st.sampled_from('gout ANDOR()"~*:^\\+-[]{}/?'), st.characters()), max_size=80)
)
def test_any_text_can_be_searched(three: LexicalIndex, text: str) -> None:
    assert set(found(three, text)) <= {1, 2, BIG}


def test_a_directory_that_is_no_index_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "meta.json").write_text("{")
    with pytest.raises(SearchError, match="word index"):
        LexicalIndex(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(SearchError, match="word index"):
        LexicalIndex(tmp_path / "file")


def test_one_directory_has_one_writer(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    with pytest.raises(SearchError, match="word index"):
        LexicalIndex(tmp_path)
    assert len(index) == 0


def test_what_is_only_in_memory_is_for_the_owner_to_keep(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    assert not index.update([document(1, "gout")], [])
    index.close()
    index = LexicalIndex(tmp_path)
    assert len(index) == 0
    index.update([document(2, "gout")], [])
    index.commit()
    index.close()
    assert found(LexicalIndex(tmp_path), "gout") == [2]


def test_many_changes_go_to_disk_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "RECENT_MAX", 2)
    index = LexicalIndex(tmp_path)
    assert [index.update([document(key, "gout")], []) for key in (1, 2, 3, 4)] == [False, False, True, False]
    index.close()
    assert set(found(LexicalIndex(tmp_path), "gout")) == {1, 2, 3}


DISEASES = ["gout", "measles", "rickets", "scurvy"]
Held = dict[int, Document]


def expected(held: Held, word: str, workspace: str | None) -> set[int]:
    return {
        key for key, made in held.items() if word in made.question and made.workspace in (None, workspace)
    }


@repeatable
@given(
    st.lists(
        st.tuples(
            st.integers(1, 12),
            st.none() | st.sets(st.sampled_from(DISEASES), min_size=1),
            st.sampled_from([None, "T1", "T2"]),
        ),
        max_size=25,
    ),
    st.sampled_from([0, 1, 4, 500]),
)
def test_whatever_was_changed_and_wherever_it_is_all_of_it_is_found_and_nothing_else(
    changes: list[tuple[int, set[str] | None, str | None]], recent: int
) -> None:
    index, held = LexicalIndex(None), Held()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lexical, "RECENT_MAX", recent)
        for key, words, workspace in changes:
            if words is None:
                held.pop(key, None)
                index.update([], [key])
            else:
                held[key] = document(key, " ".join(sorted(words)), workspace)
                index.update([held[key]], [])
    assert len(index) == len(held)
    for workspace in (None, "T1", "T3"):
        for word in DISEASES:
            hits = index.search(word, (), workspace, 20)
            assert sorted(key for key, _ in hits) == sorted(expected(held, word, workspace))
            assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=True)


def test_a_word_is_as_rare_as_it_is_in_all_parts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """All texts have one length, the one thing that each part averages by itself."""
    choose = random.Random(1)  # noqa: S311 - repeatable, no secret
    texts = {key: " ".join(choose.choices("abcdefghij", k=4)) for key in range(1, 90)}
    monkeypatch.setattr(lexical, "RECENT_MAX", 80)
    whole, divided = LexicalIndex(None), LexicalIndex(None)
    whole.update([document(key, f"{text} x x x x") for key, text in texts.items()], [])
    for key, text in texts.items():
        divided.update([document(key, f"{text} x x x x")], [])
    assert len(divided._view.recent) == 8
    for asked in ("b", "c d e", "x j"):
        assert dict(divided.search(asked, (), None, 99)) == pytest.approx(
            dict(whole.search(asked, (), None, 99)), rel=0.01
        )


def test_outdated_articles_do_not_take_the_place_of_current_ones() -> None:
    index = LexicalIndex(None)
    index.update([document(key, "gout gout") for key in range(1, 400)], [])
    index.update([document(key, "gout and other things") for key in range(400, 520)], [])
    index.update([], range(1, 400))
    assert len(index._view.outdated) == 399
    assert len(index.search("gout", (), None, 60)) == 60
