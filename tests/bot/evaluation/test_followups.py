"""What is counted as right, and what as dragged along."""

from collections.abc import Sequence

from bot.evaluation.dialogues import Dialogue, Kind
from bot.evaluation.followups import Ranking, measure


def dialogue(kind: Kind, said: str) -> Dialogue:
    return Dialogue(kind, ("How is gout treated?",), said, frozenset({said}))


async def test_the_first_article_decides_and_a_new_question_is_compared_with_itself_alone() -> None:
    async def ask(said: str, earlier: Sequence[str]) -> Ranking:
        found = {
            "found": ["found"],
            "second": ["x", "second"],
            "dragged": ["gout" if earlier else "other", "dragged"],
            "not in reach": ["near"],
        }[said]
        return said, found

    result = await measure(
        [
            dialogue(Kind.POINTING, "found"),
            dialogue(Kind.LEFT_OUT, "second"),
            dialogue(Kind.WHOLE, "dragged"),
            dialogue(Kind.WHOLE, "not in reach"),
        ],
        ask,
    )
    assert result.follow_ups.mean == 0.5
    assert result.topic_changes.mean == 0.0
    assert result.not_dragged.mean == 0.5
    assert result.by_kind[Kind.POINTING].mean == 1.0
    assert [heard.at_all for heard in result.heard] == [True, True, True, False]


async def test_the_same_of_another_subject_that_went_wrong_was_dragged_along() -> None:
    async def ask(said: str, earlier: Sequence[str]) -> Ranking:
        return said, ["gout"]

    held = [dialogue(Kind.POINTING, "gout"), dialogue(Kind.SHIFT, "measles")]
    result = await measure(held, ask)
    assert result.not_dragged.mean == 0.0
