"""What is quoted of imported sources: word for word, about the question, with all that belongs to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from answers.search.encoder import MiniLm
from answers.store.sql import SqlStore
from answers.types import Answer, Audience, Caveat, Origin, PassagePart, ReferenceKind, SectionKind
from tests.answers.evidence.stored import GOUT, MEASLES, Sources, opened, source

ASKED = "Does colchicine shorten attacks of gout?"
_P = PassagePart


@pytest.fixture
def sources(sqlite_store: SqlStore, encoder: MiniLm, tmp_path: Path) -> Iterator[Sources]:
    with opened(sqlite_store, tmp_path, encoder) as index:
        yield Sources(sqlite_store, index, encoder)


def said(answer: Answer | None) -> list[str]:
    return [statement.text for statement in answer.text.statements()] if answer and answer.text else []


async def test_the_conclusion_is_quoted_and_neither_background_nor_methods(sources: Sources) -> None:
    await sources.add(GOUT, MEASLES)
    answer = await sources.quote(ASKED)
    assert answer
    assert (answer.origin, len(answer.references)) == (Origin.QUOTED, 1)
    assert said(answer)[0] == GOUT.passages[3].text
    assert not {GOUT.passages[0].text, GOUT.passages[1].text} & set(said(answer))


async def test_every_statement_is_the_marked_stretch_of_its_passage(sources: Sources) -> None:
    await sources.add(GOUT)
    answer = await sources.quote(ASKED)
    assert answer
    assert len(answer.support) == len(said(answer))
    for support in answer.support:
        ((start, end),) = support.marked
        assert support.passage.text[start:end] == said(answer)[support.statement]
        assert answer.references[support.citation - 1] == support.passage.reference


async def test_guidelines_come_before_research_and_are_numbered_so(sources: Sources) -> None:
    guideline = source(
        "guideline",
        "Gout: colchicine for attacks",
        (_P.RECOMMENDATION, "Offer colchicine to shorten attacks of gout in adults."),
        kind=ReferenceKind.GUIDELINE,
    )
    await sources.add(GOUT, guideline)
    answer = await sources.quote(ASKED)
    assert answer
    assert answer.text
    assert [s.kind for s in answer.text.sections] == [SectionKind.GUIDELINES, SectionKind.RESEARCH]
    assert answer.references[0] == guideline.reference


async def test_what_may_not_be_shown_is_never_quoted(sources: Sources) -> None:
    await sources.add(GOUT.model_copy(update={"quotable": False}))
    assert await sources.quote(ASKED) is None


@pytest.mark.parametrize(
    "asked",
    [
        "How is measles spread at school?",
        "How do I renew my passport?",
        "Does naproxen shorten attacks of gout?",
    ],
)
async def test_beside_the_point_there_is_no_answer(sources: Sources, asked: str) -> None:
    await sources.add(GOUT, MEASLES)
    assert await sources.quote(asked) is None


async def test_what_counts_of_the_patient_must_be_spoken_of(sources: Sources) -> None:
    await sources.add(GOUT)
    assert await sources.quote("Does colchicine shorten attacks of gout in pregnancy?") is None


async def test_a_warning_in_the_passage_comes_along_and_must_be_shown(sources: Sources) -> None:
    warning = "It must not be given with clarithromycin, which has killed people."
    label = source(
        "label",
        "Colchicine for attacks of gout",
        (
            _P.RECOMMENDATION,
            f"Colchicine shortens attacks of gout in adults. Drink plenty of water. {warning}",
        ),
        kind=ReferenceKind.LABEL,
    )
    await sources.add(label)
    answer = await sources.quote(ASKED)
    assert answer
    assert answer.text
    assert any(warning in s.text and s.must_show for s in answer.text.statements())


async def test_a_dose_keeps_its_interval_and_lay_people_are_given_none(sources: Sources) -> None:
    dose = "Give colchicine 0.5 mg at the start of an attack of gout. Repeat it twice a day for a week."
    page = source("page", "Colchicine in attacks of gout", f"Gout hurts a lot. {dose}")
    await sources.add(page)
    asked = "What dose of colchicine in an attack of gout?"
    assert dose in said(await sources.quote(asked))
    assert not any("mg" in text for text in said(await sources.quote(asked, audience=Audience.PATIENT)))


async def test_animals_and_opinions_are_called_that(sources: Sources) -> None:
    rats = source(
        "rats",
        "Colchicine shortens attacks of gout in rats",
        (_P.CONCLUSIONS, "Colchicine shortened attacks of gout in rats."),
        kind=ReferenceKind.OPINION,
    )
    await sources.add(rats)
    answer = await sources.quote(ASKED)
    assert answer
    assert answer.caveats == (Caveat.INDIRECT, Caveat.OPINION)
    await sources.add(GOUT)
    direct = await sources.quote(ASKED)
    assert direct
    assert (direct.caveats, direct.references) == ((), (GOUT.reference,))


async def test_sources_that_differ_are_set_side_by_side(sources: Sources) -> None:
    other = source(
        "other",
        "Does colchicine shorten attacks of gout in adults?",
        (_P.CONCLUSIONS, "Colchicine did not shorten an attack of gout."),
        country="GB",
    )
    await sources.add(GOUT, other)
    answer = await sources.quote(ASKED, jurisdiction="GB")
    assert answer
    positions = answer.disagreements[0].positions
    assert [position.text for position in positions] == [other.passages[0].text, GOUT.passages[3].text]


async def test_a_warning_brings_no_dose_to_lay_people(sources: Sources) -> None:
    guideline = source(
        "guideline",
        "Gout: colchicine for attacks",
        (
            _P.RECOMMENDATION,
            "Colchicine shortens attacks of gout. Give colchicine 0.5 mg twice daily. Do not give it in renal"
            " failure.",
        ),
        kind=ReferenceKind.GUIDELINE,
    )
    await sources.add(guideline)
    assert "0.5 mg" in str(said(await sources.quote(ASKED)))
    assert await sources.quote(ASKED, audience=Audience.PATIENT) is None


@pytest.mark.parametrize(
    "rest",
    [
        "It is contraindicated in renal failure.",
        "It is cheap. It is old. It is bitter. It is small. It is contraindicated in renal failure.",
        "Adults take 0.5 mg. This is repeated every eight hours. The total must not exceed 6 mg.",
    ],
)
async def test_a_warning_that_points_back_to_what_is_quoted_is_quoted_with_it(
    sources: Sources, rest: str
) -> None:
    text = f"Colchicine shortens attacks of gout. {rest}"
    await sources.add(
        source("g", "Gout: colchicine", (_P.RECOMMENDATION, text), kind=ReferenceKind.GUIDELINE)
    )
    assert said(await sources.quote(ASKED)) == [text]


async def test_what_a_source_sets_apart_as_a_warning_comes_along(sources: Sources) -> None:
    warning = "Colchicine is dangerous together with clarithromycin."
    told = "Colchicine shortens attacks of gout."
    label = source(
        "l", "Colchicine for gout", (_P.RECOMMENDATION, told), (_P.WARNING, warning), kind=ReferenceKind.LABEL
    )
    await sources.add(label)
    assert set(said(await sources.quote(ASKED))) == {told, warning}


async def test_what_was_given_in_a_trial_is_not_quoted_as_what_to_give(sources: Sources) -> None:
    trial = source(
        "t",
        "Colchicine in attacks of gout",
        (_P.METHODS, "Forty people with attacks of gout received colchicine 100 mg daily."),
        kind=ReferenceKind.TRIAL,
    )
    await sources.add(trial)
    assert await sources.quote(ASKED) is None
