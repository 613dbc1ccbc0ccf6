from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.errors import InvalidRecord
from answers.library.record import CITATIONS_MAX, Record, split_citations
from answers.types import Article, Audience, Dimension, QuestionType, SectionKind
from tests.answers.library.sources import said

CLINICIAN, PATIENT = Audience.CLINICIAN, Audience.PATIENT

GUIDELINE = {"title": "A guideline", "kind": "guideline", "url": "https://example.org/g", "year": 2023}
TRIAL = {"title": "A trial", "kind": "trial", "pmid": 123}


def statement(text: str = "Rest helps.", *citations: int, **fields: Any) -> dict[str, Any]:
    return {"text": text, "citations": list(citations or (1,)), **fields}


def full(**fields: Any) -> dict[str, Any]:
    return {
        "external_id": "ache-treatment",
        "question": "How is ache treated?",
        "bottom_line": "Rest.",
        "sections": [{"kind": "guidelines", "statements": [statement()]}],
        "references": [GUIDELINE, TRIAL],
        **fields,
    }


def minimal(**fields: Any) -> dict[str, Any]:
    return {
        "question": "How is ache treated?",
        "answer": "Rest helps. Heat may help.",
        "url": "https://example.org/ache",
        **fields,
    }


def article(fields: dict[str, Any], audience: Audience = CLINICIAN) -> Article:
    return Record.parse(fields).article(audience)


def refused(fields: dict[str, Any]) -> InvalidRecord:
    with pytest.raises(InvalidRecord) as caught:
        article(fields)
    return caught.value


def test_a_full_record_becomes_an_article() -> None:
    made = article(
        full(
            aliases=["What helps against ache?"],
            focus="ache",
            synonyms=["pain"],
            concepts=["C0000001"],
            question_type="treatment",
            applies_to="Adults with ache",
            population={"includes": ["adults"], "excludes": ["pregnancy"]},
            jurisdiction="DE",
            language="de",
            sections=[
                {
                    "kind": "research",
                    "heading": "Rest",
                    "statements": [statement("Stop.", 2, 1, grade="B", must_show=True)],
                }
            ],
        )
    )
    assert (made.external_id, made.aliases) == ("ache-treatment", ("What helps against ache?",))
    assert (made.focus, made.synonyms, made.concepts) == ("ache", ("pain",), ("C0000001",))
    assert made.question_type is QuestionType.TREATMENT
    assert made.population.excludes == {Dimension.PREGNANCY}
    assert (made.jurisdiction, made.language, made.quotes_source) == ("DE", "de", False)
    (section,) = made.texts[CLINICIAN].sections
    assert (section.kind, section.heading) == (SectionKind.RESEARCH, "Rest")
    (only,) = section.statements
    assert (only.text, only.citations, str(only.grade), only.must_show) == ("Stop.", (2, 1), "B", True)


def test_a_question_an_answer_and_an_address_are_enough() -> None:
    made = article(minimal(), PATIENT)
    assert list(made.texts) == [PATIENT]
    assert list(said(made)) == ["Rest helps.", "Heat may help."]
    assert made.quotes_source
    (reference,) = made.references
    assert (reference.title, reference.link) == ("example.org", "https://example.org/ache")


def test_an_id_that_is_not_given_is_the_same_every_time_and_another_for_other_records() -> None:
    first = article(minimal()).external_id
    assert first == article(minimal(answer="Changed.", question=" How is  ache treated?")).external_id
    assert first != article(minimal(question="Why?")).external_id
    assert first != article(minimal(url="https://example.org/other")).external_id


def test_plain_text_can_name_its_source_as_a_reference() -> None:
    made = article(minimal(url=None, references=[GUIDELINE]))
    assert made.references[0].title == "A guideline"


def test_an_id_may_be_a_number() -> None:
    assert article(full(external_id=17)).external_id == "17"
    assert refused(full(external_id=True)).reason == "invalid field"


def test_null_is_like_leaving_out() -> None:
    made = article(full(focus=None, aliases=None, population=None, language=None, quotes_source=None))
    assert (made.focus, made.aliases, made.language) == (None, (), "en")


@pytest.mark.parametrize(
    ("written", "text", "citations"),
    [
        ("Rest helps. [2][1]", "Rest helps.", (2, 1)),
        ("Rest helps [1, 2].", "Rest helps.", (1, 2)),
        ("Rest helps.", "Rest helps.", (1, 2)),
        ({"text": "Rest helps. [1]", "citations": [2]}, "Rest helps. [1]", (2,)),
        ({"text": "Rest helps."}, "Rest helps.", (1, 2)),
    ],
)
def test_a_bottom_line_cites_what_it_says_or_else_all_that_is_cited_below(
    written: object, text: str, citations: tuple[int, ...]
) -> None:
    sections = [{"statements": [statement(), statement("Heat too.", 2, 1)]}]
    bottom_line = article(full(bottom_line=written, sections=sections)).texts[CLINICIAN].bottom_line
    assert bottom_line is not None
    assert (bottom_line.text, bottom_line.citations) == (text, citations)


def test_a_statement_may_be_a_text_that_ends_in_its_citations() -> None:
    made = article(full(bottom_line=None, sections=[{"statements": ["Rest helps. [2]"]}]))
    (only,) = made.texts[CLINICIAN].statements()
    assert (only.text, only.citations) == ("Rest helps.", (2,))


def test_a_text_is_for_whom_the_record_says_and_else_for_whom_the_import_is() -> None:
    assert list(article(full(), PATIENT).texts) == [PATIENT]
    assert list(article(full(audience="clinician"), PATIENT).texts) == [CLINICIAN]
    assert list(article(minimal(audience="clinician"), PATIENT).texts) == [CLINICIAN]


def test_each_audience_can_have_its_own_text() -> None:
    made = article(full(audiences={"patient": {"bottom_line": "Rest, please. [1]"}}))
    assert set(made.texts) == {CLINICIAN, PATIENT}
    assert [s.text for s in made.texts[PATIENT].statements()] == ["Rest, please."]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2015-07-21", date(2015, 7, 21)),
        ("2015-07", date(2015, 7, 1)),
        ("2015", date(2015, 1, 1)),
        (2015, date(2015, 1, 1)),
        (date(2015, 7, 21), date(2015, 7, 21)),
        (None, None),
    ],
)
def test_a_month_or_a_year_stands_for_its_first_day(written: object, day: date | None) -> None:
    made = article(full(evidence_to=written, updated=written))
    assert (made.evidence_to, made.updated) == (day, day)


@pytest.mark.parametrize(
    ("fields", "reason", "detail"),
    [
        (full(must_shwo=True), "unknown field", "must_shwo"),
        (full(sections=[{"statements": [statement(must_shwo=True)]}]), "unknown field", "must_shwo"),
        (full(references=[GUIDELINE | {"autor": "x"}]), "unknown field", "autor"),
        ({"answer": "Rest.", "url": "https://example.org"}, "missing field", "question"),
        (minimal(question=" "), "invalid field", "question"),
        (minimal(url="ftp://example.org"), "invalid field", "url"),
        (minimal(url=None), "no source address", ""),
        (full(references=[]), "no source address", ""),
        (minimal(answer=" - "), "no answer text", ""),
        (minimal(answer=""), "no answer text", ""),
        (minimal(answer=None), "no answer text", ""),
        (minimal(url=None, references=[GUIDELINE, TRIAL]), "no citations", "one source"),
        (minimal(references=[GUIDELINE]), "conflicting fields", "url"),
        (minimal(bottom_line="Rest. [1]"), "conflicting fields", "answer"),
        (full(audiences={"clinician": {"bottom_line": "Heat."}}), "conflicting fields", "clinician"),
        (full(sections=[{"statements": ["Rest."]}]), "no citations", "sections.0"),
        (full(sections=[{"statements": [{"text": "Rest."}]}]), "no citations", "sections.0"),
        (full(sections=[]), "no citations", "bottom line"),
        (full(sections=[{"heading": "Empty"}]), "invalid field", "statements"),
        (full(sections=[{"statements": [statement("Rest.", 3)]}]), "invalid article", "reference 3"),
        (full(bottom_line="Rest. " * 200), "invalid article", "150 words"),
        (full(evidence_to="July"), "invalid field", "YYYY"),
        (full(evidence_to="2015-13"), "invalid field", "evidence_to"),
        (full(updated=20150721), "invalid field", "YYYY"),
        (full(question_type="weather"), "invalid field", "question_type"),
        (full(audiences={"doctor": {"bottom_line": "Rest. [1]"}}), "invalid field", "doctor"),
        (full(focus="a\ud800"), "invalid field", "focus"),
        (full(external_id="a\nb"), "invalid field", "external_id"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_record_that_is_not_right_is_refused_by_reason(
    fields: dict[str, Any], reason: str, detail: str
) -> None:
    error = refused(fields)
    assert error.reason == reason
    assert detail in error.detail


def test_citations_end_a_text_or_are_part_of_it() -> None:
    assert split_citations("[1] was first") == ("[1] was first", ())
    assert split_citations("Levels [high]") == ("Levels [high]", ())
    assert split_citations("See [x][1]") == ("See [x]", (1,))
    assert split_citations("[1]") == ("", (1,))
    assert split_citations("Rest helps.[1] [2]\n") == ("Rest helps.", (1, 2))
    assert split_citations("Number [١]") == ("Number [١]", ())


def test_no_number_of_citations_takes_long() -> None:
    text, citations = split_citations("x" + "[1]" * 1_000_000)
    assert len(citations) == CITATIONS_MAX
    assert len(text) == 1 + 3 * (1_000_000 - CITATIONS_MAX)


@given(st.text(alphabet="a[]1, ."))
def test_no_text_loses_more_than_its_citations(written: str) -> None:
    text, citations = split_citations(written)
    assert text == written.strip() or citations
    assert set(written) >= set(text)
