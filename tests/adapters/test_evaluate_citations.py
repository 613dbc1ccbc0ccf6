"""`curbside eval citations`: the tables, for machines and for people."""

import json
from pathlib import Path

import pytest

from adapters.commands.evaluate_citations import run

RECORD = {
    "pmid": "7",
    "question": "Does ketamine reduce pain?",
    "contexts": ["Ketamine reduced pain in 12% of the patients who were treated."],
    "conclusion": "Ketamine may well be of some use to a few people.",
}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    file = tmp_path / "pubmedqa.jsonl"
    file.write_text(json.dumps(RECORD) + "\n")
    return file


async def test_the_tables_are_one_json_document(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await run(sources, "development", each=2, listed=True, as_json=True)
    told = json.loads(capsys.readouterr().out)
    lethal = [row for row in told["lies"] if row["severity"] == "lethal"]
    assert all(row["passed"]["mean"] == 0 for row in lethal)
    assert {row["manner"] for row in told["truths"]} >= {"verbatim", "near-verbatim"}
    assert set(told) == {"part", "lies", "truths", "curve", "passed", "lost"}


async def test_people_get_a_table(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await run(sources, "development", each=2, listed=False, as_json=False)
    assert "lethal: dose" in capsys.readouterr().out
