"""What clinicians and lay people say of a patient, each in other words than the patterns' own order."""

import pytest

from answers.patient.said import constraints, denied
from answers.types import Dimension

_D = Dimension


def found(text: str) -> dict[Dimension, str]:
    return {constraint.dimension: constraint.words for constraint in constraints(text)}


@pytest.mark.parametrize(
    ("said", "dimension"),
    [
        ("in a neonate", _D.CHILDREN),
        ("for my toddler", _D.CHILDREN),
        ("in a teen", _D.CHILDREN),
        ("in our little one", _D.CHILDREN),
        ("in a boy in second grade", _D.CHILDREN),
        ("peds", _D.CHILDREN),
        ("28F G2P1 at 12/40", _D.PREGNANCY),
        ("in the first trimester", _D.PREGNANCY),
        ("when trying to conceive", _D.PREGNANCY),
        ("postpartum", _D.PREGNANCY),
        ("in an expectant mother", _D.PREGNANCY),
        ("at 28 weeks' gestation", _D.PREGNANCY),
        ("with a baby on the way", _D.PREGNANCY),
        ("in a breastfeeding mum", _D.BREASTFEEDING),
        ("when lactating", _D.BREASTFEEDING),
        ("in a nursing mother", _D.BREASTFEEDING),
        ("while I am still nursing my baby", _D.BREASTFEEDING),
        ("with CKD4", _D.KIDNEY_IMPAIRMENT),
        ("with eGFR 22", _D.KIDNEY_IMPAIRMENT),
        ("on HD", _D.KIDNEY_IMPAIRMENT),
        ("if the kidneys don't work", _D.KIDNEY_IMPAIRMENT),
        ("in ESRD", _D.KIDNEY_IMPAIRMENT),
        ("in Child-Pugh C", _D.LIVER_IMPAIRMENT),
        ("in a cirrhotic", _D.LIVER_IMPAIRMENT),
        ("with a failing liver", _D.LIVER_IMPAIRMENT),
        ("after a renal transplant", _D.IMMUNOSUPPRESSION),
        ("in an HIV+ patient", _D.IMMUNOSUPPRESSION),
        ("under chemotherapy", _D.IMMUNOSUPPRESSION),
        ("in someone pen-allergic", _D.ALLERGY),
        ("in a man who reacts to NSAIDs with hives", _D.ALLERGY),
        ("She can't take penicillin because of anaphylaxis.", _D.ALLERGY),
        ("on warfarin", _D.INTERACTION),
        ("in somebody who takes a DOAC", _D.INTERACTION),
        ("on an MAOI", _D.INTERACTION),
        ("R/R", _D.RELAPSE),
        ("as second line", _D.RELAPSE),
        ("refractory", _D.RELAPSE),
        ("that didn't respond to the usual treatment", _D.RELAPSE),
        ("after failure of first-line therapy", _D.RELAPSE),
        ("stage IV", _D.METASTATIC),
        ("with secondaries in the bones", _D.METASTATIC),
        ("in the elderly", _D.OLDER_PEOPLE),
        ("in a septuagenarian", _D.OLDER_PEOPLE),
        ("in the ICU", _D.INPATIENT),
        ("in outpatients", _D.OUTPATIENT),
        ("in post-menopausal women", _D.WOMEN),
        ("in my husband", _D.MEN),
    ],
)
def test_it_is_found_however_it_is_said(said: str, dimension: Dimension) -> None:
    assert dimension in found(f"How is gout treated {said}?")


@pytest.mark.parametrize(
    ("said", "dimension"),
    [
        ("in a woman who is not pregnant", _D.PREGNANCY),
        ("in nonpregnant women", _D.PREGNANCY),
        ("without kidney disease", _D.KIDNEY_IMPAIRMENT),
        ("with no history of liver disease", _D.LIVER_IMPAIRMENT),
        ("if normal kidney function", _D.KIDNEY_IMPAIRMENT),
        ("in someone who never had a relapse", _D.RELAPSE),
        ("with no allergies", _D.ALLERGY),
    ],
)
def test_what_is_denied_is_known_as_denied(said: str, dimension: Dimension) -> None:
    text = f"How is gout treated {said}?"
    assert dimension not in found(text)
    assert dimension in {constraint.dimension for constraint in denied(text)}


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("My CA 125 came back high.", _D.RELAPSE),
        ("The strep test came back positive.", _D.RELAPSE),
        ("How is Child-Pugh C cirrhosis treated?", _D.CHILDREN),
        ("Can I pass gout to my kids?", _D.CHILDREN),
        ("Is metformin fine with an eGFR of 88?", _D.KIDNEY_IMPAIRMENT),
        ("What helps against back pain?", _D.RELAPSE),
        ("How is allergic rhinitis treated?", _D.ALLERGY),
        ("What is the effect of gout on the left foot?", _D.INTERACTION),
        ("How is a low-salt diet kept on holiday?", _D.INTERACTION),
        ("My girlfriend has gout. What helps?", _D.CHILDREN),
    ],
)
def test_what_only_sounds_alike_is_not_found(text: str, dimension: Dimension) -> None:
    assert dimension not in found(text)


def test_each_drug_and_each_allergen_is_kept() -> None:
    said = constraints(
        "Gout in a man on warfarin who takes lithium and is allergic to penicillin and has a latex allergy"
    )
    words = [c.words for c in said if c.dimension in {_D.INTERACTION, _D.ALLERGY}]
    assert sum("warfarin" in w for w in words) == 1
    assert sum("lithium" in w for w in words) == 1
    assert sum("penicillin" in w for w in words) == 1
    assert sum("latex" in w for w in words) == 1
