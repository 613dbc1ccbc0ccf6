import pytest

from answers.sources.formats.letters import superscript, symbol, typeset


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("9", "⁹"),
        ("-1", "⁻¹"),
        ("2+", "²⁺"),
        (" 3 ", " ³ "),
        ("®", "®"),
        ("*", "*"),
        ("th", "th"),
        ("2a", "^2a"),
        ("", ""),
    ],
)
def test_what_is_raised_is_told_from_what_is_not(given: str, said: str) -> None:
    assert superscript(given) == said


def test_signs_of_the_font_symbol_are_their_letters_and_an_unknown_one_is_seen() -> None:
    assert symbol(0xF0B3) == "≥"
    assert symbol(0xA3) == "≤"
    assert symbol(0xF001) == "\N{REPLACEMENT CHARACTER}"


def test_joined_letters_are_taken_apart() -> None:
    assert typeset("eﬃcacy ﬁrst") == "efficacy first"
