"""The library that minimal pairs are measured over: MedQuAD, its drugs, and the articles with a number.

The drugs' answers were removed from the data set, and the decision never looks at an answer: their articles
say that they stand for a text. Those with a number were written for this evaluation.
"""

from collections.abc import Iterable, Iterator

from answers.errors import InvalidRecord
from answers.evaluation.minimal.build import authored_id
from answers.evaluation.minimal.phrasings import numbered
from answers.evaluation.minimal.subjects import DRUGS
from answers.library.base import Read, Skipped, first_of_each
from answers.library.medquad import QUESTION_TYPES, Entry
from answers.types import (
    Article,
    ArticleText,
    Audience,
    QuestionType,
    Reference,
    ReferenceKind,
    Section,
    Statement,
)

_STANDS_FOR = "This stands for an answer in an evaluation."
_PAGE = "https://example.org/minimal-pairs"
_KINDS = {"indication": QuestionType.REASON}


def articles(entries: Iterable[Entry]) -> Iterator[Read]:
    """All articles, each id once; the starter library comes by itself."""
    return first_of_each(_articles(entries))


def _articles(entries: Iterable[Entry]) -> Iterator[Read]:
    for entry in entries:
        try:
            yield _stand_in(entry) if entry.source == DRUGS else entry.article(Audience.PATIENT)
        except InvalidRecord as error:
            yield Skipped.because(error, entry.external_id)
    for made in numbered():
        yield _made(
            authored_id(made.title),
            made.title,
            focus=made.focus,
            applies_to=made.applies_to,
            question_type=_KINDS.get(made.relation) or QuestionType(made.relation),
        )


def _stand_in(entry: Entry) -> Article:
    return _made(
        entry.external_id,
        entry.question,
        focus=entry.focus,
        synonyms=entry.synonyms,
        concepts=entry.concepts,
        question_type=QUESTION_TYPES.get(entry.qtype, QuestionType.OTHER),
    )


def _made(external_id: str, question: str, **fields: object) -> Article:
    said = Statement(text=_STANDS_FOR, citations=(1,))
    page = Reference(title=question, kind=ReferenceKind.REFERENCE_WORK, url=_PAGE)
    record = {
        "external_id": external_id,
        "question": question,
        "texts": {Audience.PATIENT: ArticleText(sections=(Section(statements=(said,)),))},
        "references": (page,),
        **fields,
    }
    return Article.model_validate(record)
