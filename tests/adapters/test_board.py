"""What the board sees on the command line: submitted answers with their evidence, and the library's gaps."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.commands import articles, board
from adapters.connections import cipher_of, context_of, open_redis
from adapters.root import open_store
from adapters.settings import Settings, read_settings
from answers.board.base import Basis
from answers.types import Audience, Passage, Support, Writer
from bot.types import Miss, Missed
from tests.making import PAGE, approvals, article, text

BASIS = Basis(
    writer=Writer(model="a-model", prompt="7"),
    support=(
        Support(
            statement=0,
            citation=1,
            passage=Passage(id="9.1.4", text="An attack eased with rest.", reference=PAGE, place="p. 12"),
        ),
    ),
    lacking=("the follow-up",),
)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("CURBSIDE_DATA_DIR", str(tmp_path))
    return read_settings()


async def submitted(settings: Settings, times: int) -> None:
    written = article(texts={Audience.CLINICIAN: text("Rest eases an attack.")})
    async with open_store(settings) as store:
        for _ in range(times):
            await store.submit(written, BASIS, Audience.CLINICIAN, actor="answer engine")


async def test_a_reviewer_sees_what_an_answer_rests_on(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await submitted(settings, 1)
    await articles.show(settings, "gout-treatment", None, as_json=False)
    shown = " ".join(capsys.readouterr().out.split())
    assert "Not reviewed yet" in shown
    assert "Written by a-model, prompt 7 · asked under 5 times" in shown
    assert "[1] 9.1.4 (p. 12): An attack eased with rest." in shown
    assert "Not in the sources: the follow-up" in shown


async def test_the_evidence_is_in_the_record_too(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await submitted(settings, 5)
    await articles.show(settings, "gout-treatment", None, as_json=True)
    record = json.loads(capsys.readouterr().out)
    assert record["submission"]["asked"] == 5
    assert record["submission"]["support"][0]["passage"]["id"] == "9.1.4"


async def test_what_waits_is_listed_with_how_often_it_was_asked(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await submitted(settings, 6)
    async with open_store(settings) as store:
        await store.put([article("another")], actor="me")
    await articles.list_(settings, None, 50, as_json=True)
    rows = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert {row["external_id"]: row["asked"] for row in rows} == {"another": None, "gout-treatment": 6}


async def test_gaps_are_shown_in_nobodys_words(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    gout = article()
    async with open_store(settings) as store:
        await store.put([gout], actor="me", approvals=approvals(gout))
    async with open_redis(settings) as redis:
        context = context_of(redis, cipher_of(settings))
        for number in range(5):
            missed = Missed(
                question="How is my Zweibrücken gout treated?",
                miss=Miss.NOTHING,
                audience=Audience.CLINICIAN,
                workspace="T1",
                asker=f"slack:T1:U{number}",
                at=datetime.now(UTC),
            )
            await context.keep(f"slack:T1:C{number}:1", missed)
    await board.show_gaps(settings, None, as_json=False)
    shown = capsys.readouterr().out
    assert "5 people · clinician · treatment: gout · nothing 5" in shown
    assert "Zweibr" not in shown
    await board.show_gaps(settings, "T2", as_json=True)
    assert capsys.readouterr().out == ""
