"""What the constructors refuse: a wrong value cannot be built."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from answers.types import (
    Answer,
    Approval,
    ApprovalBasis,
    ArticleText,
    ArticleVersion,
    Audience,
    Dimension,
    Origin,
    Population,
    Reference,
    ReferenceKind,
    Retraction,
    Section,
    Statement,
    Status,
)
from tests.making import approval, article, text


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
        {"retraction": Retraction.NONE},
        {"checked": date(2026, 1, 1)},
    ],
)
def test_a_reference_that_cannot_be_opened_or_trusted_cannot_be_built(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        reference(**fields)


def test_a_bottom_line_has_at_most_150_words() -> None:
    with pytest.raises(ValidationError, match="150 words"):
        ArticleText(bottom_line=Statement(text="word " * 151, citations=(1,)))


@pytest.mark.parametrize("hidden", ["\x1b[2J", "\u202e", "\x00"])
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
