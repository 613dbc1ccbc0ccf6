"""Pairs are asked of the real pipeline, and counted by what it served."""

from answers.evaluation.minimal.build import Pair
from answers.evaluation.minimal.measure import ask
from answers.evaluation.minimal.phrasings import Change, Part
from tests.answers.small_library import Library
from tests.making import article

PAIR = Pair(
    change=Change.CHILD,
    part=Part.DEVELOPMENT,
    by_hand=True,
    article="gout-treatment",
    title="What are the treatment options for gout?",
    original="How is gout treated?",
    twin="How is gout treated in a toddler?",
    right=frozenset({"gout-treatment"}),
)


async def test_the_article_is_served_for_the_original_and_not_for_the_twin(library: Library) -> None:
    await library.add(article())
    (asked,) = await ask([PAIR], library.approved)
    assert (asked.original, asked.twin) == ("gout-treatment", None)
    assert (asked.right, asked.wrong, asked.astray) == (True, False, False)


async def test_an_article_that_answers_the_twin_is_no_mistake(library: Library) -> None:
    children = article("gout-in-children", question="How is gout treated in children?")
    await library.add(children)
    pair = Pair(**{**_fields(PAIR), "twin": "How is gout treated in children?"})
    known = Pair(**{**_fields(pair), "answers": frozenset({"gout-in-children"})})
    for each, wrong in ((pair, True), (known, False)):
        (asked,) = await ask([each], library.approved)
        assert (asked.twin, asked.wrong, asked.right) == ("gout-in-children", wrong, False)


def _fields(pair: Pair) -> dict[str, object]:
    return {name: getattr(pair, name) for name in pair.__slots__}
