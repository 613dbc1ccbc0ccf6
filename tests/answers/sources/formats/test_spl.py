from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answers.library.base import Skipped
from answers.sources.formats import spl
from answers.sources.formats.base import About
from answers.sources.record import Source
from answers.types import PassagePart, ReferenceKind
from tests.answers.library.sources import in_memory
from tests.answers.sources.formats.reading import only, skipped, texts

SET_ID = "0AB12345-1111-2222-3333-444455556666"


def section(code: str, text: str, title: str = "", inner: str = "") -> str:
    named = f"<title>{title}</title>" if title else ""
    return (
        f'<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>{named}'
        f"<text>{text}</text>{inner}</section></component>"
    )


def label(
    *sections: str,
    kind: str = "34391-3",
    set_id: str = SET_ID,
    effective: str = "20240315",
    title: str = "ACHEGONE tablets",
) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet href="spl.xsl" type="text/xsl"?>
<document xmlns="urn:hl7-org:v3"><id root="x"/><code code="{kind}"/><title>{title}</title>
<effectiveTime value="{effective}"/><setId root="{set_id}"/><versionNumber value="7"/>
<author><assignedEntity><representedOrganization><name>Ache Pharma Inc.</name></representedOrganization>
</assignedEntity></author>
<component><structuredBody>
<component><section><code code="48780-1"/><subject><manufacturedProduct><manufacturedProduct>
<name>Achegone</name><asEntityWithGeneric><genericMedicine><name>achegonum</name></genericMedicine>
</asEntityWithGeneric></manufacturedProduct></manufacturedProduct></subject></section></component>
{"".join(sections)}</structuredBody></component></document>""".encode()


def read(*files: bytes, about: About = About()) -> list[Source | Skipped]:  # noqa: B008 - it is frozen
    return list(spl.read(in_memory(*files), about))


BOXED = section("34066-1", "<paragraph>Bleeding can be fatal.</paragraph>", "WARNING: BLEEDING")
DOSE = """<paragraph>Adults:</paragraph>
<table><caption>Table 1</caption>
<thead><tr><th>Weight</th><th>Dose (mg)</th></tr></thead>
<tfoot><tr><td colspan="2">* not in renal failure</td></tr></tfoot>
<tbody><tr><td rowspan="2">over 50 kg</td><td>10*</td></tr><tr><td>20</td></tr>
<tr><td>under 50 kg</td><td>5 x 10<sup>3</sup> IU</td></tr></tbody></table>"""


def test_a_label_says_what_it_is_itself() -> None:
    source = only(read(label(BOXED)))
    reference = source.reference
    assert (reference.title, reference.kind, reference.issuer, reference.country, reference.year) == (
        "ACHEGONE tablets",
        ReferenceKind.LABEL,
        "Ache Pharma Inc.",
        "US",
        2024,
    )
    assert reference.link.endswith(f"setid={SET_ID.lower()}")
    assert (source.external_id, source.edition, source.published) == (
        f"spl:{SET_ID.lower()}",
        "version 7",
        date(2024, 3, 15),
    )
    assert source.subjects == ("Achegone", "achegonum")


def test_sections_do_what_their_codes_say_and_subsections_what_their_section_does() -> None:
    inner = section("42229-5", "<paragraph>Watch the blood count.</paragraph>", "5.1 Bleeding")
    source = only(
        read(
            label(
                BOXED,
                section("34070-3", "Never with restatin."),
                section("34068-7", "<paragraph>5 mg daily.</paragraph>", "2 DOSAGE"),
                section("43685-7", "", "5 WARNINGS", inner),
                section("34067-9", "<paragraph>For aches.</paragraph>"),
                section("51945-4", "<paragraph>A picture of the box.</paragraph>"),
            )
        )
    )
    assert [(each.text, each.place, each.part) for each in source.passages] == [
        ("Bleeding can be fatal.", "WARNING: BLEEDING", PassagePart.WARNING),
        ("Never with restatin.", "Contraindications", PassagePart.WARNING),
        ("5 mg daily.", "2 DOSAGE", PassagePart.DOSAGE),
        ("Watch the blood count.", "5 WARNINGS › 5.1 Bleeding", PassagePart.WARNING),
        ("For aches.", "Indications and usage", None),
    ]


def test_a_row_is_verbatim_below_caption_and_header_with_the_note_that_it_points_to() -> None:
    above = "Adults:\nTable 1\nWeight | Dose (mg)\n"
    assert texts(only(read(label(section("34068-7", DOSE))))) == [
        above + "over 50 kg | 10*\n* not in renal failure",
        above + "over 50 kg | 20",
        above + "under 50 kg | 5 x 10^3 IU",
        "* not in renal failure",
    ]


def test_a_list_stands_with_what_introduces_it() -> None:
    items = "<item>pregnancy</item><item><caption>b)</caption>infants</item>"
    text = f"<paragraph>Do not use in:</paragraph><list>{items}</list>"
    assert texts(only(read(label(section("34070-3", text))))) == ["Do not use in:\n- pregnancy\nb) infants"]


def test_words_that_stand_in_no_paragraph_and_notes_are_read_too() -> None:
    text = (
        "Loose <content styleCode='bold'>words</content><footnote>but not in infants</footnote>"
        "<paragraph>Next.</paragraph>tail"
    )
    assert texts(only(read(label(section("34067-9", text))))) == [
        "Loose words [but not in infants]",
        "Next.",
        "tail",
    ]


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("2024", date(2024, 1, 1)),
        ("202403", date(2024, 3, 1)),
        ("20241399", None),
        ("", None),
        ("20240315120000", date(2024, 3, 15)),
    ],
)
def test_a_date_may_be_partial(given: str, day: date | None) -> None:
    assert only(read(label(BOXED, effective=given))).published == day


def test_without_a_title_it_goes_by_the_products_name() -> None:
    assert only(read(label(BOXED, title=""))).reference.title == "Achegone (prescribing information)"
    assert (
        only(read(label(BOXED, title="Long " * 60))).reference.title == "Achegone (prescribing information)"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "malformed XML"),
        (b"<a/>", "no drug label"),
        (label(BOXED, kind="50578-4"), "label for animals"),
        (label(BOXED, set_id=""), "missing field"),
        (label(), "no text"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]>' + b"<d>&a;</d>", "unsafe XML"),
        (b"<a>" * 400 + b"</a>" * 400, "malformed XML"),
    ],
)
def test_what_cannot_be_used_is_skipped_by_its_reason(content: bytes, reason: str) -> None:
    assert skipped(read(content)).reason == reason


def test_one_bad_file_never_stops_the_rest_and_each_label_is_taken_once() -> None:
    bad, good, again = read(b"<", label(BOXED), label(BOXED))
    assert isinstance(bad, Skipped)
    assert isinstance(good, Source)
    assert isinstance(again, Skipped)
    assert again.reason == "repeated id"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 3_000), st.text(max_size=5))
def test_damage_anywhere_raises_nothing(place: int, noise: str) -> None:
    good = label(BOXED, section("34068-7", DOSE)).decode()
    broken = good[: place % len(good)] + noise + good[place % len(good) + len(noise) :]
    for found in read(broken.encode("utf-8", "replace")):
        assert isinstance(found, Source | Skipped)


parts = st.sampled_from(
    [
        "<paragraph>first words</paragraph>",
        "<list><item>an item</item></list>",
        "loose words",
        "<table><tbody><tr><td>cell one</td><td>cell two</td></tr></tbody></table>",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(parts, min_size=1, max_size=8))
def test_no_words_are_lost(content: list[str]) -> None:
    said = " ".join(texts(only(read(label(section("34067-9", "".join(content)))))))
    for words in ("first words", "an item", "loose words", "cell two"):
        assert said.count(words) == sum(words in part for part in content)
