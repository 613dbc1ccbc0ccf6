from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from answers.errors import InvalidRecord
from answers.library import markdown
from answers.library.base import Skipped
from answers.library.files import SourceFiles
from answers.library.markdown import MAX_FILE_BYTES, parse
from answers.types import Article, Audience, Dimension, SectionKind, Statement
from tests.answers.library.sources import articles, in_memory, reasons

CLINICIAN, PATIENT = Audience.CLINICIAN, Audience.PATIENT

FRONT = """\
external_id: ache-treatment   # stable
question: How is ache treated?
references:
  - title: A guideline
    kind: guideline
    url: https://example.org/g
    year: null
  - {title: A trial, kind: trial, pmid: 0123}
"""
BODY = "Rest. [1]\n"
STARTER = Path(markdown.__file__).parent / "starter"


def file(body: str = BODY, front: str = FRONT, more: str = "") -> bytes:
    return f"---\n{front}{more}---\n{body}".encode()


def article(body: str = BODY, more: str = "", audience: Audience = CLINICIAN) -> Article:
    return parse(file(body, more=more), audience)


def refused(content: bytes) -> InvalidRecord:
    with pytest.raises(InvalidRecord) as caught:
        parse(content, CLINICIAN)
    return caught.value


def statements(body: str) -> list[Statement]:
    return list(article(body).texts[CLINICIAN].statements())


def test_front_matter_and_text_become_an_article() -> None:
    made = article(
        more="""\
aliases:
  - What helps against ache?
focus: ache
synonyms: [pain, NO, 010]
question_type: treatment
population:
  includes: [adults, children]
  excludes: [pregnancy]
jurisdiction: NO
evidence_to: 2015-07
updated: 2025-03-22
quotes_source: true
"""
    )
    assert (made.external_id, made.question) == ("ache-treatment", "How is ache treated?")
    assert made.synonyms == ("pain", "NO", "010")
    assert made.population.excludes == {Dimension.PREGNANCY}
    assert made.jurisdiction == "NO"
    assert (made.evidence_to, made.updated) == (date(2015, 7, 1), date(2025, 3, 22))
    assert made.quotes_source
    assert [(r.year, r.pmid) for r in made.references] == [(None, None), (None, "0123")]


def test_sections_have_kinds_and_headings() -> None:
    made = article("""\
Rest, and then rest.
It helps. [1]

## From the Guidelines

- Rest. [1]
- Heat. [1][2]

## From the research

### Role of heat

A paragraph over
two lines. [2]

### Role of cold

- Cold. [2]

## Warnings

- No fire. [1]
""")
    text = made.texts[CLINICIAN]
    assert text.bottom_line is not None
    assert text.bottom_line.text == "Rest, and then rest. It helps."
    assert [(s.kind, s.heading) for s in text.sections] == [
        (SectionKind.GUIDELINES, None),
        (SectionKind.RESEARCH, "Role of heat"),
        (SectionKind.RESEARCH, "Role of cold"),
        (SectionKind.BODY, "Warnings"),
    ]
    assert [s.citations for s in text.sections[0].statements] == [(1,), (1, 2)]
    assert text.sections[1].statements[0].text == "A paragraph over two lines."


def test_a_heading_of_a_heading_does_not_lose_what_it_is_about() -> None:
    made = article("Rest.\n## Children\n### Dose\n- Little. [1]\n## Adults\n### Dose\n- More. [1]\n")
    headings = [section.heading for section in made.texts[CLINICIAN].sections]
    assert headings == ["Children: Dose", "Adults: Dose"]


def test_a_statement_says_its_grade_and_whether_it_must_be_shown() -> None:
    graded, warned, both = statements("""\
## Advice

- Rest. [1][2] {grade: B (USPSTF)}
- (!) No fire. [1]
- (!) No *open* `fire`. [2] {grade: strong}
""")
    assert graded.grade is not None
    assert (graded.text, graded.grade.text, graded.grade.system) == ("Rest.", "B", "USPSTF")
    assert (warned.text, warned.must_show, warned.grade) == ("No fire.", True, None)
    assert (both.text, both.must_show, str(both.grade)) == ("No open fire.", True, "strong")


def test_braces_that_hold_no_grade_are_text() -> None:
    (only,) = statements("## A\n\n- Sets {a, b} differ. [1]\n")
    assert only.text == "Sets {a, b} differ."


def test_a_bottom_line_without_citations_rests_on_all_that_is_cited_below_it() -> None:
    bottom_line, *_ = statements("Rest.\n\n## A\n\n- Heat. [2]\n- Cold. [1][2]\n")
    assert bottom_line.citations == (2, 1)


def test_a_text_for_another_audience_begins_with_a_heading_of_the_first_level() -> None:
    made = article("Rest. [1]\n# For patients\nPlease rest. [1]\n## Why\n- It helps. [2]\n")
    assert [s.text for s in made.texts[CLINICIAN].statements()] == ["Rest."]
    assert [s.text for s in made.texts[PATIENT].statements()] == ["Please rest.", "It helps."]


def test_the_text_is_for_whom_the_front_matter_says_and_else_for_whom_the_import_is() -> None:
    assert list(article(audience=PATIENT).texts) == [PATIENT]
    assert list(article(more="audience: patient\n").texts) == [PATIENT]
    assert list(article("# For patients\nRest. [1]\n").texts) == [PATIENT]


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter() -> None:
    windows = b"\xef\xbb\xbf" + file("Rest. [1]\n\n## A\n\n- Heat. [1]\n").replace(b"\n", b"\r\n")
    assert len(list(parse(windows, CLINICIAN).texts[CLINICIAN].statements())) == 2


BOMB = "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nfocus: *b\n"


@pytest.mark.parametrize(
    ("content", "reason", "detail"),
    [
        (b"Rest. [1]", "no front matter", "---"),
        (b"---\nquestion: a\n", "no front matter", "---"),
        (file("Rest. [1]").replace(b"Rest", b"R\xe9st"), "wrong encoding", "UTF-8"),
        (b" " * (MAX_FILE_BYTES + 1), "too large", ""),
        (file(more="focus: " + "x" * 70_000 + "\n"), "too large", "front matter"),
        (file(more=BOMB), "unsafe YAML", "anchors"),
        (file(more="focus: !!python/object/apply:os.system [ls]\n"), "unsafe YAML", "tags"),
        (file(more="updated: !!timestamp x\n"), "unsafe YAML", "tags"),
        (file(more="focus: 'ache\n"), "malformed YAML", "line"),
        (file(more="focus: \x01\n"), "malformed YAML", ""),
        (file(more="[" * 60_000 + "\n"), "malformed YAML", ""),
        (file(front="- a\n"), "malformed YAML", "fields"),
        (file(front="? [a]\n: b\n"), "malformed YAML", ""),
        (file(more="focus: a\nfocus: b\n"), "repeated field", "focus"),
        (file(more="population: {includes: [men], includes: [women]}\n"), "repeated field", "includes"),
        (file(more="colour: red\n"), "unknown field", "colour"),
        (file(more="answer: Rest.\n"), "unknown field", "answer"),
        (file(more="sections: []\n"), "unknown field", "sections"),
        (file(more="<<: {focus: a}\n"), "unknown field", "<<"),
        (file(more="audience: doctor\n"), "unknown audience", "doctor"),
        (file(more="audience: [patient]\n"), "unknown audience", ""),
        (file("Rest. [1]\n# For nurses\nRest. [1]"), "unknown audience", "For nurses"),
        (file("Rest. [1]\n# For clinicians\nRest. [1]"), "conflicting fields", "clinician"),
        (file(""), "no answer text", ""),
        (file("Rest. [1]\n\nHeat. [1]"), "misplaced text", "bottom line"),
        (file("- Rest. [1]"), "misplaced text", "bottom line"),
        (file("Rest."), "no citations", ""),
        (file("Rest. [1]\n## A\n- Heat."), "no citations", ""),
        (file("Rest. [3]"), "invalid article", "reference 3"),
        (file("Rest. [1]\n## A\n## B\n- Heat. [1]"), "empty section", "A"),
        (file("Rest. [1]\n## A"), "empty section", "A"),
        (file("Rest. [1]\n## A\n### B"), "empty section", "B"),
        (file("Rest. [1]\n### A\n- Heat. [1]"), "unsupported Markdown", "level 3"),
        (file("Rest. [1]\n## A\n#### B\n- Heat. [1]"), "empty section", "A"),
        (file("Rest. [1]\n## A\n- Heat. [1]\n#### B\n- C. [1]"), "unsupported Markdown", "level 4"),
        (file("<b>Rest.</b> [1]"), "unsupported Markdown", "raw HTML"),
        (file("<script>\nalert(1)\n</script>"), "unsupported Markdown", "raw HTML"),
        (file("Rest. [1] <!-- seen -->"), "unsupported Markdown", "raw HTML"),
        (file("![a](https://example.org/a.png) [1]"), "unsupported Markdown", "a picture"),
        (file("[Rest](https://example.org). [1]"), "unsupported Markdown", "a link"),
        (file("See <https://example.org>. [1]"), "unsupported Markdown", "a link"),
        (file("Rest. [1]\n\n[1]: https://example.org"), "unsupported Markdown", "link definition"),
        (file("Rest. [1]\n\n[x]: https://example.org"), "unsupported Markdown", "link definition"),
        (file("Rest. [1]\n## A\n- B. [1]\n  - C. [1]"), "unsupported Markdown", "li in ul in li"),
        (file("Rest. [1]\n## A\n1. B. [1]"), "unsupported Markdown", "ol"),
        (file("> Rest. [1]"), "unsupported Markdown", "blockquote"),
        (file("    Rest. [1]"), "unsupported Markdown", "code_block"),
        (file("```\nRest. [1]\n```"), "unsupported Markdown", "fence"),
        (file("Rest. [1]\n\n***\n"), "unsupported Markdown", "hr"),
        (file("Rest.&#x202e; [1]"), "invalid field", "text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_imported_is_refused_by_reason(
    content: bytes, reason: str, detail: str
) -> None:
    error = refused(content)
    assert error.reason == reason
    assert detail in error.detail


def test_one_bad_file_does_not_stop_the_others() -> None:
    reads = list(markdown.read(in_memory(file(), b"", file()), CLINICIAN))
    assert reasons(reads) == ["no front matter", "repeated id"]
    assert len(reads) == 3


def test_what_the_source_could_not_read_is_passed_on() -> None:
    unsafe = Skipped("unsafe path", "../a.md")
    assert list(markdown.read([unsafe], CLINICIAN)) == [unsafe]


def test_every_error_of_the_yaml_library_is_a_reason() -> None:
    """`_front_matter` maps this base class; an error outside of it would stop an import."""
    errors = [value for value in vars(yaml).values() if isinstance(value, type)]
    own = [e for e in errors if issubclass(e, Exception) and e.__module__.startswith("yaml")]
    assert own
    assert all(issubclass(error, yaml.YAMLError) for error in own)


@pytest.mark.skipif(not STARTER.exists(), reason="the starter library is not there")
def test_the_starter_library_is_read_without_a_skip() -> None:
    assert articles(markdown.read(SourceFiles(STARTER, (".md",)), CLINICIAN))


@given(st.binary())
def test_no_bytes_raise_anything(content: bytes) -> None:
    list(markdown.read(in_memory(content, b"---\n" + content, file() + content), CLINICIAN))


PIECES = [
    "---\n", "question: a\n", "external_id: b\n", "audience: ", "references: []\n", "- ", "## ", "# ",
    "### ", "[1]", "(!)", "{grade: ", "}", "\n", "For patients\n", "*a*", "`", "<b>", "&a", "*a", "!!str ",
    "? ", ": ", "{", "[", "'", "|", "~", "  ", "Rest.",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)).map("".join), st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_writing_raises_anything(front: str, body: str) -> None:
    for content in (file(body), file(body, front), file(body, more=front)):
        assert list(markdown.read(in_memory(content), CLINICIAN))
