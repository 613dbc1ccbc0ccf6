"""Small articles for tests: each function fills in what the test does not care about."""

from datetime import UTC, datetime
from typing import Any

from answers.types import (
    Approval,
    ApprovalBasis,
    Article,
    ArticleText,
    Audience,
    Reference,
    ReferenceKind,
    Section,
    Statement,
)

PAGE = Reference(
    title="A page",
    kind=ReferenceKind.REFERENCE_WORK,
    issuer="An institute",
    country="US",
    url="https://example.org/page",
)


def text(*said: str, must_show: bool = False) -> ArticleText:
    """One body section of statements that all cite reference 1."""
    statements = tuple(Statement(text=s, citations=(1,), must_show=must_show) for s in said)
    return ArticleText(sections=(Section(statements=statements),))


def article(external_id: str = "gout-treatment", **fields: Any) -> Article:
    """An article for clinicians and patients."""
    said = fields.pop("said", "Rest and cooling ease an attack.")
    defaults: dict[str, Any] = {
        "external_id": external_id,
        "question": "What are the treatment options for gout?",
        "focus": "gout",
        "texts": {Audience.CLINICIAN: text(said), Audience.PATIENT: text(said)},
        "references": (PAGE,),
    }
    return Article(**{**defaults, **fields})


def approval(of: Article, basis: ApprovalBasis = ApprovalBasis.INDIVIDUAL, **fields: Any) -> Approval:
    """An approval of exactly this content."""
    defaults: dict[str, Any] = {
        "basis": basis,
        "by": "Dr Ada Example",
        "credential": "MD",
        "collection": "a collection",
        "at": datetime.now(UTC),
        "content_hash": of.content_hash(),
    }
    return Approval(**{**defaults, **fields})


def approvals(*articles: Article, **fields: Any) -> dict[str, Approval]:
    return {a.external_id: approval(a, **fields) for a in articles}
