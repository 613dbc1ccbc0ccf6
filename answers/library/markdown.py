"""Articles as Markdown files with YAML front matter, as `docs/articles.md` describes them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from answers.errors import InvalidRecord
from answers.library import front_matter
from answers.library.base import Read, Skipped, first_of_each
from answers.library.files import Source
from answers.library.record import Record, TextRecord, split_citations
from answers.types import Article, Audience, SectionKind

MAX_FILE_BYTES = 256 * 1024
"""An article is written by hand; parsers of Markdown can be kept busy by not much more."""

MUST_SHOW = "(!)"

_GRADE = re.compile(r"([^()]+) \(([^()]+)\)")

_AUDIENCES = {"for patients": Audience.PATIENT, "for clinicians": Audience.CLINICIAN}
_KINDS = {
    "from the guidelines": SectionKind.GUIDELINES,
    "from the research": SectionKind.RESEARCH,
}
_SHAPES: Mapping[tuple[str, ...], str] = {
    ("p",): "paragraph",
    ("ul", "li", "p"): "bullet",
    **{(f"h{level}",): f"h{level}" for level in range(1, 7)},
}
"""What an article is made of, by the elements that its text stands in."""

_REFUSED = {
    "html_block": "raw HTML",
    "html_inline": "raw HTML",
    "image": "a picture",
    "link_open": "a link",
}
_BODY_FIELDS = {*TextRecord.model_fields, "audiences", "answer", "url"}
"""Fields of a record that come from the body here and would be lost in the front matter."""


def read(source: Source, audience: Audience) -> Iterator[Read]:
    """One article a file; `audience` is for whom a text is where the front matter does not say."""
    return first_of_each(_articles(source, audience))


def _articles(source: Source, audience: Audience) -> Iterator[Read]:
    for file in source:
        if isinstance(file, Skipped):
            yield file
            continue
        try:
            yield parse(file.read(), audience)
        except InvalidRecord as error:
            yield Skipped.because(error, file.name)


def parse(data: bytes, audience: Audience) -> Article:
    """The article in one file. Raises InvalidRecord."""
    if len(data) > MAX_FILE_BYTES:
        raise InvalidRecord("too large", f"over {MAX_FILE_BYTES:,} bytes")
    front, body = front_matter.split(front_matter.decoded(data))
    fields = _front_matter(front)
    first = _audience(fields.pop("audience", None)) or audience
    return Record.parse(fields | {"audiences": _Body(first).read(body)}).article(audience)


def _audience(value: object) -> Audience | None:
    try:
        return None if value is None else Audience(str(value))
    except ValueError as error:
        raise InvalidRecord("unknown audience", f"{value}: clinician or patient") from error


def _front_matter(text: str) -> dict[str, Any]:
    fields = front_matter.fields(text)
    if misplaced := sorted(_BODY_FIELDS & fields.keys()):
        raise InvalidRecord("unknown field", f"{misplaced[0]} (the text stands below the ---)")
    return fields


class _Body:
    """Reads the blocks of a body, top to bottom, into the texts of a record."""

    def __init__(self, audience: Audience) -> None:
        self._texts: dict[Audience, dict[str, Any]] = {}
        self._section: dict[str, Any] | None = None
        self._above: dict[str, Any] | None = None
        self._begin_text(audience)

    def read(self, body: str) -> dict[Audience, dict[str, Any]]:
        """Raises InvalidRecord: unsupported Markdown, misplaced text, empty section."""
        environment: dict[str, Any] = {}
        tokens = MarkdownIt("commonmark").parse(body, environment)
        if environment.get("references"):
            raise InvalidRecord("unsupported Markdown", "a link definition")
        _refuse(tokens)
        for kind, text in _blocks(tokens):
            if kind.startswith("h"):
                self._heading(int(kind[1:]), text)
            else:
                self._statement(kind, text)
        self._end_section()
        return {whom: text for whom, text in self._texts.items() if text}

    def _heading(self, level: int, text: str) -> None:
        self._end_section(goes_on=level == 3)
        if level == 1:
            whom = _AUDIENCES.get(text.lower())
            if whom is None:
                raise InvalidRecord("unknown audience", f"{text}: # For patients, # For clinicians")
            self._begin_text(whom)
        elif level == 2:
            kind = _KINDS.get(text.lower())
            heading = None if kind else text
            self._begin_section(kind or SectionKind.BODY, heading)
            self._above = self._section
        elif level == 3 and self._above is not None:
            heading = ": ".join(filter(None, (self._above["heading"], text)))
            self._begin_section(self._above["kind"], heading)
        else:
            raise InvalidRecord("unsupported Markdown", f"heading {text!r} at level {level}")

    def _statement(self, kind: str, text: str) -> None:
        statement = _statement(text)
        if self._section is not None:
            self._section["statements"].append(statement)
        elif kind == "paragraph" and not self._text:
            self._text["bottom_line"] = statement
        else:
            raise InvalidRecord("misplaced text", "one paragraph, the bottom line, before headings")

    def _begin_text(self, whom: Audience) -> None:
        if self._texts.get(whom):
            raise InvalidRecord("conflicting fields", f"two texts for {whom.value}")
        self._text: dict[str, Any] = {}
        self._texts[whom] = self._text
        self._section = self._above = None

    def _begin_section(self, kind: SectionKind, heading: str | None) -> None:
        self._section = {"kind": kind, "heading": heading, "statements": []}

    def _end_section(self, *, goes_on: bool = False) -> None:
        """`goes_on`: a section of the second level may have all its statements below the third."""
        section = self._section
        if section is None or (goes_on and section is self._above and not section["statements"]):
            return
        if not section["statements"]:
            raise InvalidRecord("empty section", section["heading"] or section["kind"].value)
        self._text.setdefault("sections", []).append(section)
        self._section = None


def _refuse(tokens: Sequence[Token]) -> None:
    """Raise InvalidRecord for what is left out of articles on purpose."""
    for token in tokens:
        if what := _REFUSED.get(token.type):
            raise InvalidRecord("unsupported Markdown", what)
        _refuse(token.children or [])


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Headings (h1 …), bullets and paragraphs with their text. Raises InvalidRecord for others."""
    within: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            within.append(token.tag)
        elif token.nesting == -1:
            within.pop()
        elif token.type != "inline" or tuple(within) not in _SHAPES:
            raise InvalidRecord("unsupported Markdown", " in ".join([token.type, *reversed(within)]))
        else:
            yield _SHAPES[tuple(within)], _plain(token)


def _plain(inline: Token) -> str:
    """The words of a paragraph, without emphasis and line breaks."""
    words = (" " if child.type.endswith("break") else child.content for child in inline.children or [])
    return " ".join("".join(words).split())


def _statement(text: str) -> dict[str, Any]:
    """`(!) What is said. [1][2] {grade: B (USPSTF)}` in its parts."""
    bare = text.removeprefix(MUST_SHOW)
    before, mark, grade = bare.rpartition("{grade:")
    if mark and grade.find("}") == len(grade) - 1:
        bare, grade = before, grade[:-1].strip()
    else:
        grade = ""
    said, citations = split_citations(bare)
    return {
        "text": said,
        "citations": citations,
        "grade": _grade(grade) if grade else None,
        "must_show": text.startswith(MUST_SHOW),
    }


def _grade(text: str) -> dict[str, str]:
    match = _GRADE.fullmatch(text)
    return {"text": match[1], "system": match[2]} if match else {"text": text}
