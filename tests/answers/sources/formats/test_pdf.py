import io
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.constants import UserAccessPermissions

from answers.library.base import Skipped
from answers.sources.formats import pdf as format_
from answers.sources.formats import pdf_reader
from answers.sources.formats.base import About
from answers.sources.formats.pdf_grid import Fragment, Rule
from answers.sources.formats.pdf_layout import Page, laid_out
from answers.sources.formats.registry import FORMATS
from answers.sources.formats.sidecar import Sidecars
from answers.sources.record import Source
from answers.types import PassagePart
from tests.answers.library.sources import in_memory
from tests.answers.sources.formats.reading import ABOUT, only, skipped, texts
from tests.pdfs import at, grid, lines, pdf, row, rule


def read(*files: bytes, about: About = ABOUT) -> list[Source | Skipped]:
    return list(format_.read(in_memory(*files, name="guide"), about, Sidecars()))


PARAGRAPH = lines(
    "Rest is advised in adults with an ache that is mild and began less than two",
    "weeks ago. Do not advise it in children.",
)


def test_wrapped_lines_are_one_paragraph_on_their_page() -> None:
    source = only(read(pdf(PARAGRAPH)))
    (passage,) = source.passages
    assert passage.text == (
        "Rest is advised in adults with an ache that is mild and began less than two weeks ago. "
        "Do not advise it in children."
    )
    assert passage.place == "page 1"


def test_larger_letters_are_a_heading_that_places_what_is_below() -> None:
    content = at(50, 740, "Dose in children", 16) + PARAGRAPH
    (passage,) = only(read(pdf(content))).passages
    assert (passage.place, passage.part) == ("page 1 › Dose in children", PassagePart.DOSAGE)


def test_a_sentence_that_a_pages_end_cuts_in_two_is_one_passage() -> None:
    first = lines("Give 5 mg daily, but in renal failure give")
    (passage,) = only(read(pdf(first, lines("half of that every second day.")))).passages
    assert passage.text == "Give 5 mg daily, but in renal failure give half of that every second day."
    assert passage.place == "pages 1–2"


def test_each_row_of_a_table_stands_below_its_header_and_what_introduces_it() -> None:
    content = (
        lines("In adults, give:", y=620)
        + row(600, "Drug", "Dose (mg)", "Interval")
        + row(588, "Achegone", "250 to", "every 6 h")
        + row(576, "", "500", "")
        + row(564, "Restatin", "20", "once a day")
    )
    header = "In adults, give:\nDrug | Dose (mg) | Interval\n"
    assert texts(only(read(pdf(content)))) == [
        header + "Achegone | 250 to 500 | every 6 h",
        header + "Restatin | 20 | once a day",
    ]


def test_a_table_without_clear_rows_stays_one_passage() -> None:
    content = (
        row(600, "Drug", "Dose", "Interval")
        + row(588, "Achegone", "250 mg", "every 6 h")
        + row(560, "", "500 mg", "every 8 h")
        + row(530, "", "750 mg", "every 12 h")
    )
    (text,) = texts(only(read(pdf(content))))
    assert all(word in text for word in ("Achegone", "250 mg", "750 mg", "every 12 h"))


STOPS = (40, 150, 280, 400)
HEADER = at(45, 590, "Drug") + at(155, 590, "Dose (mg)") + at(285, 590, "Interval")


def test_cells_of_several_lines_are_told_apart_by_the_lines_around_them() -> None:
    content = (
        lines("Table 1. Doses in adults", y=620)
        + HEADER
        + lines("Achegone, in those with", "a history of bleeding", x=45, y=570)
        + at(155, 566, "250")
        + lines("every 6 h, or every", "8 h at night", x=285, y=570)
        + at(45, 535, "Restatin")
        + at(155, 535, "20")
        + grid([605, 582, 550, 525], STOPS)
    )
    above = "Table 1. Doses in adults\nDrug | Dose (mg) | Interval\n"
    assert texts(only(read(pdf(content)))) == [
        above + "Achegone, in those with a history of bleeding | 250 | every 6 h, or every 8 h at night",
        above + "Restatin | 20 |",
    ]


def test_a_cell_without_a_line_to_the_next_row_belongs_to_both_and_a_row_without_walls_is_a_group() -> None:
    content = (
        HEADER
        + at(200, 570, "Under dialysis")
        + at(45, 545, "Achegone")
        + at(155, 555, "250")
        + at(155, 535, "500")
        + at(285, 555, "daily")
        + at(285, 535, "weekly")
        + b"".join(rule(40, y, 400, y) for y in (605, 582, 565, 528))
        + rule(150, 548, 400, 548)
        + b"".join(rule(x, 582, x, 605) + rule(x, 528, x, 565) for x in STOPS)
    )
    above = "Drug | Dose (mg) | Interval\nUnder dialysis\n"
    assert texts(only(read(pdf(content)))) == [
        above + "Achegone | 250 | daily",
        above + "Achegone | 500 | weekly",
    ]


def test_rows_that_no_line_divides_do_not_get_each_others_doses() -> None:
    rows = b"".join(
        at(45, y, drug) + at(155, y, dose) + at(285, y, "daily")
        for y, drug, dose in ((570, "Achegone", "250"), (558, "Restatin", "20"), (530, "Salvin", "5"))
    )
    content = HEADER + rows + grid([605, 582, 545, 520], STOPS)
    assert texts(only(read(pdf(content)))) == [
        f"Drug | Dose (mg) | Interval\n{said}"
        for said in ("Achegone | 250 | daily", "Restatin | 20 | daily", "Salvin | 5 | daily")
    ]


def test_a_table_without_lines_whose_cells_go_on_stays_as_it_stands() -> None:
    content = (
        row(600, "Drug", "Dose", "Interval")
        + row(588, "Restatin", "20 mg", "daily")
        + lines("Achegone, in those", "with a history", x=50, y=576)
        + at(200, 576, "250 mg")
        + at(350, 576, "every 6 h")
    )
    assert texts(only(read(pdf(content)))) == [
        "Drug | Dose | Interval\nRestatin | 20 mg | daily\n"
        "Achegone, in those | 250 mg | every 6 h\nwith a history"
    ]


def test_a_frame_around_text_is_no_table() -> None:
    content = PARAGRAPH + grid([720, 680], (40, 560))
    assert len(texts(only(read(pdf(content))))) == 1


def test_what_stands_on_top_of_every_page_is_no_heading() -> None:
    pages = [
        at(50, 760, "Journal of Aches", 18) + lines(f"Adults take {n} mg of it daily.") for n in range(4)
    ]
    found = only(read(pdf(*pages))).passages
    assert [each.place for each in found] == ["page 1", *(f"page {n}" for n in range(1, 5))]
    assert [each.text for each in found][1:] == [f"Adults take {n} mg of it daily." for n in range(4)]


def test_columns_are_read_one_after_the_other_in_either_order_of_the_file() -> None:
    left = [f"Left column has line number {n} here" for n in range(7)]
    right = [f"right one has its line number {n} too" for n in range(7)]
    by_column = lines(*left) + lines(*right, x=330)
    by_row = b"".join(at(50, 700 - 12 * n, left[n]) + at(330, 700 - 12 * n, right[n]) for n in range(7))
    for content in (by_column, by_row):
        said = " ".join(texts(only(read(pdf(content)))))
        assert said == " ".join([*left, *right])


def test_a_list_stands_with_what_introduces_it() -> None:
    content = lines(
        "Do not give it in:", "• pregnancy,", "• severe renal failure, unless", "the patient is on dialysis."
    )
    assert texts(only(read(pdf(content)))) == [
        "Do not give it in:\n• pregnancy,\n• severe renal failure, unless the patient is on dialysis."
    ]


def test_what_is_raised_stays_raised() -> None:
    content = at(50, 700, "Platelets over 50 x 10") + at(152, 704, "9", 6) + at(157, 700, "/L")
    (text,) = texts(only(read(pdf(content))))
    assert "10^9" in text
    assert "109" not in text


def test_a_hyphen_at_a_lines_end_goes_only_where_the_word_is_known() -> None:
    content = lines(
        "The treatment is short. Give the treat-", "ment for 5-", "10 days with an anti-", "acid."
    )
    assert texts(only(read(pdf(content)))) == [
        "The treatment is short. Give the treatment for 5-10 days with an anti-acid."
    ]


def test_page_numbers_and_running_heads_are_left_out_but_for_the_first() -> None:
    pages = [
        at(50, 760, f"Journal of Aches 2026, {n}")
        + lines(f"Sentence number {n} stands here alone.")
        + at(300, 30, f"{n}")
        for n in range(1, 6)
    ]
    said = texts(only(read(pdf(*pages))))
    assert said == [
        "Journal of Aches 2026, 1",
        *(f"Sentence number {n} stands here alone." for n in range(1, 6)),
    ]


def test_a_tables_header_on_every_page_is_no_running_head() -> None:
    pages = [
        row(700, "Drug", "Dose") + row(688, f"Drug{n}", f"{n} mg") + row(676, f"Other{n}", "1 g")
        for n in range(1, 5)
    ]
    said = texts(only(read(pdf(*pages))))
    assert "Drug | Dose\nDrug4 | 4 mg" in said


def test_a_table_of_contents_is_left_out() -> None:
    content = at(50, 720, "1 Dosing . . . . . . . . . . . . . 12") + PARAGRAPH
    assert len(texts(only(read(pdf(content))))) == 1


def test_pages_without_text_are_named_and_the_rest_is_read() -> None:
    found = read(pdf(PARAGRAPH, b"q Q", lines("Water helps too.")))
    assert [each.where for each in found if isinstance(each, Skipped)] == ["guide1, page 2"]
    assert [each.reason for each in found if isinstance(each, Skipped)] == ["page without text"]
    assert [p.place for each in found if isinstance(each, Source) for p in each.passages] == [
        "page 1",
        "page 3",
    ]


def test_a_scan_is_skipped_by_its_reason() -> None:
    assert skipped(read(pdf(b"", b""))).reason == "no text"


def test_the_title_is_the_files_own_where_nobody_says_another() -> None:
    content = pdf(PARAGRAPH, title="Guideline on aches")
    assert only(read(content)).reference.title == "Guideline on aches"
    given = About(title="Aches, 2nd edition", url="https://example.org/")
    assert only(read(content, about=given)).reference.title == "Aches, 2nd edition"
    assert only(read(pdf(PARAGRAPH))).reference.title == "guide1"


def encrypted(user: str, owner: str, permissions: UserAccessPermissions) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(PARAGRAPH))))
    writer.encrypt(user, owner, permissions_flag=permissions, algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_file_under_a_password_is_skipped() -> None:
    assert skipped(read(encrypted("secret", "owner", UserAccessPermissions.all()))).reason == "encrypted"


def test_what_its_author_forbids_to_take_out_is_not_taken_out() -> None:
    allowed = UserAccessPermissions.all()
    assert sources_of(encrypted("", "owner", allowed))
    without = allowed & ~UserAccessPermissions.EXTRACT
    assert skipped(read(encrypted("", "owner", without))).reason == "extraction not permitted"


def sources_of(file: bytes) -> list[Source]:
    return [each for each in read(file) if isinstance(each, Source)]


@pytest.mark.parametrize(
    "content",
    [b"", b"not a PDF", b"%PDF-1.4", b"%PDF-1.4\n" + b"\x00" * 4_000, pdf(PARAGRAPH)[:400]],
)
def test_a_damaged_file_is_skipped_by_its_reason(content: bytes) -> None:
    assert skipped(read(content)).reason in {"damaged PDF", "no text"}


def test_a_page_that_unpacks_to_a_hundred_times_its_size_is_not_unpacked() -> None:
    bomb = zlib.compress(b" " * 100_000_000)
    file = pdf(PARAGRAPH, bomb).replace(
        b"/Length %d >>" % len(bomb), b"/Length %d /Filter /FlateDecode >>" % len(bomb)
    )
    silent, good = read(file)
    assert isinstance(silent, Skipped)
    assert silent.reason == "page without text"
    assert isinstance(good, Source)


def test_a_file_with_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "CHARS_MAX", 100)
    assert pdf_reader._read(pdf(PARAGRAPH))["reason"] == "too large"


def test_a_reader_that_is_ended_by_the_system_is_said_to_have_taken_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killed = subprocess.CompletedProcess([], -9, b"", b"")
    monkeypatch.setattr(format_.subprocess, "run", lambda *_, **__: killed)
    assert skipped(read(pdf(PARAGRAPH))).reason == "too large"


def test_a_file_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "PAGES_MAX", 1)
    assert pdf_reader._read(pdf(PARAGRAPH, PARAGRAPH))["reason"] == "too large"


def test_a_reader_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_, "TIMEOUT_S", 0.01)
    assert skipped(read(pdf(PARAGRAPH))).detail == "not read within 0 s"


def test_a_loop_of_pages_ends() -> None:
    loop = pdf(PARAGRAPH).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R 4 0 R]")
    assert len(texts(only(read(loop)))) == 1


def test_one_bad_file_never_stops_the_rest() -> None:
    bad, good = read(b"%PDF-1.4 broken", pdf(PARAGRAPH))
    assert isinstance(bad, Skipped)
    assert isinstance(good, Source)


def test_what_stands_beside_it_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "ache.pdf").write_bytes(pdf(PARAGRAPH))
    (tmp_path / "ache.pdf.yaml").write_text(
        "title: Ache in primary care\nkind: guideline\nissuer: Institute of Aches\ncountry: NO\n"
        "published: 2024-03\nedition: 2nd\nlicence: CC BY 4.0\nurl: https://example.org/ache\n"
    )
    for path in (tmp_path, tmp_path / "ache.pdf"):
        source = only(FORMATS["pdf"](path, About()))
        reference = source.reference
        assert (reference.title, reference.issuer, reference.country) == (
            "Ache in primary care",
            "Institute of Aches",
            "NO",
        )
        assert (source.external_id, source.edition, str(source.published)) == (
            "ache.pdf",
            "2nd",
            "2024-03-01",
        )


places = st.floats(0, 800).map(lambda value: round(value, 1))
fragments = st.builds(Fragment, places, places, st.sampled_from([0.0, 6.0, 10.0, 16.0]), st.text(max_size=30))


levels = st.builds(lambda x, y, width: Rule(x, y, x + width, y), places, places, st.floats(30, 500))
walls = st.builds(lambda x, y, height: Rule(x, y, x, y + height), places, places, st.floats(5, 500))
pages = st.builds(
    Page, st.lists(fragments, max_size=15), st.lists(levels, max_size=8), st.lists(walls, max_size=6)
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
@given(st.lists(pages, max_size=3))
def test_whatever_stands_wherever_is_laid_out(found: list[Page]) -> None:
    for passage in laid_out(found):
        assert passage.text.strip()


plain = st.text("abcdefgh", min_size=2, max_size=8)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
@given(
    st.lists(st.tuples(places, places, plain), max_size=20, unique_by=lambda each: each[2]),
    st.lists(levels, max_size=8),
    st.lists(walls, max_size=6),
)
def test_no_word_of_a_page_is_lost(
    said: list[tuple[float, float, str]], across: list[Rule], upright: list[Rule]
) -> None:
    page = Page([Fragment(x, y, 10.0, word) for x, y, word in said], across, upright)
    found = " ".join(passage.text for passage in laid_out([page]))
    assert all(word in found for _, _, word in said)
