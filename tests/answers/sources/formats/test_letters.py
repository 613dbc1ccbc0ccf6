import pytest

from answers.sources.formats.letters import lowered, raised, symbol, typeset


@pytest.mark.parametrize(
    ("before", "given", "said"),
    [
        ("10", "9", "^9"),
        ("10", "-3", "^-3"),
        ("10", "n2", "^(n2)"),
        ("m", "2", "²"),
        ("Ca", "2+", "²⁺"),
        ("20", "th", "th"),
        ("a", "®", "®"),
        ("10", " 9 ", "^9"),
        ("10", "", ""),
    ],
)
def test_what_is_raised_does_not_lengthen_a_number(before: str, given: str, said: str) -> None:
    assert raised(before, given) == said


@pytest.mark.parametrize(
    ("before", "given", "said"), [("H", "2", "2"), ("10", "2", "_2"), ("HbA", "1c", "1c")]
)
def test_what_is_lowered_does_not_lengthen_a_number(before: str, given: str, said: str) -> None:
    assert lowered(before, given) == said


def test_signs_of_the_font_symbol_are_their_letters_and_an_unknown_one_is_seen() -> None:
    assert symbol(0xF0B3) == "≥"
    assert symbol(0xA3) == "≤"
    assert symbol(0xF001) == "\N{REPLACEMENT CHARACTER}"


def test_joined_letters_are_taken_apart() -> None:
    assert typeset("eﬃcacy ﬁrst") == "efficacy first"
