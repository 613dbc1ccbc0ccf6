"""Newer guidance is said beneath an approved article: what, from whom, and only what is on its subject."""

from datetime import date

import pytest

from answers.answerer import Answerer
from answers.errors import StoreUnavailable
from answers.evidence.newer import NewerSources
from answers.sources.record import SourcePassage
from answers.types import ApprovalBasis, Audience, Origin, PassagePart, Query, ReferenceKind
from tests.answers.evidence.stored import GOUT, Sources, source
from tests.answers.small_library import ASKED, Library
from tests.making import article

SAID = "Offer colchicine or an NSAID first to people with an attack of gout."
NEW = source(
    "gout-guideline",
    "Gout: treatment of attacks",
    "Gout is common in men over forty.",
    (PassagePart.RECOMMENDATION, SAID),
    kind=ReferenceKind.GUIDELINE,
    country="GB",
    published=date(2026, 2, 1),
)


@pytest.fixture
async def answerer(library: Library, sources: Sources) -> Answerer:
    await library.add(article(evidence_to=date(2025, 1, 1)))
    return Answerer(library.approved, [], newer=NewerSources(sources.evidence))


async def test_a_newer_guideline_is_quoted_with_its_date(answerer: Answerer, sources: Sources) -> None:
    await sources.add(NEW)
    answer = await answerer.answer(Query(question=ASKED))
    assert answer.origin is Origin.APPROVED
    assert [(said.text, said.published) for said in answer.newer] == [(SAID, date(2026, 2, 1))]


async def test_so_it_is_for_an_article_that_was_chosen(
    answerer: Answerer, library: Library, sources: Sources
) -> None:
    await sources.add(NEW)
    version = await library.version()
    assert (await answerer.open(Query(question="gout?"), version.id)).newer


@pytest.mark.parametrize(
    "other",
    [
        NEW.model_copy(update={"published": date(2024, 12, 1)}),
        NEW.model_copy(update={"published": None}),
        NEW.model_copy(update={"withdrawn_by_issuer": True}),
        GOUT.model_copy(update={"published": date(2026, 3, 1)}),
        source(
            "migraine",
            "Migraine: treatment of attacks",
            "Offer a triptan first to people with an attack of migraine.",
            kind=ReferenceKind.GUIDELINE,
            published=date(2026, 2, 1),
        ),
    ],
    ids=["older", "undated", "withdrawn", "a study", "another subject"],
)
async def test_what_is_older_undated_withdrawn_or_beside_the_subject_is_not_said(
    answerer: Answerer, sources: Sources, other: object
) -> None:
    await sources.add(other)  # type: ignore[arg-type]
    assert (await answerer.answer(Query(question=ASKED))).newer == ()


@pytest.mark.parametrize(("cited", "is_said"), [(2026, False), (2019, True), (None, True)])
async def test_what_the_article_cites_is_said_only_in_a_newer_edition(
    library: Library, sources: Sources, cited: int | None, is_said: bool
) -> None:
    older = NEW.reference.model_copy(update={"year": cited})
    await library.add(article(evidence_to=date(2025, 1, 1), references=(older,)))
    await sources.add(NEW)
    answerer = Answerer(library.approved, [], newer=NewerSources(sources.evidence))
    assert bool((await answerer.answer(Query(question=ASKED))).newer) is is_said


async def test_of_what_may_not_be_shown_the_title_alone_is_said(answerer: Answerer, sources: Sources) -> None:
    await sources.add(NEW.model_copy(update={"quotable": False}))
    answer = await answerer.answer(Query(question=ASKED))
    assert [said.text for said in answer.newer] == [NEW.reference.title]


async def test_the_readers_country_comes_first(answerer: Answerer, sources: Sources) -> None:
    away = source(
        "us",
        "Treatment of gout",
        SAID,
        kind=ReferenceKind.GUIDELINE,
        country="US",
        published=date(2026, 5, 1),
    )
    await sources.add(NEW, away)
    for jurisdiction in ("GB", "US"):
        answer = await answerer.answer(Query(question=ASKED, jurisdiction=jurisdiction))
        assert answer.newer[0].reference.country == jurisdiction


async def test_without_the_sources_the_article_stands_and_says_so(
    answerer: Answerer, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sources.add(NEW)

    async def away(*_: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(sources.store, "sources", away)
    answer = await answerer.answer(Query(question=ASKED))
    assert (answer.origin, answer.newer, answer.degraded) == (Origin.APPROVED, (), ("sources",))


async def test_lay_people_get_no_dose_of_a_newer_guideline(
    answerer: Answerer, library: Library, sources: Sources
) -> None:
    dose = "Give colchicine 0.5 mg twice daily for attacks of gout."
    common, _ = NEW.passages
    passages = (common, SourcePassage(text=dose, part=PassagePart.DOSAGE))
    await sources.add(NEW.model_copy(update={"passages": passages}))
    newer, version = NewerSources(sources.evidence), await library.version()
    (said,) = await newer.of(version, Query(question=ASKED))
    assert said.text == dose
    (said,) = await newer.of(version, Query(question=ASKED, audience=Audience.PATIENT))
    assert said.text == common.text


@pytest.mark.parametrize(
    ("basis", "is_said"), [(ApprovalBasis.BULK, True), (ApprovalBasis.INDIVIDUAL, False)]
)
async def test_a_text_that_was_released_unread_knows_no_more_than_when_it_was_written(
    library: Library, sources: Sources, basis: ApprovalBasis, is_said: bool
) -> None:
    page = article(evidence_to=None, updated=date(2015, 3, 1))
    await library.add(page, basis=basis, collection="A collection")
    between = NEW.model_copy(update={"published": date(2020, 5, 1)})
    await sources.add(between)
    found = await NewerSources(sources.evidence).of(await library.version(), Query(question=ASKED))
    assert bool(found) is is_said
