import json
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.library import medquad
from answers.library.base import MAX_RECORD_BYTES, Skipped
from answers.library.files import SourceFile, SourceFiles
from answers.types import Article, Audience, QuestionType, ReferenceKind
from tests.answers.library.sources import (
    articles,
    in_memory,
    only_skipped,
    reasons,
    said,
    without_marks,
)

PATIENT = Audience.PATIENT


def pair(
    answer: str = "It is rare. Rest helps.",
    question: str = "What is (are) Ache ?",
    qtype: str = "information",
    pid: int = 1,
) -> str:
    return (
        f'<QAPair pid="{pid}"><Question qid="7-{pid}" qtype="{qtype}">{escape(question)}</Question>'
        f"<Answer>{escape(answer)}</Answer></QAPair>"
    )


def page(*pairs: str, attributes: str = 'source="NINDS" url="https://example.org/ache"') -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document id="0000007" {attributes}>
<Focus>Ache  </Focus>
<FocusAnnotations><UMLS><CUIs><CUI>C0000001</CUI><CUI></CUI></CUIs></UMLS>
<Synonyms><Synonym>Pain</Synonym><Synonym>Soreness</Synonym><Synonym>Pain</Synonym></Synonyms>
</FocusAnnotations>
<QAPairs>{"".join(pairs)}</QAPairs></Document>""".encode()


def read_one(content: bytes) -> Article:
    (article,) = articles(medquad.read(in_memory(content), PATIENT))
    return article


def skipped(content: bytes) -> Skipped:
    return only_skipped(medquad.read(in_memory(content), PATIENT))


def test_a_pair_becomes_an_article_that_quotes_its_page() -> None:
    article = read_one(page(pair()))
    assert article.external_id == "folder/0000007#1"
    assert article.question == "What is (are) Ache?"
    assert (article.focus, article.synonyms) == ("Ache", ("Pain", "Soreness"))
    assert article.concepts == ("C0000001",)
    assert article.question_type is QuestionType.DEFINITION
    assert list(said(article)) == ["It is rare.", "Rest helps."]
    assert list(article.texts) == [PATIENT]
    assert article.quotes_source


def test_the_page_is_the_one_reference() -> None:
    (reference,) = read_one(page(pair())).references
    assert reference.title == "Ache"
    assert reference.kind is ReferenceKind.REFERENCE_WORK
    assert reference.issuer == "National Institute of Neurological Disorders and Stroke"
    assert (reference.country, reference.year) == ("US", None)
    assert reference.link == "https://example.org/ache"


def test_the_id_names_folder_document_and_pair(tmp_path: Path) -> None:
    folder = tmp_path / "all" / "6_NINDS_QA"
    folder.mkdir(parents=True)
    (folder / "0000007_1.xml").write_bytes(page(pair(pid=3)))
    with tarfile.open(tmp_path / "medquad.tar.xz", "w:xz") as tar:
        tar.add(tmp_path / "all", "./MedQuAD-master")
    paths = [tmp_path / "all", folder, folder / "0000007_1.xml", tmp_path / "medquad.tar.xz"]
    for path in paths:
        (article,) = articles(medquad.read(SourceFiles(path, (".xml",)), PATIENT))
        assert article.external_id == "6_NINDS_QA/0000007#3"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Who is at risk for Ache? ?", "Who is at risk for Ache?"),
        ("What  causes\n Ache ?", "What causes Ache?"),
        ("Do you have information about Ache", "Do you have information about Ache"),
        ("Is it (really?) Ache?", "Is it (really?) Ache?"),
    ],
)
def test_a_question_is_kept_but_for_spaces_and_question_marks(written: str, expected: str) -> None:
    assert read_one(page(pair(question=written))).question == expected


def test_a_type_of_question_that_is_not_known_is_other() -> None:
    assert read_one(page(pair(qtype="weather"))).question_type is QuestionType.OTHER


def test_a_page_without_focus_goes_by_the_question() -> None:
    article = read_one(page(pair()).replace(b"Ache  </Focus>", b" </Focus>"))
    assert article.focus is None
    assert article.references[0].title == "What is (are) Ache?"


def test_a_source_that_is_not_known_issues_under_its_own_name() -> None:
    attributes = 'source="Someone" url="https://example.org/"'
    assert read_one(page(pair(), attributes=attributes)).references[0].issuer == "Someone"


def test_markup_within_an_answer_does_not_cut_it_off() -> None:
    content = page(pair()).replace(b"Rest helps", b"<b>Rest</b> helps <i>a lot</i>")
    assert list(said(read_one(content))) == ["It is rare.", "Rest helps a lot."]


def test_other_encodings_are_read_where_they_are_declared() -> None:
    content = page(pair("Sjögren wrote of it.")).decode().replace("UTF-8", "ISO-8859-1")
    assert list(said(read_one(content.encode("latin-1")))) == ["Sjögren wrote of it."]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Document>&b;</Document>"""
OUTSIDE = b"""<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>"""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (page(pair("  \n ")), "no answer text"),
        (page(pair(" - ")), "no answer text"),
        (page(pair(question=" ? ")), "no question text"),
        (page(pair(), attributes='source="NINDS"'), "no source address"),
        (page(pair(), attributes='source="NINDS" url=" "'), "no source address"),
        (page(pair(), attributes='url="javascript:alert(1)"'), "invalid field"),
        (page(pair("Turned \u202e around.")), "invalid field"),
        (page(pair("x" * 30_000)), "invalid field"),
        (page(), "no questions"),
        (b"<html><p>A page</p></html>", "no questions"),
        (BOMB, "unsafe XML"),
        (OUTSIDE, "unsafe XML"),
        (page(pair("Sjögren")).decode().encode("latin-1"), "wrong encoding"),
        (b"\xff\xfe<\x00", "wrong encoding"),
        (page(pair()).replace(b"UTF-8", b"klingon"), "wrong encoding"),
        (page(pair()).replace(b"UTF-8", b"shift_jis"), "wrong encoding"),
        (page(pair())[:-5], "malformed XML"),
        (b"", "malformed XML"),
        (b"<a>" * 100_000, "malformed XML"),
        (page(pair("x" * MAX_RECORD_BYTES)), "too large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_that_cannot_be_imported_is_skipped_by_reason(content: bytes, reason: str) -> None:
    assert skipped(content).reason == reason


def test_a_deep_document_is_read_like_any_other() -> None:
    deep = page(pair()).replace(b"<QAPairs>", b"<QAPairs>" + b"<a>" * 50_000 + b"</a>" * 50_000)
    assert read_one(deep).external_id == "folder/0000007#1"


def test_one_bad_pair_does_not_stop_the_others() -> None:
    reads = list(medquad.read(in_memory(page(pair(pid=1), pair("", pid=2), pair(pid=3)), b"<"), PATIENT))
    assert [read.external_id for read in reads if isinstance(read, Article)] == [
        "folder/0000007#1",
        "folder/0000007#3",
    ]
    assert reasons(reads) == ["no answer text", "malformed XML"]


def test_an_id_is_imported_once() -> None:
    reads = list(medquad.read(in_memory(page(pair(), pair("Another answer."))), PATIENT))
    assert reasons(reads) == ["repeated id"]


def test_what_the_source_could_not_read_is_passed_on() -> None:
    unsafe = Skipped("unsafe path", "../a.xml")
    assert list(medquad.read([unsafe], PATIENT)) == [unsafe]


def test_entries_are_all_pairs_those_without_answer_too() -> None:
    source: list[SourceFile | Skipped] = [Skipped("unsafe path", "x")]
    source += in_memory(page(pair("", pid=1), pair(pid=2)), b"<")
    first, second = medquad.entries(source)
    assert (first.external_id, first.answer, first.qtype) == ("folder/0000007#1", "", "information")
    assert (second.focus, second.synonyms) == ("Ache", ("Pain", "Soreness"))


@given(st.binary())
def test_no_bytes_raise_anything(content: bytes) -> None:
    assert list(medquad.read(in_memory(content), PATIENT))


@given(st.text(), st.text())
def test_no_text_raises_anything_or_is_lost(question: str, answer: str) -> None:
    content = page(pair(answer, question)).decode(errors="replace").encode()
    for read in medquad.read(in_memory(content), PATIENT):
        if isinstance(read, Article):
            assert "".join(map(without_marks, said(read))) == without_marks(answer)


@pytest.fixture(scope="session")
def whole(shared: Path) -> SourceFiles:
    return SourceFiles(shared / "data" / "medquad.tar.xz", (".xml",))


def test_the_whole_of_medquad_is_read_and_counted(whole: SourceFiles) -> None:
    counts = Counter(
        read.reason if isinstance(read, Skipped) else "imported" for read in medquad.read(whole, PATIENT)
    )
    assert counts == {
        "imported": 16_407 - 34,
        "repeated id": 34,
        "no answer text": 31_034,
        "no questions": 10,
    }


def test_no_answer_of_medquad_loses_a_character(whole: SourceFiles) -> None:
    for entry in list(medquad.entries(whole))[::37]:
        if entry.answer:
            article = entry.article(PATIENT)
            flat = " ".join(entry.answer.split())
            assert all(statement in flat for statement in said(article))
            assert "".join(map(without_marks, said(article))) == without_marks(entry.answer)


def test_every_judged_entry_of_liveqa_is_found_by_its_id(shared: Path, whole: SourceFiles) -> None:
    entries = list(medquad.entries(whole))
    lines = (shared / "data" / "liveqa-dev.jsonl").read_text().splitlines()
    judged = {
        entry for line in lines for judgment in json.loads(line)["judgments"] for entry in judgment["entries"]
    }
    assert len(entries) == 47_441
    assert judged <= {entry.external_id for entry in entries}
    assert {entry.qtype for entry in entries} == medquad.QUESTION_TYPES.keys()
    assert {entry.source for entry in entries} == medquad.ISSUERS.keys()


def test_the_importer_reads_files_one_at_a_time() -> None:
    asked_for: list[str] = []

    def source() -> Iterator[SourceFile]:
        for file in in_memory(page(pair()), page(pair())):
            asked_for.append(file.name)
            yield file

    next(medquad.read(source(), PATIENT))
    assert asked_for == ["file1"]
