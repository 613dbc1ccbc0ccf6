"""Letters that formats write in ways of their own, as Unicode: what is lost here can change a dose.

"10<sup>9</sup>" is not 109, and a sign in the font Symbol that is passed over can be the "not over" of a
threshold. Subscripts stay plain (CO2, HbA1c): that is how they are written and searched for.
"""

_SUPERSCRIPTS = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))

_SYMBOL_FONT = {
    0x61: "α", 0x62: "β", 0x64: "δ", 0x67: "γ", 0x6D: "µ", 0x44: "Δ", 0xA3: "≤", 0xB3: "≥", 0xB1: "±",
    0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xB0: "°", 0xAE: "→", 0xAC: "←", 0xAD: "↑",
    0xAF: "↓", 0xB7: "•", 0x2D: "−", 0x3C: "<", 0x3E: ">", 0x3D: "=", 0x2B: "+", 0x25: "%",
}  # fmt: skip
"""Adobe's encoding of the font Symbol, as far as clinical texts use it."""

_TYPESET = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def superscript(text: str) -> str:
    """`text` raised: in letters of that shape where there are some for all of it, else after a ^."""
    bare = text.strip()
    if not bare or bare in {"®", "™", "*", "†", "‡", "§", "¶"}:
        return text
    raised = [_SUPERSCRIPTS.get(char) for char in bare]
    if all(raised):
        return text.replace(bare, "".join(filter(None, raised)))
    return text if bare.isalpha() else f"^{text}"


def symbol(code: int) -> str:
    """The sign at a place of the font Symbol (also as a private character, F0xx); � where it is not known."""
    return _SYMBOL_FONT.get(code & 0xFF, "\N{REPLACEMENT CHARACTER}")


def typeset(text: str) -> str:
    """Letters joined for print taken apart, so that words can be found."""
    return text.translate(_TYPESET)
