"""Sources as records: JSON lines of our own, and PubMedQA's."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answers.library.base import Skipped
from answers.sources.formats import jsonl, pubmedqa
from answers.sources.formats.base import About
from answers.sources.formats.registry import FORMATS
from answers.sources.record import Source
from answers.types import PassagePart, ReferenceKind, Retraction
from tests.answers.library.sources import in_memory
from tests.answers.sources.formats.reading import only, skipped, sources, texts

NOTHING = About()


def line(**fields: Any) -> bytes:
    record = {"external_id": "a", "title": "Aches", "text": "Rest helps.", "url": "https://example.org/a"}
    return json.dumps({name: value for name, value in (record | fields).items() if value is not ...}).encode()


def read(*lines: bytes, about: About = NOTHING) -> list[Source | Skipped]:
    return list(jsonl.read(in_memory(b"\n".join(lines)), about))


def test_a_record_says_what_it_is_and_gives_passages_with_place_and_part() -> None:
    source = only(
        read(
            line(
                text=...,
                kind="guideline",
                issuer="Institute",
                country="GB",
                published="2024-03",
                edition="3rd",
                licence="CC BY",
                subjects=["Ache", "Rest"],
                passages=["Rest.", {"text": "5 mg.", "place": "p. 3", "part": "dosage"}],
            )
        )
    )
    reference = source.reference
    assert (reference.kind, reference.issuer, reference.country, reference.year) == (
        ReferenceKind.GUIDELINE,
        "Institute",
        "GB",
        2024,
    )
    assert (source.published, source.edition, source.licence) == (date(2024, 3, 1), "3rd", "CC BY")
    assert source.subjects == ("Ache", "Rest")
    assert [(p.text, p.place, p.part) for p in source.passages] == [
        ("Rest.", None, None),
        ("5 mg.", "p. 3", PassagePart.DOSAGE),
    ]


def test_plain_text_is_cut_into_paragraphs() -> None:
    assert texts(only(read(line(text="One.\n\nTwo.")))) == ["One.", "Two."]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ({"pmid": 123}, "pmid:123"),
        ({"doi": "10.1000/x"}, "doi:10.1000/x"),
        ({"url": "https://example.org/b"}, "https://example.org/b"),
    ],
)
def test_without_an_id_it_goes_by_its_address(address: dict[str, Any], name: str) -> None:
    assert only(read(line(external_id=..., **{"url": ..., **address}))).external_id == name


def test_a_year_is_its_first_day() -> None:
    source = only(read(line(year=2020)))
    assert (source.published, source.reference.year) == (date(2020, 1, 1), 2020)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"url": ...}, "no source address"),
        ({"url": ""}, "no source address"),
        ({"url": "javascript:x"}, "invalid field"),
        ({"text": ...}, "no text"),
        ({"text": " \n - "}, "no text"),
        ({"passages": ["a"]}, "conflicting fields"),
        ({"year": 2020, "published": "2021-01"}, "conflicting fields"),
        ({"title": ...}, "missing field"),
        ({"colour": "red"}, "unknown field"),
        ({"kind": "rumour"}, "invalid field"),
        ({"retraction": "retracted"}, "invalid source"),
        ({"language": "english"}, "invalid field"),
        ({"title": "a\u202eb"}, "invalid field"),
        ({"passages": [""], "text": ...}, "invalid field"),
    ],
)
def test_a_bad_record_is_skipped_by_its_reason_and_the_rest_is_read(
    fields: dict[str, Any], reason: str
) -> None:
    bad, good = read(line(**fields), line(external_id="b"))
    assert isinstance(bad, Skipped)
    assert (bad.reason, bad.where) == (reason, "file1:1")
    assert isinstance(good, Source)


def test_what_cannot_be_opened_is_told_what_to_give() -> None:
    assert "--url" in skipped(read(line(url=...))).detail


def test_a_retraction_comes_with_the_day_of_its_check() -> None:
    source = only(read(line(retraction="retracted", checked="2026-01-31", superseded_by="Aches 2")))
    assert (source.reference.retraction, source.reference.checked) == (
        Retraction.RETRACTED,
        date(2026, 1, 31),
    )
    assert source.reference.superseded_by == "Aches 2"


def test_what_the_operator_says_holds_where_the_record_says_nothing() -> None:
    about = About(
        kind=ReferenceKind.GUIDELINE, issuer="Institute", url="https://example.org/all", licence="MIT"
    )
    first, second = sources(
        read(line(url=..., pmid="7", issuer="Another"), line(external_id="b", url=...), about=about)
    )
    assert (first.reference.issuer, first.reference.kind, first.reference.url) == (
        "Another",
        ReferenceKind.GUIDELINE,
        None,
    )
    assert (second.reference.issuer, second.reference.url) == ("Institute", "https://example.org/all")


def test_not_quotable_holds_for_all_whatever_they_say() -> None:
    assert not only(read(line(quotable=True), about=About(quotable=False))).quotable
    assert not only(read(line(quotable=False))).quotable
    assert only(read(line())).quotable


def test_the_same_id_twice_is_a_repeat() -> None:
    _, again = read(line(), line())
    assert isinstance(again, Skipped)
    assert again.reason == "repeated id"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    [
        *json.loads(line()),
        "kind",
        "passages",
        "pmid",
        "doi",
        "year",
        "published",
        "checked",
        "edition",
        "quotable",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(names, values, max_size=6))
def test_no_value_in_any_field_raises_anything(fields: dict[str, Any]) -> None:
    (found,) = read(json.dumps(json.loads(line()) | fields).encode())
    assert isinstance(found, Source | Skipped)


def abstract(**fields: Any) -> bytes:
    return json.dumps(
        {
            "pmid": "42",
            "question": "Does rest help?",
            "contexts": ["Aches are common.", "We asked 10 people."],
            "labels": ["BACKGROUND", "PATIENTS AND METHODS"],
            "meshes": ["Ache", "Rest"],
            "year": "2012",
            "conclusion": "Rest helps.",
            "decision": "yes",
        }
        | fields
    ).encode()


def test_an_abstracts_sections_and_conclusion_are_passages_and_its_label_is_none() -> None:
    source = only(pubmedqa.read(in_memory(abstract()), NOTHING))
    assert (source.external_id, source.reference.pmid, source.reference.kind) == (
        "pmid:42",
        "42",
        ReferenceKind.STUDY,
    )
    assert (source.reference.title, source.subjects, source.published) == (
        "Does rest help?",
        ("Ache", "Rest"),
        date(2012, 1, 1),
    )
    assert [(p.text, p.place, p.part) for p in source.passages] == [
        ("Aches are common.", "Background", PassagePart.BACKGROUND),
        ("We asked 10 people.", "Patients and methods", PassagePart.METHODS),
        ("Rest helps.", "Conclusion", PassagePart.CONCLUSIONS),
    ]
    assert "yes" not in source.model_dump_json()


def test_an_abstract_may_lack_year_labels_and_conclusion() -> None:
    source = only(
        pubmedqa.read(in_memory(abstract(year=None, labels=["UNLABELLED"], conclusion=" ")), NOTHING)
    )
    assert source.published is None
    assert [(p.place, p.part) for p in source.passages] == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"pmid": "x1"}, "invalid field"),
        ({"contexts": [], "conclusion": ""}, "no text"),
        ({"question": None}, "invalid field"),
    ],
)
def test_a_bad_abstract_is_skipped(fields: dict[str, Any], reason: str) -> None:
    assert skipped(pubmedqa.read(in_memory(abstract(**fields)), NOTHING)).reason == reason


def test_all_of_the_development_set_is_read(shared: Path) -> None:
    found = sources(FORMATS["pubmedqa"](shared / "data" / "pubmedqa-dev.jsonl", NOTHING))
    assert len(found) == 493
    parts = [passage.part for source in found for passage in source.passages]
    assert parts.count(PassagePart.CONCLUSIONS) >= 493
    assert parts.count(None) < 0.03 * len(parts)
