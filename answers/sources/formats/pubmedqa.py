"""PubMedQA: abstracts whose title asks a question (Jin et al., 2019), one JSON object a line.

The conclusion, which the data set keeps apart as the answer, is a passage like the others. `decision`, its
yes, no or maybe, is a label for evaluation and never part of a source.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, ValidationError

from answers.errors import InvalidRecord
from answers.library.base import Skipped, first_of_each
from answers.library.files import Source as Files
from answers.library.jsonl import rows
from answers.sources.formats.base import About, Read, refused
from answers.sources.formats.parts import abstract_part
from answers.sources.formats.passages import clean
from answers.sources.formats.record import SourceRecord
from answers.sources.record import Source
from answers.types import Frozen, PassagePart, ReferenceKind

_UNLABELLED = {"", "UNLABELLED", "UNASSIGNED"}


def _text_of_number(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Abstract(Frozen):
    model_config = ConfigDict(frozen=True, extra="ignore")

    pmid: Annotated[str, BeforeValidator(_text_of_number)]
    question: str
    contexts: tuple[str, ...]
    labels: tuple[str, ...] = ()
    meshes: tuple[str, ...] = ()
    year: int | None = None
    conclusion: str = ""


def read(files: Files, about: About) -> Iterator[Read]:
    """A source for each abstract."""
    return first_of_each(_sources(files, about))


def _sources(files: Files, about: About) -> Iterator[Read]:
    for row in rows(files):
        if isinstance(row, Skipped):
            yield row
            continue
        try:
            yield _source(row.fields, about)
        except InvalidRecord as error:
            yield Skipped.because(error, row.where)


def _source(fields: dict[str, Any], about: About) -> Source:
    try:
        abstract = _Abstract.model_validate(fields)
    except ValidationError as error:
        raise refused(error) from error
    own = {
        "title": abstract.question,
        "kind": ReferenceKind.STUDY,
        "pmid": abstract.pmid,
        "year": abstract.year,
        "subjects": tuple(dict.fromkeys(mesh for mesh in abstract.meshes if mesh.strip())),
        "passages": tuple(_passages(abstract)),
    }
    return SourceRecord.parse(own, about).source()


def _passages(abstract: _Abstract) -> Iterator[dict[str, Any]]:
    for text, label in zip_longest(
        abstract.contexts, abstract.labels[: len(abstract.contexts)], fillvalue=""
    ):
        if said := clean(text).strip():
            place = None if label.strip() in _UNLABELLED else label.strip().capitalize()
            yield {"text": said, "place": place, "part": abstract_part(label)}
    if said := clean(abstract.conclusion).strip():
        yield {"text": said, "place": "Conclusion", "part": PassagePart.CONCLUSIONS}
