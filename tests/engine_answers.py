"""Answers as the engine gives them, made by hand: between them they carry everything that an answer can."""

from datetime import UTC, date, datetime

from answers.types import (
    Answer,
    ApprovalBasis,
    ArticleText,
    ArticleVersion,
    Audience,
    Caveat,
    Disagreement,
    Grade,
    Origin,
    Passage,
    PassagePart,
    Position,
    Reference,
    ReferenceKind,
    Retraction,
    Section,
    SectionKind,
    Statement,
    Status,
    Support,
    Writer,
)
from tests.making import approval, article

GUIDELINE = Reference(
    title="Gout in adults: a made-up guideline",
    kind=ReferenceKind.GUIDELINE,
    issuer="A college of rheumatology",
    country="GB",
    year=2024,
    url="https://example.org/guideline",
    retraction=Retraction.NONE,
    checked=date(2026, 11, 2),
)
TRIAL = Reference(
    title="Low-dose colchicine in gout flares: a made-up trial",
    kind=ReferenceKind.TRIAL,
    issuer="A journal",
    country="US",
    year=2019,
    pmid="99999901",
)
OTHER = Reference(
    title="Management of gout: another made-up guideline",
    kind=ReferenceKind.GUIDELINE,
    issuer="A society of physicians",
    country="US",
    year=2021,
    doi="10.99999/made.up",
)
CLOSED = Reference(
    title="Handbook that may not be quoted",
    kind=ReferenceKind.REFERENCE_WORK,
    issuer="A publisher",
    country="DE",
    url="https://example.org/handbook",
)

DOSE = Passage(
    id="1.1.4",
    text=(
        "Flares should be treated early. Offer colchicine 0.5 mg by mouth every 12 hours to adults with a"
        " gout flare, except in severe kidney impairment. Review after one week."
    ),
    reference=GUIDELINE,
    place="p. 12",
    part=PassagePart.RECOMMENDATION,
    published=date(2024, 5, 16),
)
RESULT = Passage(
    id="2.1.3",
    text="In 184 patients, pain at 24 hours was halved in 38% with low doses and in 16% with placebo.",
    reference=TRIAL,
    place="abstract",
    part=PassagePart.RESULTS,
    published=date(2019, 1, 1),
)
KEPT_BACK = Passage(
    id="3.1.1",
    text="Words that their licence keeps from readers.",
    reference=CLOSED,
    place="chapter 7",
    quotable=False,
)

_ADVICE = "Offer colchicine 0.5 mg by mouth every 12 hours to adults with a gout flare"
_TREATED = "Colchicine 0.5 mg by mouth every 12 hours is offered to adults with a gout flare."
_EXCEPT = "Not in severe kidney impairment."


def marks(passage: Passage, *words: str) -> tuple[tuple[int, int], ...]:
    """Where these words stand in the passage."""
    starts = [(passage.text.index(each), len(each)) for each in words]
    return tuple((start, start + length) for start, length in starts)


def disagreement() -> Disagreement:
    return Disagreement(
        subject="colchicine as the first drug",
        positions=(
            Position(
                text="Offer colchicine first.", reference=GUIDELINE, grade=Grade(text="strong"),
                published=date(2024, 5, 16),
            ),
            Position(text="Prefer an NSAID; colchicine is the second choice.", reference=OTHER),
        ),
    )  # fmt: skip


_NO_CURE = "Colchicine shortens a flare; it does not cure gout."


def generated() -> Answer:
    """Written by a model, with a disagreement, a gap, an exception that must be shown and a premise."""
    grade = Grade(text="strong", system="GRADE")
    sections = (
        Section(
            kind=SectionKind.GUIDELINES,
            statements=(
                Statement(text=_TREATED, citations=(2,), grade=grade),
                Statement(text=_EXCEPT, citations=(2, 3), must_show=True),
            ),
        ),
        Section(
            kind=SectionKind.RESEARCH,
            heading="Low doses",
            statements=(Statement(text="Pain was halved in 38%, with placebo in 16%.", citations=(1,)),),
        ),
    )
    return Answer(
        origin=Origin.GENERATED,
        question="How is a gout flare treated with colchicine?",
        text=ArticleText(
            bottom_line=Statement(text="Low-dose colchicine is the advised treatment.", citations=(2,)),
            sections=sections,
        ),
        references=(TRIAL, GUIDELINE, CLOSED),
        not_accounted_for=("eGFR 28",),
        support=(
            Support(statement=0, citation=2, passage=DOSE, marked=marks(DOSE, "Offer colchicine 0.5 mg")),
            Support(statement=1, citation=2, passage=DOSE, marked=marks(DOSE, _ADVICE)),
            Support(
                statement=2,
                citation=2,
                passage=DOSE,
                marked=marks(DOSE, "except in severe kidney impairment"),
            ),
            Support(statement=2, citation=3, passage=KEPT_BACK, marked=((0, 5),)),
            Support(
                statement=3,
                citation=1,
                passage=RESULT,
                marked=marks(RESULT, "halved in 38%", "16% with placebo"),
            ),
        ),
        lacking=("how long to treat", "what to do when it does not help"),
        disagreements=(disagreement(),),
        caveats=(Caveat.INDIRECT,),
        premise="colchicine cures gout",
        premise_denied=(Position(text=_NO_CURE, reference=GUIDELINE, published=DOSE.published),),
        writer=Writer(model="made-up-model-8b", prompt="3"),
    )


def quoted() -> Answer:
    """Quotes in place of what a model could not write."""
    said = _ADVICE + ", except in severe kidney impairment."
    return Answer(
        origin=Origin.QUOTED,
        question="How is a gout flare treated with colchicine?",
        text=ArticleText(
            sections=(
                Section(
                    kind=SectionKind.GUIDELINES,
                    statements=(Statement(text=said, citations=(1,), must_show=True),),
                ),
            )
        ),
        references=(GUIDELINE,),
        support=(Support(statement=0, citation=1, passage=DOSE, marked=marks(DOSE, said)),),
        degraded=(Origin.GENERATED,),
    )


def approved_before_newer() -> Answer:
    """An approved article that newer guidance has overtaken."""
    kept = article(quotes_source=True, evidence_to=date(2022, 1, 1))
    version = ArticleVersion(
        id=7, version=3, revision=1, status=Status.APPROVED, article=kept,
        approval=approval(kept, ApprovalBasis.INDIVIDUAL, at=datetime(2022, 3, 1, tzinfo=UTC)),
        changed_at=datetime(2022, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    newer = Position(
        text="Do not use colchicine with clarithromycin.", reference=GUIDELINE, published=date(2024, 5, 16)
    )
    return Answer(
        origin=Origin.APPROVED,
        question="What are the treatment options for gout?",
        text=kept.texts[Audience.CLINICIAN],
        references=kept.references,
        version=version,
        written_for=Audience.CLINICIAN,
        newer=(newer,),
    )
