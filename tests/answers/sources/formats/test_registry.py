"""Every format over files, folders and archives."""

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from answers.errors import InvalidRecord
from answers.sources.formats.base import About
from answers.sources.formats.registry import FORMATS
from answers.types import ReferenceKind
from tests.answers.sources.formats.reading import ABOUT, only, skipped, sources
from tests.answers.sources.formats.test_docx import docx, p
from tests.answers.sources.formats.test_records import abstract, line
from tests.answers.sources.formats.test_spl import BOXED, label
from tests.pdfs import lines, pdf

FILES: Mapping[str, tuple[str, bytes]] = {
    "pubmedqa": ("a.jsonl", abstract()),
    "jsonl": ("a.jsonl", line()),
    "markdown": ("a.md", b"Rest helps."),
    "text": ("a.txt", b"Rest helps."),
    "pdf": ("a.pdf", pdf(lines("Rest helps."))),
    "docx": ("a.docx", docx(p("Rest helps."))),
    "spl": ("a.xml", label(BOXED)),
}


@pytest.fixture(params=FILES)
def written(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    name, content = FILES[request.param]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "other.csv").write_text("not for import")
    return request.param, folder


def test_every_format_reads_a_folder_a_file_and_an_archive_alike(
    written: tuple[str, Path], tmp_path: Path
) -> None:
    name, folder = written
    with tarfile.open(tmp_path / "all.tar.gz", "w:gz") as archive:
        archive.add(folder, arcname=".")
    paths = [folder, folder / FILES[name][0], tmp_path / "all.tar.gz"]
    first, second, third = (only(FORMATS[name](path, ABOUT)) for path in paths)
    assert first == second == third


def test_the_same_files_give_the_same_content(written: tuple[str, Path]) -> None:
    name, folder = written
    first, second = (only(FORMATS[name](folder, ABOUT)) for _ in range(2))
    assert first.content_hash() == second.content_hash()


def test_what_is_not_quotable_is_so_in_every_format(written: tuple[str, Path]) -> None:
    name, folder = written
    about = About(url="https://example.org/", licence="All rights reserved", quotable=False)
    source = only(FORMATS[name](folder, about))
    assert (source.quotable, source.licence) == (False, "All rights reserved")


def test_a_path_that_is_not_there_is_said_before_anything_is_read(tmp_path: Path) -> None:
    for reader in FORMATS.values():
        with pytest.raises(InvalidRecord, match="no such path"):
            reader(tmp_path / "nothing", ABOUT)


SIDECAR = "title: Aches\nkind: guideline\nurl: https://example.org/ache\nquotable: no\n"


@pytest.mark.parametrize("name", ["text", "markdown", "pdf", "docx"])
@pytest.mark.parametrize("beside", ["{file}.yaml", "{stem}.yaml", "{stem}.yml"])
def test_what_stands_beside_a_file_is_found_also_in_an_archive(
    name: str, beside: str, tmp_path: Path
) -> None:
    file, content = FILES[name]
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / file).write_bytes(content)
    (folder / "deep" / beside.format(file=file, stem=Path(file).stem)).write_text(SIDECAR)
    with tarfile.open(tmp_path / "all.tar", "w") as archive:
        archive.add(folder, arcname="guides")
    for path in (folder, tmp_path / "all.tar"):
        source = only(FORMATS[name](path, About()))
        assert (source.reference.title, source.reference.kind) == ("Aches", ReferenceKind.GUIDELINE)
        assert source.external_id.endswith(f"deep/{file}")
        assert not source.quotable


def test_a_file_that_cannot_be_opened_by_a_reader_says_what_to_give(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rest helps.")
    found = skipped(FORMATS["text"](tmp_path, About()))
    assert found.reason == "no source address"
    assert "NAME.yaml" in found.detail


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("title: [", "malformed YAML"),
        ("colour: red", "unknown field"),
        ("text: other", "unknown field"),
        ("- a", "malformed YAML"),
    ],
)
def test_a_bad_sidecar_is_the_reason_for_its_file_alone(content: str, reason: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text("Rest helps.")
    (tmp_path / "a.yaml").write_text(content)
    bad, good = FORMATS["text"](tmp_path, ABOUT)
    assert skipped([bad]).reason == reason
    assert sources([good])


def test_a_folder_gives_each_file_its_path_as_id(tmp_path: Path) -> None:
    for name in ("b/one.txt", "a/one.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("Rest helps.")
    assert [s.external_id for s in sources(FORMATS["text"](tmp_path, ABOUT))] == ["a/one.txt", "b/one.txt"]


def test_a_sidecar_can_name_the_source_for_the_next_import(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rest helps.")
    (tmp_path / "a.yaml").write_text(
        json.dumps({"external_id": "ache-guide", "pmid": "12", "title": "Aches"})
    )
    source = only(FORMATS["text"](tmp_path, About()))
    assert (source.external_id, source.reference.pmid) == ("ache-guide", "12")
