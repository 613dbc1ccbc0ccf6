"""Letters that formats write in ways of their own, as plain text: what is lost here can change a dose.

"10<sup>9</sup>" is not 109, and a sign in the font Symbol that is passed over can be the "not over" of a
threshold. An exponent is written `10^9`, which survives Unicode's compatibility forms, as ⁹ would not.
"""

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_RAISED = frozenset("0123456789+-−=()")
_EXPONENT = frozenset("0123456789+-−.")

_SYMBOL_FONT = {
    0x61: "α", 0x62: "β", 0x64: "δ", 0x67: "γ", 0x6D: "µ", 0x44: "Δ", 0xA3: "≤", 0xB3: "≥", 0xB1: "±",
    0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xB0: "°", 0xAE: "→", 0xAC: "←", 0xAD: "↑",
    0xAF: "↓", 0xB7: "•", 0x2D: "−", 0x3C: "<", 0x3E: ">", 0x3D: "=", 0x2B: "+", 0x25: "%",
}  # fmt: skip
"""Adobe's encoding of the font Symbol, as far as clinical texts use it."""

_TYPESET = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def raised(before: str, said: str) -> str:
    """A superscript after `before`: an exponent, a character such as `²`, or plain (`20th`, `99mTc`)."""
    said = said.strip()
    is_exponent = before[-1:].isdigit() and any(char.isdigit() for char in said)
    if is_exponent:
        return f"^{said}" if set(said) <= _EXPONENT else f"^({said})"
    return said.translate(_SUPERSCRIPTS) if set(said) <= _RAISED else said


def lowered(before: str, said: str) -> str:
    """A subscript: plain (`H2O`, `HbA1c`), unless it would lengthen a number."""
    said = said.strip()
    return f"_{said}" if before[-1:].isdigit() and said[:1].isdigit() else said


def symbol(code: int) -> str:
    """The sign at a place of the font Symbol (also as a private character, F0xx); � where it is not known."""
    return _SYMBOL_FONT.get(code & 0xFF, "\N{REPLACEMENT CHARACTER}")


def typeset(text: str) -> str:
    """Letters joined for print taken apart, so that words can be found."""
    return text.translate(_TYPESET)
