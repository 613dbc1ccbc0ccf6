"""What can be quoted of a passage: whole sentences with what they cannot stand without, word for word."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.engines.pieces import pieces, spans_of, warnings
from answers.types import Passage, PassagePart, Reference, ReferenceKind

GUIDELINE = Reference(title="A guideline", kind=ReferenceKind.GUIDELINE, url="https://example.org/g")


def passage(text: str, part: PassagePart | None = None, kind: ReferenceKind = GUIDELINE.kind) -> Passage:
    return Passage(id="1.1.1", text=text, reference=GUIDELINE.model_copy(update={"kind": kind}), part=part)


def quoted(text: str, **fields: object) -> list[str]:
    return [piece.text for piece in pieces(passage(text, **fields))]  # type: ignore[arg-type]


@given(st.text(alphabet="aB. ?\n\t5g(", min_size=1).filter(str.strip))
def test_spans_hold_all_that_is_no_space_and_never_overlap(text: str) -> None:
    spans = list(spans_of(text))
    held = "".join(text[start:end] for start, end in spans)
    assert "".join(held.split()) == "".join(text.split())
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "Give adrenaline 0.5 mg into the thigh muscle at once. Repeat every 5 minutes until it helps.",
        "Adrenaline comes first in anaphylaxis of any cause. Give 0.5 mg into the muscle at once.",
        "Give amoxicillin 500 mg three times a day for a week. In children under five give 250 mg instead.",
        "Offer metformin to all who have no contraindication. Except where the eGFR is below 30.",
        "Doxycycline is the usual choice in adults with this. It should not be given in pregnancy at all.",
    ],
)
def test_what_belongs_together_is_quoted_together(text: str) -> None:
    assert text in quoted(text)


def test_a_sentence_that_needs_no_other_stands_alone() -> None:
    text = "Colchicine shortens attacks of gout. Cooling the joint eases the pain of it."
    assert quoted(text) == ["Colchicine shortens attacks of gout.", "Cooling the joint eases the pain of it."]


def test_a_row_is_quoted_whole() -> None:
    row = "Adults | 500 mg | by mouth | every 8 hours. Halve it | where eGFR is below 30"
    assert quoted(row) == [row]
    dosage = "Start with 5 mg daily. After a week take 10 mg daily. Never take more than 20 mg."
    assert quoted(dosage, part=PassagePart.DOSAGE) == [dosage]


def test_a_text_over_several_lines_is_quoted_as_it_stands() -> None:
    text = "Colchicine shortens\nan attack of gout.\nCooling the joint eases the pain."
    assert quoted(text)[0] == "Colchicine shortens\nan attack of gout."


def test_what_warns_is_known_and_a_studys_result_is_no_warning() -> None:
    text = "Nobody with a peanut allergy should be given this. It must not be given in pregnancy either."
    assert warnings(passage(text))
    assert warnings(passage("Take it with food and with water.", part=PassagePart.WARNING))
    told = "The groups may not have been alike in all that counts here."
    assert not warnings(passage(told, part=PassagePart.RESULTS, kind=ReferenceKind.TRIAL))
