"""Which sentences are about something that another one names."""

import pytest

from answers.engines.leaning import leans


@pytest.mark.parametrize(
    "sentence",
    [
        "It is safe in pregnancy.",
        "They should be given early.",
        "The usual dose is 0.5 mg twice daily.",
        "The drug is excreted by the kidneys.",
        "Do not give it to children.",
        "Avoid in pregnancy.",
        "Except in children.",
        "Contraindicated in sepsis.",
        "Halve the dose in older people.",
        "Adults: 10 mg daily",
    ],
)
def test_what_names_nothing_leans(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is recommended that colchicine be given early.",
        "Colchicine is given at 0.5 mg twice daily.",
        "Folic acid 5 mg weekly reduces side effects.",
        "Give fluids early in sepsis.",
        "Stop smoking before surgery.",
        "Avoid alcohol in gout.",
        "Unless treated, gout recurs.",
        "Not all people with gout need tablets.",
        "Only one in ten people has an attack each month.",
        "This study found fewer attacks with colchicine.",
        "Treatment of gout begins with rest.",
    ],
)
def test_what_names_its_subject_stands(sentence: str) -> None:
    assert not leans(sentence)
