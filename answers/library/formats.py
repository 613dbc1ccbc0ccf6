"""The formats that articles can be imported from, by the name that the command line gives them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from answers.library import jsonl, markdown, medquad
from answers.library.base import Read
from answers.library.files import Source, SourceFiles
from answers.types import Audience

Importer = Callable[[Source, Audience], Iterator[Read]]


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one format become articles, and for whom these are unless somebody says so."""

    importer: Importer
    suffixes: tuple[str, ...]
    audience: Audience

    def read(self, path: Path, audience: Audience | None = None) -> Iterator[Read]:
        """The articles at `path`. Raises InvalidRecord where nothing can be read there at all."""
        return self.importer(SourceFiles(path, self.suffixes), audience or self.audience)


FORMATS: Mapping[str, Format] = {
    "medquad": Format(medquad.read, (".xml",), Audience.PATIENT),
    "jsonl": Format(jsonl.read, (".jsonl", ".ndjson"), Audience.CLINICIAN),
    "markdown": Format(markdown.read, (".md", ".markdown"), Audience.CLINICIAN),
}
