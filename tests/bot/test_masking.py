"""The masking, told in made-up identifiers and real clinical numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import Identifier, Masked, mask

MASKED = [
    # names
    ("Mr Smith has gout", "[name] has gout"),
    ("Mrs. Jane Doe, eGFR 28", "[name], eGFR 28"),
    ("Ms O'Brien is on apixaban", "[name] is on apixaban"),
    ("Dr. Maria Garcia-Lopez asked about this", "[name] asked about this"),
    ("Prof. J. R. Ewing suggests methotrexate", "[name] suggests methotrexate"),
    ("mrs jones takes warfarin", "[name] takes warfarin"),
    ("Can Mrs Müller take aspirin?", "Can [name] take aspirin?"),
    ("my name is John Smith and I have asthma", "my name is [name] and I have asthma"),
    ("my name is john and i have asthma", "my name is [name] and i have asthma"),
    ("My name's Alice. Is gout hereditary?", "My name's [name]. Is gout hereditary?"),
    ("her name is Maria Lopez", "her name is [name]"),
    ("a patient named Maria Lopez with lupus", "a patient named [name] with lupus"),
    ("a 45 year old man called Peter Jones", "a 45 year old man called [name]"),
    ("a boy named Tim with croup", "a boy named [name] with croup"),
    ("pt John Smith, K 6.1", "pt [name], K 6.1"),
    ("Patient John Smith has CKD 4", "Patient [name] has CKD 4"),
    ("Patient name: Jane Roe, creatinine 2.1", "Patient name: [name], creatinine 2.1"),
    ("Name: Roe, Jane. Potassium 6.1", "Name: [name]. Potassium 6.1"),
    ("pt Smith 54M with chest pain", "pt [name] 54M with chest pain"),
    ("My daughter Emma has eczema", "My daughter [name] has eczema"),
    ("my husband, Bob Miller, needs a statin", "my husband, [name], needs a statin"),
    ("Hi, I'm Carlos. What is gout?", "Hi, I'm [name]. What is gout?"),
    ("Which statin is best?\nThanks,\nPaula Stone", "Which statin is best?\nThanks,\n[name]"),
    ("JS, DOB 12/03/1980, with COPD", "[name], DOB [date] 1980, with COPD"),
    ("Smith, John DOB: 1980-03-12", "[name] DOB: [date] 1980"),
    ("Pt. Jane Doe c/o dyspnoea", "Pt. [name] c/o dyspnoea"),
    ("I am Anna Kowalski, pregnant 32+4 weeks", "I am [name], pregnant 32+4 weeks"),
    ("John Smith, 54M, with chest pain", "[name], 54M, with chest pain"),
    ("J.S. is a 45F with MS", "[name] is a 45F with MS"),
    ("NAME: SMITH, JOHN", "NAME: [name]"),
    ("Frau Weber takes lithium", "[name] takes lithium"),
    ("my son's name is Jack", "my son's name is [name]"),
    # dates
    ("admitted on 12 March 2024 with sepsis", "admitted on [date] 2024 with sepsis"),
    ("seen March 12, 2024 for gout", "seen [date] 2024 for gout"),
    ("surgery on 3/14/2024", "surgery on [date] 2024"),
    ("surgery on 14.03.2024", "surgery on [date] 2024"),
    ("scan of 2024-03-14T10:30:00Z normal", "scan of [date] 2024 normal"),
    ("HbA1c on 2024-03-14 was 7.2%", "HbA1c on [date] 2024 was 7.2%"),
    ("last dose 3/14/24", "last dose [date]"),
    ("seen 12-03-24", "seen [date]"),
    ("born 4/7, term", "born [date], term"),
    ("Dec 2024 guidelines", "[date] 2024 guidelines"),
    ("guideline of december 2024", "guideline of [date] 2024"),
    ("on the 12th of March she fell", "on the [date] she fell"),
    ("from 12-15 March 2024", "from [date] 2024"),
    ("period due on 16th April", "period due on [date]"),
    ("on warfarin since January", "on warfarin since [date]"),
    ("DOB 12031980", "DOB [date]"),
    ("12 MAR 2024: INR 2.5", "[date] 2024: INR 2.5"),
    ("admitted 6/3, discharged 6/10", "admitted [date], discharged [date]"),
    ("INR 3.1 on 3/9", "INR 3.1 on [date]"),
    ("LMP 3 Jan 2025, now 12+3 weeks", "LMP [date] 2025, now 12+3 weeks"),
    ("EDD 2025-09-14", "EDD [date] 2025"),
    ("Last seen on 3rd of Feb, 2023", "Last seen on [date] 2023"),
    # ages
    ("92-year-old woman with AF", "[age over 89] woman with AF"),
    ("a 95 yo man", "a [age over 89] man"),
    ("She is 101 years old", "She is [age over 89]"),
    ("aged 93, on apixaban", "[age over 89], on apixaban"),
    ("a 94F with falls", "a [age over 89] with falls"),
    ("ninety-two year old with delirium", "[age over 89] with delirium"),
    ("born in 1930, needs a statin?", "born in [age over 89], needs a statin?"),
    ("DOB 12/03/1931", "DOB [date] [age over 89]"),
    ("Age: 93", "[age over 89]"),
    ("my grandmother is 96, can she travel?", "my grandmother is [age over 89], can she travel?"),
    # phone, mail, links
    ("call me at 555-123-4567", "call me at [phone]"),
    ("(617) 555-0123 is her number", "[phone] is her number"),
    ("reach me on +44 20 7946 0958", "reach me on [phone]"),
    ("mobile 07700 900123", "mobile [phone]"),
    ("fax: 617.555.0123", "fax: [phone]"),
    ("tel 555-1234", "tel [phone]"),
    ("pager 4471", "pager [phone]"),
    ("write to jane.doe+x@example.org.", "write to [email]."),
    ("<mailto:jane@example.org|jane@example.org> asked", "[email] asked"),
    ("see https://example.org/p?id=3.", "see [link]."),
    ("see <https://example.org/p|the chart> now", "see [link] now"),
    ("www.example.org/patient has it", "[link] has it"),
    ("t.me/somebody wrote", "[link] wrote"),
    ("from 192.168.10.24 today", "from [id] today"),
    ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "[id]"),
    # numbers that belong to one person
    ("MRN 1234567, eGFR 28", "MRN [id], eGFR 28"),
    ("MRN: A-123456", "MRN: [id]"),
    ("medical record number 00-12-34", "medical record number [id]"),
    ("SSN 123-45-6789", "SSN [id]"),
    ("123-45-6789 has CKD", "[id] has CKD"),
    ("NHS number 943 476 5919", "NHS number [id]"),
    ("NHS 9434765919", "NHS [id]"),
    ("account number 99887766", "account number [id]"),
    ("insurance ID: XYZ123456789", "insurance ID: [id]"),
    ("policy no. 44556677", "policy no. [id]"),
    ("driver's license number D1234567", "driver's license number [id]"),
    ("serial number SN-889900 of the pacemaker", "serial number [id] of the pacemaker"),
    ("patient 1234567 has gout", "patient [id] has gout"),
    ("ask @jane_doe99 about it", "ask [id] about it"),
    ("<@U012AB3CD> is metformin safe?", "[id] is metformin safe?"),
    ("telegram id 123456789", "telegram id [id]"),
    ("U012AB3CD45 wrote", "[id] wrote"),
    ("number 9988776655", "number [id]"),
    ("Medicare 1EG4-TE5-MK73", "Medicare [id]"),
    ("license plate ABC 1234", "license plate [id]"),
    ("VIN 1HGCM82633A004352", "VIN [id]"),
    ("ssn is 123 45 6789", "ssn is [id]"),
    # places
    ("lives at 12 Main Street", "lives at [address]"),
    ("12 Oak Tree Rd., Apt 4, Boston, MA 02139", "[address]"),
    ("address: 5 elm street", "address: [address]"),
    ("Springfield, IL 62704", "[address]"),
    ("zip code 02139", "zip code [address]"),
    ("London SW1A 1AA", "London [address]"),
    ("P.O. Box 123", "[address]"),
    ("lives in Rochester, MN", "lives in [address], MN"),
    ("lives in Nairobi, Kenya, with fever", "lives in [address], Kenya, with fever"),
    ("living in 90210", "living in [address]"),
    ("my home address is 45 rue de la Paix", "my home address is [address]"),
    ("I live at 221B Baker Street, London NW1 6XE", "I live at [address], London [address]"),
    # many at once
    (
        "Mr John Smith (DOB 12/03/1980, MRN 1234567, 617-555-0123): K+ 6.1 on 5 mg ramipril",
        "[name] (DOB [date] 1980, MRN [id], [phone]): K+ 6.1 on 5 mg ramipril",
    ),
]

CLINICAL = """
amoxicillin 500 mg bid for 5-10 days
0.5 mg/kg every 8 hours, max 4 g/day
enoxaparin 1 mg/kg q12h, eGFR 28
K+ 6.1, Na 128, HbA1c 7.2%, BP 120/80, INR 2-3
creatinine 2.1 mg/dL, troponin 0.04 ng/mL, lactate 4.0
hemoglobin 13.5 g/dl, platelets 150000
WBC 12,000 and CRP 120
1:1000 adrenaline 0.3-0.5 mg IM
dilute 1/2 with saline
take 1/2 tablet, then 3/4 tablet
pain 7/10, later 3/10
GCS 15/15, 24/7 monitoring
ratio 2:1 and titre 1:160
gestation 32+4 weeks, G2P1
T2N0M0 breast cancer, ER+ PR-
stage III colon cancer, grade 2
NYHA class II, ASA 3
a 45-year-old woman with AF
62M with COPD
an 89 year old man
3-week-old with fever
7 month old, weight 8.2 kg
95 kg man, height 180 cm
temperature 101F, heart rate 95
SpO2 92% on 2 L
oxygen saturation 90 to 94 %
Bell's palsy or Crohn's disease
Parkinson's disease with Lewy bodies
Graves disease and Hashimoto thyroiditis
Wells score, Child-Pugh B, CHA2DS2-VASc 4
ICD-10 E11.9 and I48.91
PMID 12345678
PMID: 31535829
doi 10.1056/NEJMoa2034577
NCT04280705 results
the 2019 ESC guidelines
in 2024, NICE NG136
between 2010 and 2020
BNT162b2 vaccine at 6-11 years
HLA-B27, CYP2C19*2, BRCA1
COVID-19, H1N1, SARS-CoV-2
vitamin B12 1000 mcg
insulin glargine 20 units at bedtime
take it @bedtime
2 tabs @ night
doses of 5/10/20 mg
5-10-15 days
alcohol 10-20 g/day
methotrexate 15 mg once weekly
what may 10 mg do?
May 5 mg be enough?
OCT 4 weeks after injection
CT of the abdomen, MR imaging
Miss a dose of warfarin
Dr said my blood pressure is fine
the Dr. is sure
patients aged 90 and over
patients over 65
what is the name of this rash?
a drug named Ozempic
a syndrome called Horner
a condition named Kawasaki
give my son Motrin
Can I give my baby Tylenol?
my mother has diabetes
Patient Health Questionnaire 9
patient reported outcomes
pt with INR 5
Pt denies chest pain
PT INR 2.5
ID consult for MRSA
case control study of 1000 patients
group A streptococcus
room air saturation 94
record low sodium
account for 20% of cases
call 911 or 999
Poison Help 1-800-CALL
EC 3.4.21.5 is thrombin
5 mg Drive
vitamin D3 1000 IU
B12 5MG
3 mm ST elevation
10000000000 CFU of lactobacillus
day 120 after transplant
SpO2 > 90
age 65 or older
aged 120 days
Hi, I'm pregnant
I'm African American with eGFR 50
this is stage 2
serum sodium 120-125 mmol/L
2000-2500 kcal
range 150-1000 pg/mL
CD4 200-350
from 2 to 4 weeks
version 2.1
5th metacarpal fracture
12th rib
1st trimester, 2nd dose
the third of four cycles
"""


def survivors() -> list[str]:
    return CLINICAL.strip().splitlines()


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_what_identifies_a_person_is_replaced_by_its_kind(text: str, masked: str) -> None:
    assert mask(text).text == masked


@pytest.mark.parametrize("text", survivors())
def test_clinical_words_and_numbers_survive_unchanged(text: str) -> None:
    assert mask(text) == Masked(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("eGFR 28", set()),
        ("Mr Smith", {Identifier.NAME}),
        ("MRN 1234567, born 12 March 1980", {Identifier.ID, Identifier.DATE}),
        ("a 94F at jane@example.org", {Identifier.AGE, Identifier.EMAIL}),
        ("see https://example.org or call me at 555-123-4567", {Identifier.LINK, Identifier.PHONE}),
        ("lives at 12 Main Street", {Identifier.ADDRESS}),
    ],
)
def test_the_kinds_that_were_masked_are_named(text: str, kinds: set[Identifier]) -> None:
    assert mask(text).kinds == kinds


IDENTIFYING = [text for text, _ in MASKED]
PIECES = st.lists(
    st.sampled_from([*IDENTIFYING, *survivors(), "[name]", "[date] 2024", "12", "on", "Mr", "born"]),
    max_size=6,
)


@given(st.text(max_size=300))
def test_any_text_is_masked_once_and_for_all(text: str) -> None:
    once = mask(text)
    assert mask(once.text) == Masked(once.text)


@given(PIECES, st.sampled_from([" ", ", ", ". ", "\n", "", "-", "/"]))
def test_masking_again_changes_nothing_however_texts_meet(pieces: list[str], joint: str) -> None:
    once = mask(joint.join(pieces))
    assert mask(once.text) == Masked(once.text)


@given(st.lists(st.sampled_from(survivors()), max_size=5), st.sampled_from(["\n", "; "]))
def test_clinical_texts_survive_side_by_side(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    assert mask(text).text == text


@given(st.sampled_from(survivors()), st.from_regex(r"[1-9][0-9]{6,9}", fullmatch=True))
def test_a_record_number_does_not_outlast_its_label(clinical: str, number: str) -> None:
    # The clinical text beside it can hold the same digits, so that "not in" would not do.
    assert mask(f"{clinical}; MRN {number}; {clinical}").text == f"{clinical}; MRN [id]; {clinical}"


@given(
    st.sampled_from(survivors()),
    st.from_regex(r"[a-z][a-z0-9_.]{0,19}@[a-z]{1,12}\.(com|org|nhs\.uk)", fullmatch=True),
)
def test_an_address_for_mail_never_survives(clinical: str, address: str) -> None:
    assert address not in mask(f"{clinical} {address} {clinical}").text


@given(st.dates(), st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d %B %Y", "%b %d, %Y"]))
def test_of_a_date_only_the_year_survives(day: date, written: str) -> None:
    day = day.replace(year=1940 + day.year % 100)
    assert mask(f"seen on {day.strftime(written)}, K+ 6.1").text == f"seen on [date] {day.year}, K+ 6.1"
