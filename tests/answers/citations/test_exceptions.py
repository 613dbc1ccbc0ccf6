"""Exceptions in the sentence after a recommendation."""

import pytest

from answers.citations.exceptions import after
from answers.citations.pieces import pieces


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("Give aspirin 75 mg daily. Do not give it to children.", ["Do not give it to children."]),
        ("Offer aspirin. It is contraindicated in asthma.", ["It is contraindicated in asthma."]),
        (
            "Offer aspirin. Avoid it in asthma. Avoid it in ulcers.",
            ["Avoid it in asthma.", "Avoid it in ulcers."],
        ),
        ("Offer aspirin. Avoid warfarin in falls.", []),
        ("Offer aspirin. Check the platelets. Avoid it in asthma.", []),
        ("Aspirin is old. Avoid it in asthma.", []),
        ("Avoid aspirin in asthma. Avoid it in ulcers.", []),
    ],
)
def test_they_belong_to_the_recommendation_right_before_them(text: str, limits: list[str]) -> None:
    found = pieces("p", text)
    assert [piece.text for piece in after(found[0], found)] == limits
