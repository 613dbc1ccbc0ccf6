"""BM25 over the approved articles' words, with tantivy: on disk, committed, safe against kill -9."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from answers.errors import SearchError

WRITER_MEMORY_BYTES = 64_000_000
_ANALYSER = "curbside"
_EVERYONE = "-"
"""The workspace term of the shared library: tantivy has no empty terms."""

FIELDS = {"question": 2.0, "aliases": 2.0, "focus": 2.0, "body": 0.5}
"""Boost by field; found on LiveQA's development half (docs/measurements.md)."""

OTHER_NAMES_BOOST = 0.6
"""A synonym of what was said counts less than what was said."""


@dataclass(frozen=True, slots=True)
class Document:
    """What the words of one approved article are, by field."""

    article_id: int
    workspace: str | None
    question: str
    aliases: Sequence[str]
    focus: Sequence[str]
    body: str


class LexicalIndex:
    """One directory, one writer; readers see the last commit. Raises `SearchError`."""

    def __init__(self, directory: Path | None) -> None:
        """Open or create; `directory` None keeps the index in memory."""
        self._analyser = _analyser()
        with _mapped():
            if directory is not None:
                directory.mkdir(parents=True, exist_ok=True)
            path = str(directory) if directory else None
            self._index = tantivy.Index(_schema(), path=path, reuse=True)
            self._index.register_tokenizer(_ANALYSER, self._analyser)
            self._writer = self._index.writer(WRITER_MEMORY_BYTES, 1)
            self._searcher = self._index.searcher()
        self._schema = _schema()

    def update(self, documents: Iterable[Document], removed: Iterable[int]) -> None:
        """Replace and remove articles, and commit."""
        with _mapped():
            for article_id in removed:
                self._writer.delete_documents_by_term("article_id", article_id)
            for document in documents:
                self._writer.delete_documents_by_term("article_id", document.article_id)
                self._writer.add_document(_tantivy_document(document))
            self._writer.commit()
            self._index.reload()
            self._searcher = self._index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, text: str, other_names: Sequence[str], workspace: str | None, limit: int
    ) -> list[tuple[int, float]]:
        """Article ids with their BM25 score, best first."""
        said = self._term_queries(text, 1.0)
        if not said:
            return []
        named = self._term_queries(" ".join(other_names), OTHER_NAMES_BOOST)
        any_of = tantivy.Query.boolean_query([*said, *named])
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, any_of), (tantivy.Occur.Must, self._visible(workspace))]
        )
        with _mapped():
            hits = self._searcher.search(query, limit, count=False).hits
            return [(self._searcher.doc(address)["article_id"][0], score) for score, address in hits]

    def _term_queries(self, text: str, weight: float) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        terms = dict.fromkeys(self._analyser.analyze(text))
        return [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(
                    tantivy.Query.term_query(self._schema, field, term), boost * weight
                ),
            )
            for term in terms
            for field, boost in FIELDS.items()
        ]

    def _visible(self, workspace: str | None) -> tantivy.Query:
        """Matches what the workspace may see, and adds nothing to the score."""
        owners = [_EVERYONE, *([f"={workspace}"] if workspace else [])]
        terms = [tantivy.Query.term_query(self._schema, "workspace", o) for o in owners]
        any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        return tantivy.Query.const_score_query(any_of, 0.0)


@contextmanager
def _mapped() -> Iterator[None]:
    """Tantivy's errors as ours."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise SearchError(f"the word index cannot be opened, read or written: {error}") from error


def _analyser() -> tantivy.TextAnalyzer:
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
    builder.add_integer_field("article_id", stored=True, indexed=True, fast=True)
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
