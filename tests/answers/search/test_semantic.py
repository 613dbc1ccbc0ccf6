"""Nearest vectors: always those of what was put in last, in the shared library and the workspace's own."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from answers.errors import SearchError
from answers.search.encoder import Vectors
from answers.search.semantic import EXACT_UP_TO, PER_ARTICLE_MAX, SemanticIndex

DIMENSIONS = 16
ROUNDING = 0.01
"""Of cosines between vectors that are kept in half precision."""


def unit(rng: np.random.Generator, count: int = 1) -> Vectors:
    made = rng.normal(size=(count, DIMENSIONS)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


Model = dict[int, tuple[str | None, Vectors]]


def nearest(model: Model, vector: Vectors, workspace: str | None) -> dict[int, float]:
    """What every search must find, by comparing everything."""
    return {
        key: float((own @ vector).max())
        for key, (owner, own) in model.items()
        if owner is None or owner == workspace
    }


@pytest.mark.parametrize("seed", range(4))
def test_what_is_found_is_what_a_comparison_with_everything_finds(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    choose = random.Random(seed)  # noqa: S311 - a repeatable order, no secret
    index, model = SemanticIndex(DIMENSIONS), Model()
    for _ in range(400):
        key, action = choose.randrange(1, 40), choose.random()
        if action < 0.5:
            model[key] = (choose.choice([None, "T1", "T2"]), unit(rng, choose.randrange(1, 5)))
            index.put(key, *model[key])
        elif action < 0.95:
            index.remove(key)
            model.pop(key, None)
        else:
            index.save(tmp_path)
            index = SemanticIndex(DIMENSIONS)
            index.load(tmp_path)
        vector, workspace = unit(rng)[0], choose.choice([None, "T1", "T3"])
        found = dict(index.search(vector, workspace, 100))
        assert found == pytest.approx(nearest(model, vector, workspace), abs=ROUNDING)
        assert len(index) == len(model)


def test_the_nearest_come_first_and_no_more_than_were_asked_for() -> None:
    rng = np.random.default_rng(1)
    index, model = SemanticIndex(DIMENSIONS), {key: (None, unit(rng, 3)) for key in range(1, 200)}
    for key, value in model.items():
        index.put(key, *value)
    vector = unit(rng)[0]
    expected = sorted(nearest(model, vector, None).items(), key=lambda hit: -hit[1])
    found = index.search(vector, None, 5)
    assert [score for _, score in found] == pytest.approx([score for _, score in expected[:5]], abs=ROUNDING)


def test_the_graph_finds_what_is_there_where_all_are_too_many_to_compare(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("answers.search.semantic.EXACT_UP_TO", 0)
    rng = np.random.default_rng(2)
    index, made = SemanticIndex(DIMENSIONS), unit(rng, 500)
    for key, vector in enumerate(made, start=1):
        index.put(key, None, vector[None, :])
    for key in (1, 250, 500):
        assert index.search(made[key - 1], None, 1)[0][0] == key
    assert EXACT_UP_TO > 0


def test_an_article_with_many_vectors_takes_no_place_of_others() -> None:
    rng = np.random.default_rng(7)
    index, vector = SemanticIndex(DIMENSIONS), unit(rng)[0]
    for key in range(1, 41):
        near = vector + 0.1 * unit(rng, PER_ARTICLE_MAX)
        index.put(key, None, near / np.linalg.norm(near, axis=1, keepdims=True))
    for key in range(41, 81):
        index.put(key, None, unit(rng))
    found = [key for key, _ in index.search(vector, None, 60)]
    assert len(set(found)) == len(found) == 60
    assert set(found) > set(range(1, 41))


def test_of_equals_the_lowest_id_comes_first() -> None:
    index, vector = SemanticIndex(DIMENSIONS), unit(np.random.default_rng(8))
    for key in (5, 3, 9, 1):
        index.put(key, None, vector)
    assert [key for key, _ in index.search(vector[0], None, 9)] == [1, 3, 5, 9]


def test_the_graph_still_finds_after_much_was_replaced_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("answers.search.semantic.EXACT_UP_TO", 0)
    rng = np.random.default_rng(9)
    index, model = SemanticIndex(DIMENSIONS), Model()
    for turn in range(3_000):
        key = int(rng.integers(1, 1_500))
        if turn > 1_000 and rng.random() < 0.3:
            index.remove(key)
            model.pop(key, None)
        else:
            model[key] = (None, unit(rng, int(rng.integers(1, 4))))
            index.put(key, *model[key])
    index.save(tmp_path)
    index = SemanticIndex(DIMENSIONS)
    index.load(tmp_path)
    assert len(index) == len(model)
    recalls = []
    for vector in unit(rng, 50):
        true = sorted(nearest(model, vector, None).items(), key=lambda hit: -hit[1])[:10]
        found = {key for key, _ in index.search(vector, None, 10)}
        recalls.append(len(found & {key for key, _ in true}) / 10)
    assert np.mean(recalls) >= 0.98


def test_the_cosine_is_that_of_the_nearest_vector_and_nought_for_a_stranger() -> None:
    rng = np.random.default_rng(3)
    index, own, vector = SemanticIndex(DIMENSIONS), unit(rng, 4), unit(rng)[0]
    index.put(5, "T1", own)
    assert index.cosines([5], vector)[0] == pytest.approx(float((own @ vector).max()), abs=ROUNDING)
    assert index.cosines([6], vector)[0] == 0
    index.remove(5)
    assert index.cosines([5], vector)[0] == 0


def test_an_article_has_a_bounded_number_of_vectors() -> None:
    rng = np.random.default_rng(4)
    index, own = SemanticIndex(DIMENSIONS), unit(rng, PER_ARTICLE_MAX + 1)
    index.put(1, None, own)
    assert index.cosines([1], own[0])[0] == pytest.approx(1, abs=ROUNDING)
    assert index.cosines([1], own[-1])[0] < 1 - ROUNDING


def test_a_workspace_may_be_called_anything(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    names = ["../T1", "shared", "T/1", "ü\n", "w"]
    index, made = SemanticIndex(DIMENSIONS), unit(rng, len(names))
    for key, (name, vector) in enumerate(zip(names, made, strict=True), start=1):
        index.put(key, name, vector[None, :])
    index.save(tmp_path / "vectors")
    assert {path.parent for path in tmp_path.rglob("*.usearch")} == {tmp_path / "vectors"}
    again = SemanticIndex(DIMENSIONS)
    again.load(tmp_path / "vectors")
    for key, (name, vector) in enumerate(zip(names, made, strict=True), start=1):
        assert [found for found, _ in again.search(vector, name, 10)] == [key]
    assert again.search(made[0], None, 10) == []


@pytest.mark.parametrize("damage", [b"", b"\x00" * 512, b"usearch" * 99])
def test_a_damaged_snapshot_is_said_to_be_one(tmp_path: Path, damage: bytes) -> None:
    index = SemanticIndex(DIMENSIONS)
    index.put(1, None, unit(np.random.default_rng(6)))
    index.save(tmp_path)
    (tmp_path / "shared.usearch").write_bytes(damage)
    with pytest.raises(SearchError, match=r"shared\.usearch is damaged"):
        SemanticIndex(DIMENSIONS).load(tmp_path)


@pytest.mark.parametrize("module", ["semantic", "encoder", "index", "lexical", "follow"])
def test_each_module_can_be_the_first_that_is_imported(module: str) -> None:
    """The libraries beneath crash the process where they are loaded in another order."""
    done = subprocess.run([sys.executable, "-c", f"import answers.search.{module}"], check=False)
    assert done.returncode == 0


def test_the_same_vectors_in_another_library_move_there() -> None:
    index, rng = SemanticIndex(DIMENSIONS), np.random.default_rng(5)
    own = unit(rng, 3)
    index.put(1, None, own)
    index.put(1, None, own[::-1])
    assert [key for key, _ in index.search(own[0], None, 5)] == [1]
    index.put(1, "W", own)
    assert index.search(own[0], None, 5) == []
    assert [key for key, _ in index.search(own[0], "W", 5)] == [1]
    index.put(1, "W", own[:1])
    assert index.search(own[1], "W", 5)[0][1] < 1 - ROUNDING
