"""What the constructors refuse: a wrong value cannot be built."""

import os
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from answers.types import (
    Answer,
    Approval,
    ApprovalBasis,
    Article,
    ArticleText,
    ArticleVersion,
    Audience,
    Dimension,
    Origin,
    Population,
    QuestionType,
    Reference,
    ReferenceKind,
    Retraction,
    Section,
    Statement,
    Status,
)
from tests.making import approval, article, text

repeatable = settings(derandomize=True, deadline=None)


def reference(**fields: Any) -> Reference:
    return Reference(**{"title": "T", "kind": ReferenceKind.STUDY, "url": "https://example.org/", **fields})


def test_a_statement_without_a_citation_cannot_be_built() -> None:
    with pytest.raises(ValidationError, match="citation"):
        Statement(text="Rest helps.", citations=())


def test_an_article_cannot_cite_what_it_does_not_have() -> None:
    wrong = ArticleText(sections=(Section(statements=(Statement(text="Rest.", citations=(2,)),)),))
    with pytest.raises(ValidationError, match="no reference 2"):
        article(texts={Audience.CLINICIAN: wrong})


@pytest.mark.parametrize(
    "fields",
    [
        {"url": None},
        {"url": "javascript:alert(1)"},
        {"url": "https://example.org/ x"},
        {"doi": "11.1/x"},
        {"pmid": "12a"},
        {"pmid": "١٢"},
        {"url": "https://example.org/\u202egnp"},
        {"doi": "10.1000/\u202ex"},
        {"retraction": Retraction.NONE},
        {"checked": date(2026, 1, 1)},
    ],
)
def test_a_reference_that_cannot_be_opened_or_trusted_cannot_be_built(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        reference(**fields)


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"doi": "10.1000/x", "pmid": "1"}, "https://example.org/"),
        ({"url": None, "doi": "10.1000/x", "pmid": "1"}, "https://doi.org/10.1000/x"),
        ({"url": None, "pmid": 12}, "https://pubmed.ncbi.nlm.nih.gov/12/"),
        (
            {"url": None, "doi": "10.1002/(SICI)1097-0142(19960101)77:1<1::AID-CNCR1>3.0.CO;2-#"},
            "https://doi.org/10.1002/(SICI)1097-0142(19960101)77:1%3C1::AID-CNCR1%3E3.0.CO;2-%23",
        ),
    ],
)
def test_a_reference_opens_the_publishers_own_page_first(fields: dict[str, Any], link: str) -> None:
    assert reference(**fields).link == link


@repeatable
@given(st.text(max_size=30))
def test_a_link_is_an_address_and_nothing_else(tail: str) -> None:
    for fields in ({"url": f"https://example.org/{tail}"}, {"url": None, "doi": f"10.1000/{tail}"}):
        try:
            link = reference(**fields).link
        except ValidationError:
            continue
        assert re.fullmatch(r"https://[^\s<>\"'|`]+", link)
        assert not {unicodedata.category(character) for character in link} & {"Cc", "Zs", "Zl", "Zp"}


def test_a_bottom_line_has_at_most_150_words() -> None:
    with pytest.raises(ValidationError, match="150 words"):
        ArticleText(bottom_line=Statement(text="word " * 151, citations=(1,)))


@pytest.mark.parametrize("hidden", ["\x1b[2J", "\x9b2J", "\u202e", "\x00"])
def test_text_that_reads_as_what_it_is_not_is_refused(hidden: str) -> None:
    with pytest.raises(ValidationError, match="control"):
        Statement(text=f"Take {hidden} rest.", citations=(1,))


def test_a_population_cannot_include_and_exclude_the_same() -> None:
    both = frozenset({Dimension.CHILDREN})
    with pytest.raises(ValidationError, match="both"):
        Population(includes=both, excludes=both)


def test_an_approved_version_needs_an_approval_of_exactly_its_content() -> None:
    common = {
        "id": 1,
        "version": 1,
        "revision": 1,
        "status": Status.APPROVED,
        "changed_at": datetime.now(UTC),
    }
    with pytest.raises(ValidationError, match="has an approval"):
        ArticleVersion(article=article(), **common)
    with pytest.raises(ValidationError, match="other content"):
        ArticleVersion(article=article(), approval=approval(article(aliases=("What of gout?",))), **common)


@pytest.mark.parametrize(
    "fields", [{"basis": ApprovalBasis.INDIVIDUAL}, {"basis": ApprovalBasis.BULK, "credential": "MD"}]
)
def test_an_approval_says_who_or_what_stands_behind_it(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Approval(by="A", at=datetime.now(UTC), content_hash="0" * 64, **fields)


def test_an_approval_lapses_at_the_end_of_its_review_date() -> None:
    gout = article()
    version = ArticleVersion(
        id=1, version=1, revision=1, status=Status.APPROVED, article=gout,
        approval=approval(gout, review_due=date(2026, 1, 31)), changed_at=datetime.now(UTC),
    )  # fmt: skip
    assert version.status_at(datetime(2026, 1, 31, 23, 59, tzinfo=UTC)) is Status.APPROVED
    assert version.status_at(datetime(2026, 2, 1, tzinfo=UTC)) is Status.EXPIRED


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED}))
def test_only_an_approval_lapses(status: Status) -> None:
    gout = article()
    version = ArticleVersion(
        id=1, version=1, revision=1, status=status, article=gout,
        approval=approval(gout, review_due=date(2026, 1, 31)), changed_at=datetime.now(UTC),
    )  # fmt: skip
    assert version.status_at(datetime(2030, 1, 1, tzinfo=UTC)) is status


def test_the_end_of_the_review_date_is_that_of_utc() -> None:
    gout = article()
    version = ArticleVersion(
        id=1, version=1, revision=1, status=Status.APPROVED, article=gout,
        approval=approval(gout, review_due=date(2026, 1, 31)), changed_at=datetime.now(UTC),
    )  # fmt: skip
    west, east = timezone(timedelta(hours=-10)), timezone(timedelta(hours=10))
    assert version.status_at(datetime(2026, 1, 31, 20, tzinfo=west)) is Status.EXPIRED
    assert version.status_at(datetime(2026, 2, 1, 9, tzinfo=east)) is Status.APPROVED


def test_an_approval_without_a_review_date_does_not_lapse() -> None:
    gout = article()
    version = ArticleVersion(
        id=1, version=1, revision=1, status=Status.APPROVED, article=gout,
        approval=approval(gout), changed_at=datetime.now(UTC),
    )  # fmt: skip
    assert version.status_at(datetime(2999, 1, 1, tzinfo=UTC)) is Status.APPROVED


def test_each_audience_gets_its_own_text_where_there_are_two() -> None:
    texts = {Audience.CLINICIAN: text("Dose by weight."), Audience.PATIENT: text("Ask your doctor.")}
    for audience in Audience:
        assert article(texts=texts).text_for(audience) == (audience, texts[audience])


def test_an_article_without_any_text_cannot_be_built() -> None:
    with pytest.raises(ValidationError, match="at least one audience"):
        article(texts={})
    with pytest.raises(ValidationError, match="bottom line or a section"):
        ArticleText()


def test_values_do_not_change_and_know_all_their_fields() -> None:
    gout = article()
    with pytest.raises(ValidationError, match="frozen"):
        gout.question = "What else?"
    with pytest.raises(ValidationError, match="Extra inputs"):
        article(bottom_lin="a mistyped field")


def test_a_patient_never_gets_the_clinicians_text() -> None:
    for_clinicians = article(texts={Audience.CLINICIAN: text("Dose by weight.")})
    for_patients = article(texts={Audience.PATIENT: text("Ask your doctor.")})
    assert for_clinicians.text_for(Audience.PATIENT) is None
    found = for_patients.text_for(Audience.CLINICIAN)
    assert found is not None
    assert found[0] is Audience.PATIENT


def test_the_hash_of_a_content_is_the_same_in_every_process() -> None:
    code = (
        "from tests.making import article; from answers.types import Dimension, Population;"
        "print(article(population=Population(includes=frozenset(Dimension))).content_hash())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(hashes) == 1


CHANGES: dict[str, Any] = {
    "question": "What is gout?",
    "aliases": ("gout treatment",),
    "focus": "podagra",
    "synonyms": ("podagra",),
    "concepts": ("C0018099",),
    "question_type": QuestionType.TREATMENT,
    "applies_to": "adults",
    "population": Population(excludes=frozenset({Dimension.PREGNANCY})),
    "texts": {Audience.CLINICIAN: text("Rest and cooling ease an attack.", must_show=True)},
    "references": (reference(title="Another page"),),
    "evidence_to": date(2026, 1, 1),
    "updated": date(2026, 1, 1),
    "jurisdiction": "US",
    "language": "de",
    "quotes_source": True,
}


def test_every_field_has_a_change_above() -> None:
    assert {*CHANGES, "external_id"} == set(Article.model_fields)


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_an_approval_covers_every_field(field: str) -> None:
    assert article(**{field: CHANGES[field]}).content_hash() != article().content_hash()


def test_only_an_approved_version_can_be_an_approved_answer() -> None:
    gout = article()
    submitted = ArticleVersion(
        id=1, version=1, revision=1, status=Status.SUBMITTED, article=gout, changed_at=datetime.now(UTC)
    )
    with pytest.raises(ValidationError, match="approved"):
        Answer(
            origin=Origin.APPROVED, question="q", text=text("x"), references=gout.references,
            version=submitted, written_for=Audience.CLINICIAN,
        )  # fmt: skip
    with pytest.raises(ValidationError, match="article version"):
        Answer(origin=Origin.APPROVED, question="q", text=text("x"), references=gout.references)


def test_an_answer_cannot_cite_what_it_does_not_have() -> None:
    with pytest.raises(ValidationError, match="does not have"):
        Answer(origin=Origin.QUOTED, question="q", text=text("x"))
