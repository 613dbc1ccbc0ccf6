"""Which of the sources that were found are about the question."""

import numpy as np
import pytest
from numpy.typing import NDArray

from answers.engines.pertinence import SIGNS, Source, leads, pertinent, shipped, signs
from answers.evidence.base import Found
from answers.pair_model import shipped as pair_model
from answers.types import Passage, Reference, ReferenceKind

ASKED = "my kids eat burgers all week, could that be why they wheeze"


def found(title: str, text: str, relevance: float) -> list[Found]:
    reference = Reference(title=title, kind=ReferenceKind.STUDY, url=f"https://example.org/{len(title)}")
    return [Found(Passage(id=title, text=text, reference=reference), title, relevance)]


RIGHT = found("Burgers and wheezing in children", "Children who ate burgers often wheezed more.", 0.62)
BESIDE = found("Bedtimes of school children", "Children who slept less were tired at school.", 0.45)


def sign(name: str, sources: list[Source], question: str = ASKED) -> list[float]:
    column = seen(sources, question)[:, SIGNS.index(name)]
    return [float(each) for each in column]


def seen(sources: list[Source], question: str = ASKED) -> NDArray[np.float64]:
    return signs(question, list(zip(sources, leads(sources), strict=True)), pair_model())


def test_what_covers_the_rare_words_and_stands_alone_is_about_it() -> None:
    assert pertinent(ASKED, [RIGHT, BESIDE]) == [RIGHT]


def test_of_nothing_nothing_is_about_it() -> None:
    assert pertinent(ASKED, []) == []


def test_where_another_source_comes_as_near_each_is_less_likely_the_one() -> None:
    rival = found("Takeaway meals and asthma attacks in children", "Takeaway meals went with attacks.", 0.62)
    alone, beside = (shipped().chances(seen(s))[0] for s in ([RIGHT], [RIGHT, rival]))
    assert beside < alone
    assert sign("lead", [RIGHT, BESIDE]) == pytest.approx([0.17, -0.17])


def test_the_rare_words_that_a_source_shares_are_weighed() -> None:
    right, beside = sign("covered", [RIGHT, BESIDE])
    assert 0 <= beside < right < 1
    missed = sign("missed", [RIGHT, BESIDE])
    assert missed[0] < missed[1]


def test_another_relation_than_the_asked_one_is_seen() -> None:
    treatment = found("How is asthma treated?", "Asthma is treated with inhalers.", 0.6)
    assert sign("other_relation", [treatment], "What causes asthma?") == [1.0]
    assert sign("other_relation", [treatment], "How is asthma treated?") == [0.0]


def test_a_question_without_a_word_of_content_is_about_nothing() -> None:
    assert np.isfinite(seen([RIGHT], "is it?")).all()


def test_every_sign_has_its_weight() -> None:
    assert tuple(shipped().of) == SIGNS
