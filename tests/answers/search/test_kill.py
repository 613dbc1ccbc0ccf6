"""An index whose process is killed at any moment is, once it is opened again, what the feed says."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from answers.search.index import ArticleIndex
from tests.answers.search.feed import IDS, Letters, change, library

ROOT = Path(__file__).parent.parent.parent.parent
KILLS = 4


def applied_until_killed(home: Path, choose: random.Random) -> int:
    """Let a process apply changes, kill it somewhere in one of them; the last change that it spoke of."""
    command = [sys.executable, "-m", "tests.answers.search.feed", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        for _ in range(choose.randrange(5, 60)):
            assert child.stdout.readline()
        time.sleep(choose.uniform(0, 0.02))
        child.kill()
        rest, _ = child.communicate()
    # The last line can be cut off where it was being written.
    return int((rest.splitlines(keepends=True) or ["0"])[-1]) if rest.endswith("\n") else 0


def assert_it_is_the_library(index: ArticleIndex, sequence: int) -> None:
    there = library(sequence)
    assert len(index) == len(index._lexical) == len(there)
    for workspace in (None, "T1", "T2"):
        seen = {key for key, made in there.items() if made.document.workspace in (None, workspace)}
        assert {key for key, _ in index._lexical.search("treatment", (), workspace, IDS)} == seen
        vector = Letters().encode(["anything"])[0]
        assert {key for key, _ in index._semantic.search(vector, workspace, IDS)} == seen
    for key, made in there.items():
        document = made.document
        assert index.search(document.question, document.workspace, 1)[0].article_id == key
        # The words of this very change, so no former version.
        changed = document.question.split()[-1]
        assert [k for k, _ in index._lexical.search(changed, (), document.workspace, 5)] == [key]
        assert index._semantic.cosines([key], made.vectors[0]) == pytest.approx([1], abs=0.01)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(2))
def test_whenever_it_is_killed_nothing_is_lost_and_nothing_removed_comes_back(
    tmp_path: Path, seed: int
) -> None:
    choose = random.Random(seed)  # noqa: S311 - repeatable, no secret
    for _ in range(KILLS):
        told = applied_until_killed(tmp_path, choose)
    with ArticleIndex(tmp_path, Letters()) as index:
        assert index.sequence >= told
        # Words may be one change ahead of the rest; that change comes again, as the follower brings it.
        for number in range(index.sequence + 1, index.sequence + 3):
            index.apply(*change(number), number)
        assert_it_is_the_library(index, index.sequence)
    with ArticleIndex(tmp_path, Letters()) as index:
        assert_it_is_the_library(index, index.sequence)
