"""One tantivy index of articles' words, in a directory or in memory, and immutable readers of it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import tantivy

from answers.errors import SearchError

WRITER_MEMORY_BYTES = 64_000_000
_ANALYSER = "curbside"
_EVERYONE = "-"
"""The workspace term of the shared library: tantivy has no empty terms."""

FIELDS = {"question": 2.0, "aliases": 2.0, "focus": 2.0, "body": 0.5}
"""Boost by field; found on LiveQA's development half (docs/measurements.md)."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the words of one approved article are, by field."""

    article_id: int
    workspace: str | None
    question: str
    aliases: Sequence[str]
    focus: Sequence[str]
    body: str


@dataclass(frozen=True, slots=True)
class Term:
    """An analysed word that is looked for in one field; `boost` multiplies what it adds to a score."""

    field: str
    text: str
    boost: float


@dataclass(frozen=True, slots=True)
class Reader:
    """What a part held at its last commit. It stays as it is, whatever is written after."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema

    def __len__(self) -> int:
        return int(self.searcher.num_docs)

    def holds(self, article_id: int) -> bool:
        """Whether an article is in it."""
        query = tantivy.Query.term_query(self.schema, "article_id", article_id)
        with mapped():
            return bool(self.searcher.search(query, 1, count=False).hits)

    def frequency(self, term: Term) -> int:
        """How many documents have it in its field, replaced ones included until they are merged away."""
        with mapped():
            return int(self.searcher.doc_freq(term.field, term.text))

    def best(
        self, terms: Sequence[Term], workspace: str | None, limit: int, *, everyones: bool
    ) -> list[tuple[int, float]]:
        """Article ids with the sum of their terms' BM25, best first.

        `everyones` says that all that is here is everyone's. Without a filter tantivy passes over what
        cannot be among the best (block-max WAND), which halves the time.
        """
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, self._query(term)) for term in terms])
        if not everyones:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._visible(workspace))]
            )
        with mapped():
            hits = self.searcher.search(query, limit, count=False).hits
            keys = self.searcher.fast_field_values("article_id", [address for _, address in hits])
        return [(int(key or 0), score) for key, (score, _) in zip(keys, hits, strict=True)]

    def _query(self, term: Term) -> tantivy.Query:
        return tantivy.Query.boost_query(
            tantivy.Query.term_query(self.schema, term.field, term.text), term.boost
        )

    def _visible(self, workspace: str | None) -> tantivy.Query:
        """Matches what the workspace may see, and adds nothing to the score."""
        owners = [_EVERYONE, *([f"={workspace}"] if workspace else [])]
        terms = [tantivy.Query.term_query(self.schema, "workspace", o) for o in owners]
        any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return tantivy.Query.const_score_query(any_of, 0.0)


class Part:
    """One index, one writer. Raises `SearchError`."""

    def __init__(self, directory: Path | None) -> None:
        """Open or create; `directory` None keeps the index in memory."""
        with mapped():
            if directory is not None:
                directory.mkdir(parents=True, exist_ok=True)
            path = str(directory) if directory else None
            self._schema = _schema()
            self._index = tantivy.Index(self._schema, path=path, reuse=True)
            self._index.register_tokenizer(_ANALYSER, analyser())
            # By default it also reloads by itself after a commit, and holds a lock that our own reload then
            # finds taken and tries again only after 100 ms: of 400 changes 29 took that long, of 400 now 1.
            self._index.config_reader("manual")
            self._writer = self._index.writer(WRITER_MEMORY_BYTES, 1)
        self.reader = self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let another writer in; readers read on."""
        self.__dict__.pop("_writer", None)

    def replace(self, documents: Iterable[Document], removed: Iterable[int]) -> None:
        """Replace and remove articles, and commit: on disk, some twenty writes that are waited for."""
        with mapped():
            for article_id in removed:
                self._writer.delete_documents_by_term("article_id", article_id)
            for document in documents:
                self._writer.delete_documents_by_term("article_id", document.article_id)
                self._writer.add_document(_tantivy_document(document))
            self._writer.commit()
            self._index.reload()
            self.reader = self._read()

    def _read(self) -> Reader:
        with mapped():
            return Reader(self._index.searcher(), self._schema)


@contextmanager
def mapped() -> Iterator[None]:
    """Tantivy's errors as ours."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise SearchError(f"the word index cannot be opened, read or written: {error}") from error


def analyser() -> tantivy.TextAnalyzer:
    """Text to the terms that stand in the index."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stopword("english"))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    # Signed: in an unsigned field the binding finds no number to delete (its terms are signed).
    builder.add_integer_field("article_id", indexed=True, fast=True)
    builder.add_text_field("workspace", tokenizer_name="raw", index_option="basic")
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name=_ANALYSER, index_option="freq")
    return builder.build()


def _tantivy_document(document: Document) -> tantivy.Document:
    # Field by field: from a dict, a text that looks like a number or a date would be taken for one.
    made = tantivy.Document()
    made.add_integer("article_id", document.article_id)
    made.add_text("workspace", f"={document.workspace}" if document.workspace else _EVERYONE)
    made.add_text("question", document.question)
    for text in document.aliases:
        made.add_text("aliases", text)
    for text in document.focus:
        made.add_text("focus", text)
    made.add_text("body", document.body)
    return made
