"""The rung with a model under the real check: what is true of its passage and wrong where it would stand."""

import pytest

from answers.citations.check import CitationCheck
from answers.search.encoder import MiniLm
from answers.types import Answer, Audience
from tests.answers.engines.test_model import (
    FIRST,
    FOUND,
    GOOD,
    LAY,
    LIMIT,
    PAGE,
    TRIAL,
    Model,
    ask,
    passage,
    say,
    texts,
)
from tests.fakes.openai.fake import answer

GIVE = "Colchicine 0.5 mg twice daily should be given for acute gout."
UNLESS = "Do not give colchicine in gout with severe renal failure."
ALLOPURINOL = "In acute gout allopurinol is continued."
COLCHICINE = "Colchicine relieves the pain of acute gout."
USUAL = "The usual dose is 0.5 mg twice daily."


@pytest.fixture
def check(encoder: MiniLm) -> CitationCheck:
    return CitationCheck(encoder)


def shows_without_limit(given: Answer | None) -> bool:
    said = " ".join(texts(given)) if given else ""
    return GIVE in said and UNLESS not in said


async def test_an_exception_that_names_the_wrong_claim_is_not_lost_with_it(check: CitationCheck) -> None:
    said = answer([say(GIVE, 1), say(FOUND, 2), say("Prayer cures gout.", 2), say(UNLESS, 1, exception_to=3)])
    given = await ask(said, passage(1, f"{GIVE} {UNLESS}"), passage(2, FOUND, TRIAL), check=check)
    assert not shows_without_limit(given)


async def test_an_exception_in_a_summary_that_is_not_shown_does_not_count(check: CitationCheck) -> None:
    said = answer(
        [
            say(GIVE, 1),
            say(FOUND, 2),
            say(LAY, 3),
            say("Rest is good in gout.", 2),
            say("Not in the old.", 2, exception_to=4),
        ],
        bottom_line=say(UNLESS, 1),
    )
    passages = (passage(1, f"{GIVE} {UNLESS}"), passage(2, FOUND, TRIAL), passage(3, LAY, PAGE))
    assert not shows_without_limit(await ask(said, *passages, check=check))


async def test_an_exception_with_a_dose_is_not_lost_before_lay_people(check: CitationCheck) -> None:
    give, limit = (
        "Colchicine should be given for acute gout.",
        "Do not exceed 6 mg of colchicine in an attack.",
    )
    said = answer([say(give, 1), say(limit, 1)])
    assert await ask(said, passage(1, f"{give} {limit}"), check=check, audience=Audience.PATIENT) is None


@pytest.mark.parametrize(
    "warning",
    [
        "Colchicine is contraindicated in severe renal impairment.",
        "Colchicine should be avoided in pregnancy.",
    ],
)
async def test_what_the_cited_passage_warns_of_further_down_is_shown(
    check: CitationCheck, warning: str
) -> None:
    whole = f"{COLCHICINE} Most patients feel better within two days. {warning}"
    given = await ask(answer([say(COLCHICINE, 1)]), passage(1, whole), check=check)
    assert texts(given) == [COLCHICINE, warning]
    assert given
    assert given.text
    assert [statement.must_show for statement in given.text.statements()] == [False, True]


async def test_a_warning_that_the_model_said_is_not_said_twice(check: CitationCheck) -> None:
    warning = "Colchicine should be avoided in pregnancy."
    said = answer([say(COLCHICINE, 1), say(warning, 1)])
    assert texts(await ask(said, passage(1, f"{COLCHICINE} {warning}"), check=check)) == [COLCHICINE, warning]


@pytest.mark.parametrize(
    "second",
    [
        USUAL,
        "It is safe in pregnancy.",
        "These patients recover.",
        "Contraindicated in renal failure.",
        "Safe in pregnancy.",
        "Not in renal failure.",
        "Patients with renal failure should receive half the dose.",
        "Treatment should be stopped before surgery.",
    ],
)
@pytest.mark.parametrize("in_one", [True, False])
async def test_what_is_said_of_one_drug_does_not_stand_beside_another(
    check: CitationCheck, second: str, in_one: bool
) -> None:
    passages = (passage(1, ALLOPURINOL), passage(2, f"{COLCHICINE} {second}", TRIAL))
    apart = [say(ALLOPURINOL, 1), say(second, 2)]
    said = answer([say(f"{ALLOPURINOL} {second}", 1, 2)] if in_one else apart)
    given = await ask(said, *passages, check=check)
    assert not given or second not in " ".join(texts(given))


async def test_a_dose_stands_with_the_sentence_that_names_its_drug(check: CitationCheck) -> None:
    said = answer([say(f"{COLCHICINE} {USUAL}", 1)])
    assert texts(await ask(said, passage(1, f"{COLCHICINE} {USUAL}"), check=check)) == [
        f"{COLCHICINE} {USUAL}"
    ]


async def test_a_limit_that_points_at_its_own_recommendation_stands(check: CitationCheck) -> None:
    limit = "It should not be used in severe renal failure."
    said = answer([say(FIRST, 1), say(limit, 1, exception_to=1)])
    assert texts(await ask(said, passage(1, f"{FIRST} {limit}"), check=check)) == [FIRST, limit]


async def test_a_limit_that_points_at_another_recommendation_does_not_stand(check: CitationCheck) -> None:
    limit = "It should not be used in severe renal failure."
    said = answer([say(ALLOPURINOL, 2), say(FOUND, 3), say(limit, 1, exception_to=1), say(LAY, 4)])
    given = await ask(
        said,
        passage(1, f"{FIRST} {limit}"),
        passage(2, ALLOPURINOL),
        passage(3, FOUND, TRIAL),
        passage(4, LAY, PAGE),
        check=check,
    )
    assert limit not in (texts(given) if given else [])


@pytest.mark.parametrize(
    "text",
    [
        "Take two tablets of colchicine twice a day for acute gout.",
        "In acute gout take half a tablet of colchicine.",
        "In acute gout take 2 tablets daily.",
        "In acute gout apply 5 drops daily.",
        "In acute gout give colchicine 0.5 mg daily.",
    ],
)
async def test_tablets_and_drops_are_doses_too(check: CitationCheck, text: str) -> None:
    said = answer([say(text, 1), say(LAY, 2)])
    passages = (passage(1, text), passage(2, LAY, PAGE))
    given = await ask(said, *passages, check=check, audience=Audience.PATIENT)
    assert text not in (texts(given) if given else [])


async def test_a_judge_cannot_take_a_warning_away() -> None:
    assert texts(await ask(answer([say(FIRST, 1)]))) == [FIRST, LIMIT]
    assert await ask(answer([say(FIRST, 1)]), judge=Model('{"unsupported": [2]}')) is None
    assert await ask(GOOD, judge=Model('{"unsupported": []}'))


@pytest.mark.parametrize(
    ("claim", "rest"),
    [
        ("Give allopurinol 300 mg daily in gout.", " In kidney failure reduce to 50 mg."),
        ("Allopurinol cures gout in most people.", " However, later trials found nothing of the kind."),
        ("Colchicine is effective in gout", " but often causes diarrhoea and, in overdose, death."),
    ],
)
async def test_how_a_sentence_goes_on_is_not_left_out(check: CitationCheck, claim: str, rest: str) -> None:
    said = answer([say(f"{claim.rstrip('.')}.", 1)])
    given = await ask(said, passage(1, f"{claim}{rest}"), check=check, question="How is gout treated?")
    assert texts(given) == [f"{claim}{rest}"]


async def test_a_limit_that_may_not_stand_where_it_was_put_is_not_lost(check: CitationCheck) -> None:
    said = answer([say(FIRST, 1), say(ALLOPURINOL, 2), say("Not in renal failure.", 1, exception_to=2)])
    passages = (passage(1, f"{FIRST} Not in renal failure."), passage(2, ALLOPURINOL))
    assert await ask(said, *passages, check=check) is None
