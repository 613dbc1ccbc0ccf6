"""BM25 over words: what is replaced and removed is gone, and a question is never a query."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.errors import SearchError
from answers.search.lexical import Document, LexicalIndex

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
    del index
    index = LexicalIndex(tmp_path)
    index.update([], [1, BIG, 77])
    assert len(index) == 1
    del index
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
    (tmp_path / "meta.json").write_text("{")
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
