import pytest

from answers.sources.formats.parts import abstract_part, part_of
from answers.types import PassagePart


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("RESULTS", PassagePart.RESULTS),
        ("METHODS AND RESULTS", PassagePart.RESULTS),
        ("RESULTS AND DISCUSSION", PassagePart.RESULTS),
        ("Background and purpose", PassagePart.BACKGROUND),
        ("SUMMARY OF BACKGROUND DATA", PassagePart.BACKGROUND),
        ("MAIN OUTCOME MEASURES", PassagePart.METHODS),
        ("Outcome", PassagePart.RESULTS),
        ("Patients and methods", PassagePart.METHODS),
        ("Conclusions and implications", PassagePart.CONCLUSIONS),
        ("Objective", PassagePart.BACKGROUND),
        ("2.1 Recommendations", PassagePart.RECOMMENDATION),
        ("Contra-indications", PassagePart.WARNING),
        ("Warnings and dosage", PassagePart.WARNING),
        ("Dosage in adults", PassagePart.DOSAGE),
        ("Achegone", None),
        ("", None),
        (None, None),
    ],
)
def test_a_heading_says_what_the_text_below_it_does(heading: str | None, part: PassagePart | None) -> None:
    assert part_of(heading) is part


def test_an_abstracts_label_gives_no_orders() -> None:
    assert abstract_part("RECOMMENDATIONS") is None
    assert abstract_part("CONCLUSION") is PassagePart.CONCLUSIONS
