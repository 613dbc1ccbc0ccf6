"""The formats of sources by the name that the command line gives them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from answers.library.files import Source as Files
from answers.library.files import SourceFiles
from answers.sources.formats import docx, jsonl, markdown, pdf, pubmed_xml, pubmedqa, spl, text
from answers.sources.formats.base import About, Importer, Read
from answers.sources.formats.sidecar import Sidecars, sidecars

Reader = Callable[[Path, About], Iterator[Read]]
"""The sources at a path. Raises InvalidRecord where nothing can be read there at all."""


def _records(importer: Importer, *suffixes: str) -> Reader:
    """Files whose records say what they are."""

    def reader(path: Path, about: About) -> Iterator[Read]:
        return importer(SourceFiles(path, suffixes), about)

    return reader


def _documents(importer: Callable[[Files, About, Sidecars], Iterator[Read]], *suffixes: str) -> Reader:
    """Files that are a document each, with what stands beside them."""

    def reader(path: Path, about: About) -> Iterator[Read]:
        return importer(SourceFiles(path, suffixes), about, sidecars(path))

    return reader


FORMATS: Mapping[str, Reader] = {
    "pubmed-xml": _records(pubmed_xml.read, ".xml"),
    "pubmedqa": _records(pubmedqa.read, ".jsonl", ".ndjson"),
    "jsonl": _records(jsonl.read, ".jsonl", ".ndjson"),
    "markdown": _documents(markdown.read, ".md", ".markdown"),
    "text": _documents(text.read, ".txt"),
    "pdf": _documents(pdf.read, ".pdf"),
    "docx": _documents(docx.read, ".docx"),
    "spl": _records(spl.read, ".xml"),
}
