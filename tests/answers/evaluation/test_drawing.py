"""The pictures are well-formed SVG, and what they show lies where it should."""

from xml.etree import ElementTree as ET

import pytest

from answers.evaluation.curves import Judgement, curves
from answers.evaluation.drawing import LEFT, SIDE, TOP, reliability_diagram, risk_coverage_curve

SVG = "{http://www.w3.org/2000/svg}"
JUDGED = [Judgement(n / 100, n % 7 != 0) for n in range(100)]


def drawn(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - our own picture


def dots(picture: str) -> list[tuple[float, float]]:
    return [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in drawn(picture).iter(f"{SVG}circle")]


@pytest.mark.parametrize("judged", [[], JUDGED[:1], JUDGED])
def test_everything_stands_inside_the_picture(judged: list[Judgement]) -> None:
    made = curves(judged, judged, 80)
    for picture in (reliability_diagram("t", made.reliability), risk_coverage_curve("t", made.risk_coverage)):
        root = drawn(picture)
        width, height = float(root.attrib["width"]), float(root.attrib["height"])
        for line in root.iter(f"{SVG}polyline"):
            for place in line.attrib["points"].split():
                x, y = map(float, place.split(","))
                assert 0 <= x <= width
                assert 0 <= y <= height


def test_what_is_always_so_stands_at_the_top_and_what_never_is_at_the_bottom() -> None:
    made = curves([Judgement(1.0, True), Judgement(0.0, False)], [], 0)
    assert dots(reliability_diagram("t", made.reliability)) == [(LEFT, TOP + SIDE), (LEFT + SIDE, TOP)]


def test_the_threshold_that_holds_is_marked_and_named() -> None:
    points = curves([], [Judgement(0.9, True), Judgement(0.6, True), Judgement(0.4, False)], 2).risk_coverage
    picture = risk_coverage_curve("t", points, threshold=0.5)
    assert "from 0.500 on: coverage 1.000, risk 0.000" in picture
    assert dots(picture) == [(LEFT + SIDE, TOP + SIDE)]
    assert dots(risk_coverage_curve("t", points, threshold=0.95)) == []


def test_a_title_is_text_and_not_markup() -> None:
    picture = reliability_diagram('<script>"&', [])
    assert "<script>" not in picture
    assert '<script>"&' in "".join(drawn(picture).itertext())
