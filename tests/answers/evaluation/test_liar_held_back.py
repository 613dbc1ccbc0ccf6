"""The lies that were written after the freeze: every template tells some, and none repeats the truth."""

import random
from importlib import resources

import pytest

from answers.evaluation.liar import Lie, Template, World
from answers.evaluation.liar_held_back import cases, documents, templates
from answers.evaluation.lies import templates as developed_on

PASSAGES_MIN = 40


def _rows() -> list[str]:
    return (
        resources.files("answers.evaluation.held_back").joinpath("told.jsonl").read_text("utf-8").splitlines()
    )


def _told(template: Template) -> list[tuple[str, str]]:
    """(true claim, what the template makes of it)."""
    world = World(documents(), random.Random(template.name))  # noqa: S311 (chance, not secrecy)
    made = [(case.text, template.make(case, world)) for case in cases()]
    return [(true, lie.text if isinstance(lie, Lie) else lie) for true, lie in made if lie is not None]


def test_there_are_enough_passages_each_with_claims_of_its_own() -> None:
    assert len(documents()) >= PASSAGES_MIN
    assert {case.document.id for case in cases()} == {document.id for document in documents()}


def test_a_claim_and_its_limits_come_from_the_passage_that_it_cites() -> None:
    for case in cases():
        for sentence in (case.source, *case.limits):
            assert sentence in case.passage.text
        assert case.source not in case.limits


def test_no_template_was_there_before_the_freeze() -> None:
    names = [template.name for template in templates()]
    assert len(set(names)) == len(names)
    assert not set(names) & {template.name for template in developed_on()}
    assert all(template.held_back for template in templates())


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_a_template_changes_what_it_tells(template: Template) -> None:
    told = _told(template)
    assert told
    for true, lie in told:
        assert lie.casefold() != true.casefold()
        assert lie.endswith(".")
        assert "  " not in lie


def test_every_lie_in_own_words_is_told() -> None:
    in_own_words = [template for template in templates() if template.name.startswith("in own words")]
    assert sum(len(_told(template)) for template in in_own_words) == len(_rows())


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_a_template_tells_the_same_every_time(template: Template) -> None:
    assert _told(template) == _told(template)
