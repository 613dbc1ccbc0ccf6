"""What a sentence would be taken for when it is quoted alone."""

import pytest

from answers.engines.pieces import pieces
from answers.types import Passage, Reference, ReferenceKind

STUDY = Reference(title="Colchicine in gout", kind=ReferenceKind.STUDY, pmid="1")


def said(text: str) -> list[str]:
    return [piece.text for piece in pieces(Passage(id="1", text=text, reference=STUDY))]


@pytest.mark.parametrize(
    "sentence",
    [
        "It was long thought that colchicine prevents gout.",
        "Colchicine has long been believed to prevent gout.",
        "Colchicine is widely believed to prevent gout.",
        "Does colchicine really prevent attacks of gout?",
        "The aim of this study was to show that colchicine prevents gout.",
        "To determine whether colchicine prevents attacks of gout.",
        "We hypothesised that colchicine prevents attacks of gout.",
        "We tested whether colchicine prevents attacks of gout.",
        "Whether colchicine prevents gout was studied in forty people.",
        "Smith et al. claimed that colchicine prevents all gout.",
    ],
)
def test_what_asserts_nothing_is_not_quoted(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Gout is thought to be caused by crystals of urate.",
        "The goal of treatment is a urate below the threshold.",
        "To determine the cause, doctors look at fluid from the joint.",
        "Whether colchicine prevents gout is not known.",
    ],
)
def test_what_asserts_something_is_quoted(sentence: str) -> None:
    assert said(sentence) == [sentence]


@pytest.mark.parametrize(
    "turn",
    [
        "However, later trials found nothing of the kind.",
        "Our data refute this for most people.",
        "This was never confirmed by others.",
    ],
)
def test_what_takes_a_sentence_back_is_quoted_with_it(turn: str) -> None:
    first = "Colchicine prevented attacks of gout in one report."
    assert all(turn in piece for piece in said(f"{first} {turn}"))
