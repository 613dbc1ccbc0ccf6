"""PubMed through the whole product: off until it is turned on, asked, kept, checked, and never told more."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.commands import check_sources
from adapters.commands.doctor import CHECKS
from adapters.commands.sources import import_
from adapters.errors import SettingInvalid
from adapters.root import open_library, open_store
from adapters.settings import Settings, read_settings
from answers.errors import EvidenceUnavailable
from answers.sources.formats.base import About
from answers.types import Origin, Query
from tests.fakes.eutilities import FakeEutilities, article, article_set
from tests.fakes.eutilities.records import structured
from tests.sources import source

ASKED = "How is erythromelalgia treated in a 54-year-old?"
SAID = "Cooling and oral aspirin relieved erythromelalgia in most patients treated for eight weeks."


@pytest.fixture
async def ncbi() -> AsyncIterator[FakeEutilities]:
    """One trial on what the starter library does not have."""
    async with FakeEutilities() as fake:
        sections = [("METHODS", "METHODS", "We treated 40 patients."), ("CONCLUSIONS", "CONCLUSIONS", SAID)]
        fake.records["7"] = article(
            "7",
            title="Treatment of erythromelalgia: a randomized trial.",
            types=["Randomized Controlled Trial"],
            abstract=structured(sections),
            mesh=("*Erythromelalgia", "Humans"),
        )
        yield fake


def settings_for(home: Path, ncbi: FakeEutilities, **more: Any) -> Settings:
    given = {
        "CURBSIDE_DATA_DIR": home, "CURBSIDE_PUBMED": True, "CURBSIDE_NCBI_URL": ncbi.base_url,
        "CURBSIDE_NCBI_EMAIL": "library@example.org", "CURBSIDE_SAMPLE_LIBRARY": False,
    }  # fmt: skip
    return Settings(**{**given, **more})


async def curbside(home: Path, ncbi: FakeEutilities, *arguments: str) -> tuple[str, str]:
    """The real command in a process of its own: what it wrote to stdout and stderr."""
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "CURBSIDE_DATA_DIR": str(home),
        "CURBSIDE_PUBMED": "1", "CURBSIDE_NCBI_URL": ncbi.base_url, "CURBSIDE_SAMPLE_LIBRARY": "0",
        "CURBSIDE_NCBI_API_KEY": ncbi.key,
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "adapters", *arguments,
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, err.decode()
    return out.decode(), err.decode()


async def test_until_it_is_turned_on_nothing_is_asked_of_it(tmp_path: Path, ncbi: FakeEutilities) -> None:
    off = settings_for(tmp_path, ncbi, CURBSIDE_PUBMED=False)
    async with open_library(off) as library:
        answer = await library.answerer.answer(Query(question=ASKED))
    assert answer.origin is Origin.NONE
    assert (await CHECKS["pubmed"](off)).startswith("off")
    assert ncbi.calls == []


async def test_a_question_is_answered_from_pubmed_and_what_is_cited_is_kept(
    tmp_path: Path, ncbi: FakeEutilities
) -> None:
    settings = settings_for(tmp_path, ncbi)
    async with open_library(settings) as library:
        answer = await library.answerer.answer(Query(question=ASKED))
        assert answer.origin is Origin.QUOTED
        assert answer.text is not None
        assert SAID in [statement.text for statement in answer.text.statements()]
        (reference,) = answer.references
        assert reference.link == "https://doi.org/10.1000/gout.1"
        assert reference.checked is not None
        stored = await library.store.find_source("pmid:7")
        assert SAID in [passage.text for passage in stored.passages() if passage.text]


async def test_only_the_subject_leaves(tmp_path: Path, ncbi: FakeEutilities) -> None:
    async with open_library(settings_for(tmp_path, ncbi)) as library:
        await library.answerer.answer(Query(question=ASKED, account="person-17", workspace="T1"))
    sent = json.dumps([dict(call.arguments) for call in ncbi.calls])
    assert "erythromelalgia" in sent
    for kept_back in ("54", "year-old", "person-17", "T1", "How is"):
        assert kept_back not in sent


async def test_a_pubmed_that_does_not_answer_leaves_the_rest_as_it_was(
    tmp_path: Path, ncbi: FakeEutilities
) -> None:
    ncbi.faults.status("*", 400, times=None)
    async with open_library(settings_for(tmp_path, ncbi)) as library:
        answer = await library.answerer.answer(Query(question=ASKED))
    assert (answer.origin, answer.degraded) == (Origin.NONE, ("PubMed",))


async def test_the_command_answers_and_logs_no_words_and_no_key(tmp_path: Path, ncbi: FakeEutilities) -> None:
    out, err = await curbside(tmp_path, ncbi, "ask", "--json", ASKED)
    answer = json.loads(out)
    assert (answer["origin"], answer["references"][0]["pmid"]) == ("quoted", "7")
    assert "erythromelalgia" not in err
    assert ncbi.key not in err
    calls = len(ncbi.calls)
    async with open_library(settings_for(tmp_path, ncbi)) as library:
        again = await library.answerer.answer(Query(question=ASKED))
    assert again.references[0].pmid == "7"
    assert len(ncbi.calls) == calls, "another process did not find what the first one had cached"


async def test_what_was_cited_and_is_retracted_later_is_found_by_the_check(
    tmp_path: Path, ncbi: FakeEutilities, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(tmp_path, ncbi)
    async with open_store(settings) as store:
        await store.put_sources([source("pmid:7", pmid="7")], actor="PubMed live")
        ncbi.records["7"] = article("7", links=[("RetractionIn", "J Example Med. 2026;9:9", "8")])
        await check_sources.run(settings, workspace=None, actor="check", as_json=True)
        assert not (await store.find_source("pmid:7")).usable
    (change,) = json.loads(capsys.readouterr().out)["changed"]
    assert (change["external_id"], change["after"]) == ("pmid:7", "retracted")


async def test_the_check_reads_well(
    tmp_path: Path, ncbi: FakeEutilities, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = settings_for(tmp_path, ncbi)
    sources = [source(f"pmid:{pmid}", pmid=pmid) for pmid in ("7", "9")]
    async with open_store(settings) as store:
        await store.put_sources([*sources, source("leaflet", pmid=None, doi="10.1000/x")], actor="import")
    ncbi.records["7"] = article("7", links=[("UpdateIn", "J Example Med. 2026;9:9", "8")])
    await check_sources.run(settings, workspace=None, actor="check", as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "1 checked, 1 changed",
        "    pmid:7: unchecked → none, superseded by J Example Med. 2026;9:9 PMID 8 · Rest in acute ache",
        "1 not in PubMed: 9",
        "1 without a PubMed id: not checked",
    ]


async def test_pubmeds_xml_is_imported(
    tmp_path: Path, ncbi: FakeEutilities, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "set.xml"
    file.write_text(article_set(*ncbi.records.values(), article("8", abstract="")))
    for expected in ({"imported": 1}, {"unchanged": 1}):
        await import_(
            settings_for(tmp_path, ncbi),
            file,
            format_="pubmed-xml",
            about=About(),
            workspace=None,
            actor="import",
            as_json=True,
        )
        counts = json.loads(capsys.readouterr().out)
        assert {**counts, **expected} == counts
        assert counts["skipped"] == {"no abstract": 1}


async def test_the_doctor_says_how_it_stands(tmp_path: Path, ncbi: FakeEutilities) -> None:
    assert await CHECKS["pubmed"](settings_for(tmp_path, ncbi)) == "answers; 3 calls a second, without a key"
    keyed = settings_for(tmp_path, ncbi, CURBSIDE_NCBI_API_KEY=ncbi.key, CURBSIDE_NCBI_EMAIL=None)
    assert await CHECKS["pubmed"](keyed) == (
        "answers; 10 calls a second, with a key; set CURBSIDE_NCBI_EMAIL: NCBI asks for it"
    )
    with pytest.raises(EvidenceUnavailable, match="CURBSIDE_NCBI_API_KEY"):
        await CHECKS["pubmed"](settings_for(tmp_path, ncbi, CURBSIDE_NCBI_API_KEY="f" * 36))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CURBSIDE_NCBI_API_KEY", "hunter2 is no key"),
        ("CURBSIDE_NCBI_EMAIL", "hunter2"),
        ("CURBSIDE_NCBI_URL", "http://eutils.example.org/hunter2"),
        ("CURBSIDE_PUBMED", "hunter2"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingInvalid, match=name) as refused:
        read_settings()
    assert "hunter2" not in str(refused.value)
