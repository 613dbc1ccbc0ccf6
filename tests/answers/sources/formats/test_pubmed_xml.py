"""PubMed's XML: what becomes a source, with what, and what is skipped and why."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answers.library.base import MAX_RECORD_BYTES, Skipped
from answers.sources.formats.base import About
from answers.sources.formats.pubmed_xml import Standing, read, records, standings
from answers.sources.record import Source
from answers.types import PassagePart, ReferenceKind, Retraction
from tests.answers.library.sources import in_memory
from tests.fakes.eutilities import article, article_set, book
from tests.fakes.eutilities.records import structured

DAY = date(2026, 11, 24)


def parsed(*xml: str, checked: date | None = DAY) -> list[Source | Skipped]:
    return list(records(io.BytesIO(article_set(*xml).encode()), "here", checked=checked))


def source(xml: str, checked: date | None = DAY) -> Source:
    (one,) = parsed(xml, checked=checked)
    assert isinstance(one, Source), one
    return one


def why(xml: str) -> str:
    (one,) = parsed(xml)
    assert isinstance(one, Skipped)
    return one.reason


def texts(of: Source) -> list[str]:
    return [passage.text for passage in of.passages]


def abstract(text: str) -> str:
    return f"<AbstractText>{text}</AbstractText>"


def test_an_article_is_read_with_all_that_names_it() -> None:
    read_ = source(article(copyright_line="© 2021 The Authors."))
    assert read_.external_id == "pmid:11111111"
    reference = read_.reference
    assert (reference.title, reference.issuer, reference.country) == (
        "Cooling for gout",
        "J Example Med",
        "GB",
    )
    assert (reference.year, reference.pmid, reference.doi) == (2021, "11111111", "10.1000/gout.1")
    assert (reference.kind, read_.published) == (ReferenceKind.STUDY, date(2021, 3, 5))
    assert read_.subjects == ("Gout", "Humans")
    assert read_.licence == "© 2021 The Authors."
    assert [(p.text, p.place, p.part) for p in read_.passages] == [
        ("Cooling eased the pain of gout within a day.", "Abstract", None)
    ]


def test_the_sections_of_an_abstract_are_passages_with_their_part() -> None:
    read_ = source(
        article(
            abstract=structured(
                [
                    ("OBJECTIVE", "OBJECTIVE", "To see."),
                    ("PATIENTS AND METHODS", "UNASSIGNED", "We cooled."),
                    ("FINDINGS", "", "It helped."),
                    ("INTERPRETATION", "CONCLUSIONS", "Cool it."),
                    ("RECOMMENDATIONS", "CONCLUSIONS", "Cool every joint."),
                    ("FUNDING", "BACKGROUND", "Nobody."),
                    ("CLINICAL CHARACTERISTICS", "", "Painful."),
                ]
            )
        )
    )
    assert [(p.place, p.part) for p in read_.passages] == [
        ("OBJECTIVE", PassagePart.BACKGROUND),
        ("PATIENTS AND METHODS", PassagePart.METHODS),
        ("FINDINGS", PassagePart.RESULTS),
        ("INTERPRETATION", PassagePart.CONCLUSIONS),
        ("RECOMMENDATIONS", PassagePart.RECOMMENDATION),
        ("FUNDING", PassagePart.BACKGROUND),
        ("CLINICAL CHARACTERISTICS", None),
    ]


@pytest.mark.parametrize(
    ("marked_up", "plain"),
    [
        ("Platelets below 50 × 10<sup>9</sup>/L", "Platelets below 50 × 10^9/L"),
        ("10<sup>-3</sup> and 10<sup>a3</sup>", "10^-3 and 10^(a3)"),
        ("30 kg/m<sup>2</sup> and CD4<sup>+</sup>", "30 kg/m² and CD4⁺"),
        ("<sup>18</sup>F, <sup>99m</sup>Tc, the 20<sup>th</sup>", "¹⁸F, 99mTc, the 20th"),
        ("H<sub>2</sub>O, HbA<sub>1c</sub>, PaO<sub>2</sub>", "H2O, HbA1c, PaO2"),
        ("log<sub>10</sub>2 and 3<sub>2</sub>", "log10 2 and 3_2"),
        ("<i>E. coli</i> with <b>bold</b> <u>text</u>", "E. coli with bold text"),
        ("0.4-<u>&lt;</u>4.5, <u>&gt;</u> 65, 3 <u>+</u> 1", "0.4-≤4.5, ≥ 65, 3 ± 1"),
        (
            '<m:math xmlns:m="m"><m:mmultiscripts><m:mi>Xe</m:mi><m:mprescripts/><m:none/>'
            "<m:mn>129</m:mn></m:mmultiscripts></m:math> MRI",
            "¹²⁹Xe MRI",
        ),
        ('<m:mmultiscripts xmlns:m="m"><m:mi>C</m:mi><m:mn>1</m:mn></m:mmultiscripts>', "[formula]"),
        ("m<i>TOR<sup>2</sup></i>", "mTOR²"),
        (
            '<m:math xmlns:m="m"><m:msup><m:mn>10</m:mn><m:mn>9</m:mn></m:msup></m:math> cells',
            "10^9 cells",
        ),
        ('<m:mfrac xmlns:m="m"><m:mn>1</m:mn><m:mn>2</m:mn></m:mfrac>', "(1)/(2)"),
        ('x <m:msqrt xmlns:m="m"><m:mn>2</m:mn></m:msqrt> y', "x [formula] y"),
        ("a&#8201;b\n   c", "a b c"),
        ("p&lt;0.05 &amp; more", "p<0.05 & more"),
        ("a soft&#173;hyphen and &#8238;turned&#8236;", "a softhyphen and turned"),
        ("Some text (ABSTRACT TRUNCATED AT 250 WORDS)", "Some text"),
    ],
)
def test_mark_up_becomes_text_in_which_no_number_is_another(marked_up: str, plain: str) -> None:
    assert texts(source(article(abstract=abstract(marked_up)))) == [plain]


def test_mark_up_in_titles_stays_as_text() -> None:
    assert source(article(title="Effect of CO<sub>2</sub> on <i>H. pylori</i>.")).reference.title == (
        "Effect of CO2 on H. pylori"
    )


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (["Practice Guideline", "Journal Article"], ReferenceKind.GUIDELINE),
        (["Guideline", "Systematic Review"], ReferenceKind.GUIDELINE),
        (["Consensus Development Conference, NIH"], ReferenceKind.GUIDELINE),
        (["Meta-Analysis", "Randomized Controlled Trial"], ReferenceKind.SYSTEMATIC_REVIEW),
        (["Systematic Review", "Review"], ReferenceKind.SYSTEMATIC_REVIEW),
        (["Randomized Controlled Trial", "Letter"], ReferenceKind.TRIAL),
        (["Clinical Trial, Phase II"], ReferenceKind.TRIAL),
        (["Editorial"], ReferenceKind.OPINION),
        (["Case Reports", "Journal Article"], ReferenceKind.OPINION),
        (["Letter", "Comment"], ReferenceKind.OPINION),
        (["Review", "Journal Article"], ReferenceKind.REFERENCE_WORK),
        (["Observational Study", "Multicenter Study"], ReferenceKind.STUDY),
        (["Preprint"], ReferenceKind.STUDY),
    ],
)
def test_publication_types_decide_what_sort_of_source_it_is(types: list[str], kind: ReferenceKind) -> None:
    assert source(article(types=types)).reference.kind is kind


def test_a_chapter_of_a_book_is_a_reference_work_of_its_book() -> None:
    read_ = source(book(revised="<Year>2025</Year><Month>Feb</Month><Day>27</Day>"))
    reference = read_.reference
    assert reference.kind is ReferenceKind.REFERENCE_WORK
    assert (reference.title, reference.issuer) == ("Gouty arthritis", "Example Reviews, Example Publishing")
    assert reference.link == "https://www.ncbi.nlm.nih.gov/books/NBK111111/"
    assert read_.published == date(2025, 2, 27)


def test_a_book_without_chapters_goes_by_its_own_title_and_a_guideline_in_a_book_is_one() -> None:
    reference = source(book(title="", types=["Practice Guideline"])).reference
    assert (reference.title, reference.kind) == ("Example Reviews", ReferenceKind.GUIDELINE)


COLLECTIVE = "<Author><CollectiveName>Example Society of Joints</CollectiveName></Author>"


def test_a_guidelines_issuer_is_the_body_that_wrote_it_and_its_country_is_not_the_journals() -> None:
    fields = {"types": ["Practice Guideline"], "authors": COLLECTIVE}
    reference = source(article(**fields, mesh=("*Gout", "Humans", "United States"))).reference  # type: ignore[arg-type]
    assert reference.issuer == "Example Society of Joints (J Example Med)"
    assert reference.country == "US"
    assert source(article(types=["Guideline"])).reference.country is None
    two = ("Canada", "United States")
    assert source(article(types=["Guideline"], mesh=two)).reference.country is None


def test_a_studys_issuer_is_its_journal_whoever_wrote_it() -> None:
    assert source(article(authors=COLLECTIVE)).reference.issuer == "J Example Med"


@pytest.mark.parametrize(
    ("given_", "published"),
    [
        ("<Year>2021</Year>", date(2021, 1, 1)),
        ("<Year>2021</Year><Month>11</Month>", date(2021, 11, 1)),
        ("<Year>2021</Year><Season>Spring</Season>", date(2021, 1, 1)),
        ("<Year>2021</Year><Month>Feb</Month><Day>31</Day>", date(2021, 2, 1)),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", date(1998, 12, 1)),
        ("<MedlineDate>2000 Spring</MedlineDate>", date(2000, 1, 1)),
        ("<MedlineDate>1987-1988</MedlineDate>", date(1987, 1, 1)),
        ("<MedlineDate>Summer</MedlineDate>", None),
        ("<Year>20211</Year>", None),
        ("", None),
    ],
)
def test_dates_are_read_as_far_as_they_are_given(given_: str, published: date | None) -> None:
    read_ = source(article(published=given_))
    assert read_.published == published
    assert read_.reference.year == (published.year if published else None)


def test_without_a_date_of_print_the_electronic_one_counts() -> None:
    day = "<Year>2020</Year><Month>07</Month><Day>01</Day>"
    assert source(article(published="", electronic=day)).published == date(2020, 7, 1)


def test_a_translated_title_keeps_its_brackets_and_a_missing_one_is_the_vernacular() -> None:
    assert source(article(title="[Cooling in gout].", vernacular="Kühlung bei Gicht.")).reference.title == (
        "[Cooling in gout]"
    )
    untranslated = article(title="[Not Available].", vernacular="Kühlung bei Gicht.", language="ger")
    assert source(untranslated).reference.title == "Kühlung bei Gicht"


def test_the_english_abstract_comes_before_others_and_others_before_none() -> None:
    both = source(article(other_abstracts={"ger": "Kühlen half."}, language="ger"))
    assert (both.language, texts(both)) == ("en", ["Cooling eased the pain of gout within a day."])
    only = source(article(abstract="", other_abstracts={"xxx": "?", "spa": "El frío ayudó."}))
    assert (only.language, texts(only)) == ("es", ["El frío ayudó."])


def test_keywords_stand_in_for_headings_that_are_not_there_yet() -> None:
    assert source(article(mesh=(), keywords=("gout", "ice", "gout"))).subjects == ("gout", "ice")


@pytest.mark.parametrize(
    ("fields", "animals"),
    [
        ({"mesh": ("*Gout", "Animals", "Mice")}, True),
        ({"mesh": ("*Gout", "Animals", "Humans")}, False),
        ({"mesh": ()}, False),
        ({"types": ("Clinical Trial, Veterinary",), "mesh": ()}, True),
    ],
)
def test_what_is_of_animals_alone_can_be_told(fields: dict[str, Sequence[str]], animals: bool) -> None:
    assert source(article(**fields)).animals_only is animals  # type: ignore[arg-type]


LINK = ("J Example Med. 2023;2:3", "33333333")


@pytest.mark.parametrize(
    ("fields", "retraction"),
    [
        ({"types": ("Journal Article", "Retracted Publication")}, Retraction.RETRACTED),
        ({"types": ("Another name for it|D016441",)}, Retraction.RETRACTED),
        ({"links": [("RetractionIn", *LINK)]}, Retraction.RETRACTED),
        ({"links": [("RetractedandRepublishedIn", *LINK)]}, Retraction.RETRACTED),
        ({"links": [("ErratumIn", *LINK), ("ExpressionOfConcernIn", *LINK)]}, Retraction.CONCERN),
        ({"links": [("ErratumIn", *LINK)]}, Retraction.CORRECTED),
        ({"links": [("CommentIn", *LINK), ("Cites", *LINK)]}, Retraction.NONE),
    ],
)
def test_retraction_is_read_with_the_day_of_the_check(
    fields: dict[str, list[tuple[str, str, str]]], retraction: Retraction
) -> None:
    reference = source(article(**fields)).reference  # type: ignore[arg-type]
    assert (reference.retraction, reference.checked) == (retraction, DAY)


def test_of_a_file_the_status_is_that_of_the_last_revision_and_a_mark_holds_today() -> None:
    assert source(article(), checked=None).reference.checked == date(2022, 1, 9)
    undated = source(article(revised=""), checked=None).reference
    assert (undated.retraction, undated.checked) == (Retraction.UNCHECKED, None)
    marked = source(article(revised="", links=[("RetractionIn", *LINK)]), checked=None).reference
    assert (marked.retraction, marked.checked) == (Retraction.RETRACTED, datetime.now(UTC).date())


@pytest.mark.parametrize("kind", ["UpdateIn", "CorrectedandRepublishedIn"])
def test_what_a_later_version_replaces_says_which(kind: str) -> None:
    reference = source(article(links=[(kind, *LINK)])).reference
    assert reference.superseded_by == "J Example Med. 2023;2:3 PMID 33333333"


def test_a_withdrawn_review_is_marked() -> None:
    assert source(article(title="WITHDRAWN: Ice for gout.")).withdrawn_by_issuer


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (article(abstract=""), "no abstract"),
        (book(abstract=""), "no abstract"),
        (article(abstract=abstract("  ")), "no abstract"),
        (article(types=["Retraction of Publication"]), "a notice about another article"),
        (article(types=["Retraction Notice|D016440"]), "a notice about another article"),
        (article(types=["Published Erratum"]), "a notice about another article"),
        (article(types=["Clinical Trial Protocol"]), "a protocol without results"),
        (article(pmid=""), "no PubMed id"),
        (article(title=""), "no title"),
        (article(pmid="x1"), "invalid field"),
        (article(abstract=abstract("x" * 20_001)), "invalid field"),
    ],
)
def test_what_is_no_evidence_is_skipped_by_its_reason(xml: str, reason: str) -> None:
    assert why(xml) == reason


def test_dois_of_cited_works_and_broken_ones_are_not_the_articles() -> None:
    assert source(article(doi="")).reference.doi is None
    assert source(article(doi="see the website")).reference.doi is None


def test_the_records_before_a_break_are_read_and_the_break_is_named() -> None:
    whole = article_set(article("1"), article("2")).encode()
    first, broken = records(io.BytesIO(whole[:-200]), "here", checked=DAY)
    assert isinstance(first, Source)
    assert isinstance(broken, Skipped)
    assert (broken.reason, broken.where) == ("malformed XML", "here")


BOMB = (
    '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;">]><PubmedArticleSet>&m;</PubmedArticleSet>'
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><PubmedArticleSet>&x;</PubmedArticleSet>'


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE])
def test_entities_are_refused(xml: str) -> None:
    (skipped,) = records(io.BytesIO(xml.encode()), "here")
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "unsafe XML"


def test_a_record_that_is_too_large_ends_the_reading() -> None:
    huge = article("2", abstract=abstract("x" * (MAX_RECORD_BYTES + 100_000)))
    first, skipped = parsed(article("1"), huge)
    assert isinstance(first, Source)
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "too large"


def test_elements_in_elements_without_end_are_cut_off() -> None:
    deep = "<b>" * 20_000 + "x" + "</b>" * 20_000
    assert texts(source(article(abstract=abstract(f"before {deep} after")))) == ["before after"]


def test_a_set_of_any_length_is_read_a_record_at_a_time() -> None:
    many = [article(str(number)) for number in range(1, 3_001)]
    assert sum(isinstance(each, Source) for each in parsed(*many)) == 3_000


def test_what_the_operator_says_holds_where_the_record_says_nothing() -> None:
    file = in_memory(article_set(article("1"), article("2", copyright_line="© 2021 X.")).encode())
    first, second = read(file, About(licence="library", issuer="nobody", quotable=False))
    assert isinstance(first, Source)
    assert isinstance(second, Source)
    assert (first.licence, second.licence) == ("library", "© 2021 X.")
    assert (first.quotable, second.quotable) == (False, False)
    assert first.reference.issuer == "J Example Med"


def test_a_record_that_comes_twice_is_taken_once() -> None:
    twice = article_set(article("1")).encode()
    _, repeated = read(in_memory(twice, twice), About())
    assert isinstance(repeated, Skipped)
    assert repeated.reason == "repeated id"


def test_what_became_of_a_record_is_read_whether_or_not_it_is_evidence() -> None:
    xml = article_set(
        article("1", abstract="", links=[("RetractionIn", *LINK)]),
        article("2", links=[("UpdateIn", *LINK)]),
        book("3", abstract=""),
    )
    later = "J Example Med. 2023;2:3 PMID 33333333"
    assert list(standings(io.BytesIO(xml.encode()), "here")) == [
        Standing("1", Retraction.RETRACTED, ""),
        Standing("2", Retraction.NONE, later),
        Standing("3", Retraction.NONE, ""),
    ]


def test_files_are_read_one_after_the_other_and_one_without_records_is_named() -> None:
    files = in_memory(
        article_set(article("1")).encode(), b"<html/>", b"not XML", article_set(book("2")).encode()
    )
    found = list(read(files, About()))
    assert [each.external_id for each in found if isinstance(each, Source)] == ["pmid:1", "pmid:2"]
    assert [(e.where, e.reason) for e in found if isinstance(e, Skipped)] == [
        ("file2", "no PubMed records"),
        ("file3", "malformed XML"),
    ]


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400))
def test_nothing_that_is_read_raises(data: bytes) -> None:
    whole = article_set(article(), book()).encode()
    for xml in (data, whole[: len(data) * 7] + data, whole.replace(b"<Year>", data[:8])):
        for each in records(io.BytesIO(xml), "here"):
            assert isinstance(each, Source | Skipped)


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn")), min_size=1, max_size=60)


@settings(max_examples=150, deadline=None)
@given(said=st.lists(TEXTS.filter(lambda t: t.strip()), min_size=1, max_size=5))
def test_no_character_of_an_abstract_is_lost(said: list[str]) -> None:
    from xml.sax.saxutils import escape

    xml = article(abstract=structured([("RESULTS", "RESULTS", escape(text)) for text in said]))
    assert texts(source(xml)) == [" ".join(text.split()) for text in said]
