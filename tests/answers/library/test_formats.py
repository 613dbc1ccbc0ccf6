import json
from pathlib import Path

import pytest

from answers.errors import InvalidRecord
from answers.library.formats import FORMATS
from answers.types import Article, Audience
from tests.answers.library.sources import articles

RECORD = {"question": "What is ache?", "answer": "A pain.", "url": "https://example.org/"}
PAGE = """<Document source="CDC" url="https://example.org/"><Focus>Ache</Focus><QAPairs>
<QAPair pid="1"><Question qtype="information">What is ache?</Question><Answer>A pain.</Answer></QAPair>
</QAPairs></Document>"""
NOTE = """---
external_id: ache
question: What is ache?
references: [{title: A page, kind: reference_work, url: "https://example.org/"}]
---
A pain. [1]
"""
FILES = {"medquad": ("a.xml", PAGE), "jsonl": ("a.jsonl", json.dumps(RECORD)), "markdown": ("a.md", NOTE)}


@pytest.fixture(params=FORMATS)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    name, content = FILES[request.param]
    (tmp_path / name).write_text(content)
    (tmp_path / "readme.txt").write_text("not for import")
    return request.param, tmp_path


def only(name: str, path: Path, audience: Audience | None = None) -> Article:
    (article,) = articles(FORMATS[name].read(path, audience))
    return article


def test_every_format_reads_a_folder_of_its_files(written: tuple[str, Path]) -> None:
    assert only(*written).question == "What is ache?"


def test_medquad_is_for_patients_and_what_people_write_for_clinicians(
    written: tuple[str, Path],
) -> None:
    expected = Audience.PATIENT if written[0] == "medquad" else Audience.CLINICIAN
    assert list(only(*written).texts) == [expected]


def test_the_audience_can_be_chosen(written: tuple[str, Path]) -> None:
    for audience in Audience:
        assert list(only(*written, audience).texts) == [audience]


def test_the_same_files_give_the_same_content(written: tuple[str, Path]) -> None:
    assert only(*written).content_hash() == only(*written).content_hash()


def test_a_path_that_is_not_there_is_said_before_anything_is_read(tmp_path: Path) -> None:
    for known in FORMATS.values():
        with pytest.raises(InvalidRecord, match="no such path"):
            known.read(tmp_path / "nothing")
