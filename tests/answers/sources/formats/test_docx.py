import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answers.library.base import Skipped
from answers.sources.formats import docx as format_
from answers.sources.formats.sidecar import Sidecars
from answers.sources.record import Source
from answers.types import PassagePart
from tests.answers.library.sources import in_memory
from tests.answers.sources.formats.reading import ABOUT, only, skipped, texts, words

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {W}>
<w:style w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:styleId="Own"><w:name w:val="Chapter"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
</w:styles>"""


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(text: str, style: str = "", numbered: bool = False) -> str:
    number = "<w:numPr/>" if numbered else ""
    inner = text if text.startswith("<") else run(text)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{number}</w:pPr>{inner}</w:p>'


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells: str, header: bool = False) -> str:
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if header else ''}{''.join(cells)}</w:tr>"


def docx(*body: str, **parts: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{''.join(body)}</w:body></w:document>"
        )
        archive.writestr("word/styles.xml", STYLES)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return written.getvalue()


def read(*files: bytes) -> list[Source | Skipped]:
    return list(format_.read(in_memory(*files), ABOUT, Sidecars()))


def test_headings_place_the_paragraphs_below_them() -> None:
    source = only(
        read(
            docx(
                p("Aches", "Title"),
                p("Treatment", "H1"),
                p("Dosage", "H2"),
                p("5 mg daily."),
                p("Warnings", "Own"),
                p("Never in pregnancy."),
            )
        )
    )
    assert source.reference.title == "Aches"
    assert [(each.text, each.place, each.part) for each in source.passages] == [
        ("5 mg daily.", "Treatment › Dosage", PassagePart.DOSAGE),
        ("Never in pregnancy.", "Warnings", PassagePart.WARNING),
    ]


def test_a_list_stands_with_what_introduces_it() -> None:
    content = docx(
        p("Do not give it in:"),
        p("pregnancy", numbered=True),
        p("renal failure", "ListParagraph"),
        p("Rest."),
    )
    assert texts(only(read(content))) == ["Do not give it in:\n- pregnancy\n- renal failure", "Rest."]


def test_each_row_of_a_table_stands_below_its_header_with_merged_cells_repeated() -> None:
    content = docx(
        "<w:tbl>",
        tr(tc("Drug"), tc("Who"), tc("Dose"), header=True),
        tr(tc("A", '<w:vMerge w:val="restart"/>'), tc("adults"), tc("5 mg")),
        tr(tc("", "<w:vMerge/>"), tc("children"), tc("2 mg")),
        tr(tc("Under dialysis", '<w:gridSpan w:val="3"/>')),
        tr(tc("A"), tc("all", '<w:gridSpan w:val="2"/>')),
        "</w:tbl>",
    )
    assert texts(only(read(content))) == [
        "Drug | Who | Dose\nA | adults | 5 mg",
        "Drug | Who | Dose\nA | children | 2 mg",
        "Drug | Who | Dose\nUnder dialysis\nA | all | all",
    ]


def test_what_was_deleted_is_no_text_and_what_was_inserted_is() -> None:
    deleted = "<w:del><w:r><w:delText>50</w:delText></w:r></w:del>"
    text = f"{run('Give ')}{deleted}<w:ins>{run('5')}</w:ins>{run(' mg.')}"
    assert texts(only(read(docx(p(text))))) == ["Give 5 mg."]


def test_raised_letters_signs_and_hyphens_are_not_lost() -> None:
    text = (
        run("Over 10")
        + run("9", '<w:vertAlign w:val="superscript"/>')
        + run("/L, age ")
        + '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
        + run(" 12, 5")
        + "<w:r><w:noBreakHyphen/></w:r>"
        + run("10 mg")
    )
    assert texts(only(read(docx(p(text))))) == ["Over 10^9/L, age ≥ 12, 5-10 mg"]


def test_a_sign_of_a_font_that_is_not_known_is_seen_to_be_one() -> None:
    assert (
        "\N{REPLACEMENT CHARACTER}"
        in texts(only(read(docx(p('<w:r><w:sym w:font="Wingdings" w:char="F04A"/><w:t>5 mg</w:t></w:r>')))))[
            0
        ]
    )


def test_a_note_at_the_foot_stands_where_it_is_called() -> None:
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{p("Not below 12 years.")}</w:footnote></w:footnotes>'
    content = docx(p(run("Give 5 mg") + '<w:r><w:footnoteReference w:id="2"/></w:r>'), footnotes=notes)
    assert texts(only(read(content))) == ["Give 5 mg [Not below 12 years.]"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{p('Recommended: rest.')}</w:txbxContent>"
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent xmlns:mc='m'>{twice}</mc:AlternateContent>"
    assert texts(only(read(docx(p(f"<w:r>{both}</w:r>"))))) == ["Recommended: rest."]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "damaged document"),
        (b"PK\x03\x04 not an archive", "damaged document"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "encrypted or old document"),
        (docx(p("Rest."))[:-40], "damaged document"),
        (docx(), "no text"),
        (docx("<w:p>"), "malformed XML"),
        (docx(p("Rest."), footnotes='<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "unsafe XML"),
        (docx("<w:p>" * 300, "</w:p>" * 300), "malformed XML"),
    ],
)
def test_what_cannot_be_read_is_skipped_by_its_reason(content: bytes, reason: str) -> None:
    assert skipped(read(content)).reason == reason


def test_a_document_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(format_, "MAX_PART_BYTES", 1_000)
    assert skipped(read(docx(p("Rest. " * 10_000)))).reason == "too large"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 2_000), st.binary(min_size=1, max_size=6))
def test_damage_anywhere_raises_nothing(place: int, noise: bytes) -> None:
    good = docx(p("Treatment", "H1"), p("Rest helps."), "<w:tbl>", tr(tc("A"), tc("B")), "</w:tbl>")
    broken = good[: place % len(good)] + noise + good[place % len(good) + len(noise) :]
    for found in read(broken):
        assert isinstance(found, Source | Skipped)


said = st.text("abcde ", min_size=1, max_size=8).filter(str.strip)
blocks: st.SearchStrategy[Any] = st.one_of(
    said.map(lambda text: (text, p(text))),
    said.map(lambda text: (text, p(text, numbered=True))),
    st.lists(said, min_size=1, max_size=3).map(
        lambda cells: (" ".join(cells), f"<w:tbl>{tr(*map(tc, cells))}</w:tbl>")
    ),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(blocks, min_size=1, max_size=8))
def test_no_word_is_lost(parts: list[tuple[str, str]]) -> None:
    source = only(read(docx(*(block for _, block in parts))))
    expected = " ".join(text for text, _ in parts).split()
    assert [word for word in words(source) if word not in {"-", "|"}] == expected
