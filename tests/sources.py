"""Small sources for tests: each function fills in what the test does not care about."""

from typing import Any

from answers.sources.record import Source, SourcePassage
from answers.types import Reference, ReferenceKind

_REFERENCE = set(Reference.model_fields)


def source(external_id: str = "pmid:1", *said: str, **fields: Any) -> Source:
    """A study with one passage for each text; `fields` may be the source's or its reference's."""
    about = {
        "title": "Rest in acute ache",
        "kind": ReferenceKind.STUDY,
        "issuer": "Journal of Aches",
        "country": "GB",
        "year": 2020,
        "pmid": "1",
    }
    about |= {name: fields.pop(name) for name in list(fields) if name in _REFERENCE}
    return Source(
        external_id=external_id,
        reference=Reference(**about),
        passages=tuple(SourcePassage(text=text) for text in said or ("Rest shortens an ache.",)),
        **fields,
    )
