"""Guidelines and the like as Markdown files; front matter says what they are, headings are the places.

Unlike an article, a source is read as it is: links and pictures leave their words, raw HTML its text.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from answers.errors import InvalidRecord
from answers.library import front_matter
from answers.library.files import Source as Files
from answers.library.files import SourceFile
from answers.sources.formats import document
from answers.sources.formats.base import About, Read
from answers.sources.formats.document import Document
from answers.sources.formats.flow import Flow
from answers.sources.formats.letters import lowered, raised
from answers.sources.formats.sidecar import Sidecars
from answers.sources.formats.tables import Cell

MAX_FILE_BYTES = 2 * 1024 * 1024

_TAG = re.compile(r"<!--.*?(?:-->|$)|<[^>]*>", re.DOTALL)


def read(files: Files, about: About, beside: Sidecars) -> Iterator[Read]:
    """One source a file."""
    return document.read(files, about, beside, _parsed)


def _parsed(file: SourceFile) -> Document:
    text = front_matter.decoded(file.read(MAX_FILE_BYTES))
    front, body = front_matter.split(text) if text.startswith("---\n") else ("", text)
    fields = front_matter.fields(front) if front.strip() else {}
    try:
        tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(body))
    except RecursionError as error:
        raise InvalidRecord("unsupported Markdown", "nested too deeply") from error
    flow, title = Flow(), _title(tree)
    for node in tree.children:
        if node is not title:
            _block(node, flow)
    said = None if title is None else _words(title.children[0])
    return Document(flow.passages(), said, fields=fields)


def _title(tree: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The heading of the first level that the document begins with."""
    first = tree.children[0] if tree.children else None
    return first if first is not None and first.type == "heading" and first.tag == "h1" else None


def _block(node: SyntaxTreeNode, flow: Flow) -> None:
    if node.type == "heading":
        flow.heading(int(node.tag[1]), _words(node.children[0]))
    elif node.type == "paragraph":
        flow.paragraph(_words(node.children[0]))
    elif node.type in {"bullet_list", "ordered_list"}:
        flow.items(list(_items(node)))
    elif node.type == "table":
        flow.table([[_cell(cell) for cell in row.children] for row in _rows(node)])
    elif node.type in {"fence", "code_block", "html_block"}:
        flow.paragraph(_TAG.sub(" ", node.content) if node.type == "html_block" else node.content)
    else:
        for child in node.children:
            _block(child, flow)


def _items(node: SyntaxTreeNode, depth: int = 0) -> Iterator[str]:
    """The items of a list, those of lists in it as items of their own after the one they are in."""
    for number, item in enumerate(node.children, start=int(str(node.attrs.get("start", 1)))):
        mark = "-" if node.type == "bullet_list" else f"{number}."
        said = [child for child in item.children if child.type not in {"bullet_list", "ordered_list"}]
        yield f"{'-' * depth}{mark} {' '.join(_all_words(child) for child in said)}"
        for child in item.children:
            if child.type in {"bullet_list", "ordered_list"}:
                yield from _items(child, depth + 1)


def _rows(table: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for part in table.children:
        yield from part.children


def _cell(node: SyntaxTreeNode) -> Cell:
    return Cell(_all_words(node), is_header=node.type == "th")


def _all_words(node: SyntaxTreeNode) -> str:
    if node.type == "inline":
        return _words(node)
    if node.children:
        return " ".join(_all_words(child) for child in node.children)
    return _TAG.sub(" ", node.content) if node.type == "html_block" else node.content


def _words(inline: SyntaxTreeNode) -> str:
    token = inline.token
    return _inline(token.children or []) if token is not None else ""


def _inline(tokens: Sequence[Token]) -> str:
    """The words of a paragraph, without emphasis, tags and line breaks; what is raised stays raised."""
    words: list[str] = []
    moved: list[str] | None = None
    for token in tokens:
        tag = token.content.lower().replace(" ", "") if token.type == "html_inline" else ""
        if tag in {"<sup>", "<sub>"}:
            moved = []
        elif tag in {"</sup>", "</sub>"} and moved is not None:
            written = raised if tag == "</sup>" else lowered
            words.append(written("".join(words[-2:]), "".join(moved)))
            moved = None
        elif not tag:
            said = " " if token.type.endswith("break") else token.content
            (words if moved is None else moved).append(said)
    return "".join([*words, *(moved or [])])
