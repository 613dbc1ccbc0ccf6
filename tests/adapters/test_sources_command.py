"""`curbside sources …` with the real command in processes of its own."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.test_command_line import curbside

GUIDE = """---
title: Ache in primary care
kind: guideline
issuer: Institute of Aches
country: NO
published: 2024-03
edition: 1st
url: https://example.org/ache
---
# Treatment

Give 5 mg daily.

Never in pregnancy.
"""


@pytest.fixture
def guides(tmp_path: Path) -> Path:
    folder = tmp_path / "guides"
    folder.mkdir()
    (folder / "ache.md").write_text(GUIDE)
    return folder


def imported(home: Path, path: Path, *options: str, format_: str = "markdown") -> Any:
    done = curbside(home, "sources", "import", str(path), "--format", format_, "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def shown(home: Path, external_id: str, *options: str) -> Any:
    done = curbside(home, "sources", "show", external_id, "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_import_is_counted_and_the_same_again_changes_nothing(tmp_path: Path, guides: Path) -> None:
    (guides / "bad.md").write_text("Nobody knows where this is from.")
    first = imported(tmp_path, guides)
    assert first == {
        "imported": 1,
        "updated": 0,
        "unchanged": 0,
        "skipped": {"no source address": 1},
        "passages": 2,
        "changes": [],
    }
    again = imported(tmp_path, guides)
    assert (again["imported"], again["updated"], again["unchanged"], again["changes"]) == (0, 0, 1, [])


def test_a_new_edition_shows_what_changed_and_the_old_one_is_kept(tmp_path: Path, guides: Path) -> None:
    imported(tmp_path, guides)
    (guides / "ache.md").write_text(
        GUIDE.replace("1st", "2nd").replace("2024-03", "2026-01").replace("5 mg", "10 mg") + "\nRest helps.\n"
    )
    done = curbside(tmp_path, "sources", "import", str(guides), "--format", "markdown")
    assert "0 imported, 1 updated, 0 unchanged" in done.stdout
    assert "changed: Ache in primary care [ache.md]" in done.stdout
    assert "passages: 1 added, 1 changed" in done.stdout
    assert "edition: 1st → 2nd" in done.stdout
    assert "date: 2024-03-01 → 2026-01-01" in done.stdout
    assert shown(tmp_path, "ache.md")["source"]["passages"][0]["text"] == "Give 10 mg daily."
    assert shown(tmp_path, "ache.md", "--version", "1")["source"]["passages"][0]["text"] == "Give 5 mg daily."


def test_options_say_what_the_files_do_not(tmp_path: Path) -> None:
    (tmp_path / "ache.txt").write_text("Rest helps.")
    options = (
        "--kind", "guideline", "--title", "Aches", "--issuer", "Institute", "--country", "NO",
        "--date", "2025", "--edition", "3rd", "--licence", "All rights reserved", "--not-quotable",
        "--url", "https://example.org/a", "--by", "Ada Example",
    )  # fmt: skip
    assert imported(tmp_path, tmp_path / "ache.txt", *options, format_="text")["imported"] == 1
    row = shown(tmp_path, "ache.txt")
    assert (row["title"], row["kind"], row["issuer"], row["country"]) == (
        "Aches",
        "guideline",
        "Institute",
        "NO",
    )
    assert (row["published"], row["edition"], row["licence"]) == ("2025-01-01", "3rd", "All rights reserved")
    assert (row["quotable"], row["state"]) == (False, "in use, not shown")
    assert [step["actor"] for step in row["history"]] == ["Ada Example"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--date", "soon"), "--date"),
        (("--language", "English"), "--language"),
        (("--format", "doc"), "--format"),
    ],
)
def test_an_option_that_makes_no_sense_is_said_before_anything_is_read(
    tmp_path: Path, guides: Path, options: tuple[str, ...], words: str
) -> None:
    done = curbside(tmp_path, "sources", "import", str(guides), "--format", "markdown", *options)
    assert done.returncode == 2
    assert words.removeprefix("--date") in done.stderr


def test_a_path_that_is_not_there_is_a_line_and_no_traceback(tmp_path: Path) -> None:
    done = curbside(tmp_path, "sources", "import", str(tmp_path / "nothing"), "--format", "pdf")
    assert done.returncode == 2
    assert done.stderr.startswith("curbside: no such path")


def test_a_retraction_that_was_found_stays_when_the_file_is_imported_again(
    tmp_path: Path, guides: Path
) -> None:
    imported(tmp_path, guides)
    told = ("--by", "Ada", "--on", "2026-02-01", "--note", "notice")
    marked = curbside(tmp_path, "sources", "retraction", "ache.md", "retracted", *told)
    assert "retracted (checked 2026-02-01); nothing is said from it any more" in marked.stdout
    assert imported(tmp_path, guides)["unchanged"] == 1
    row = shown(tmp_path, "ache.md")
    assert (row["state"], row["retraction"], row["checked"], row["usable"]) == (
        "retracted",
        "retracted",
        "2026-02-01",
        False,
    )
    assert [step["action"] for step in row["history"]] == ["imported", "retraction"]


def test_a_source_is_removed_once_and_can_be_taken_back(tmp_path: Path, guides: Path) -> None:
    imported(tmp_path, guides)
    removed = curbside(tmp_path, "sources", "remove", "ache.md", "--by", "Ada", "--note", "old")
    assert removed.stdout == "ache.md version 1 is removed\n"
    again = curbside(tmp_path, "sources", "remove", "ache.md", "--by", "Ada")
    assert again.stdout == "ache.md is removed already\n"
    back = curbside(tmp_path, "sources", "restore", "ache.md", "--by", "Ada")
    assert back.stdout == "ache.md version 1 is in use\n"


def test_an_unknown_source_is_said_with_how_to_find_one(tmp_path: Path) -> None:
    done = curbside(tmp_path, "sources", "show", "nothing")
    assert (done.returncode, done.stdout) == (2, "")
    assert "curbside sources list" in done.stderr


def test_a_list_goes_on_after_the_last_one_and_is_a_workspaces_own(tmp_path: Path) -> None:
    rows = [
        {"external_id": f"s{n}", "title": f"Aches {n}", "text": "Rest.", "pmid": f"{n + 1}"} for n in range(3)
    ]
    file = tmp_path / "sources.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    imported(tmp_path, file, "--workspace", "T1", format_="jsonl")
    listed = curbside(
        tmp_path, "sources", "list", "--workspace", "T1", "--after", "s0", "--limit", "1", "--json"
    )
    assert [json.loads(line)["external_id"] for line in listed.stdout.splitlines()] == ["s1"]
    assert curbside(tmp_path, "sources", "list", "--json").stdout == ""
    assert "Aches 2" in curbside(tmp_path, "sources", "list", "--workspace", "T1", COLUMNS="200").stdout


def test_the_development_set_is_imported_once(shared: Path, tmp_path: Path) -> None:
    path = shared / "data" / "pubmedqa-dev.jsonl"
    assert imported(tmp_path, path, format_="pubmedqa")["imported"] == 493
    assert imported(tmp_path, path, format_="pubmedqa")["unchanged"] == 493
