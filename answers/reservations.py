"""What has to be said beside an answer: that the question assumes what the sources deny, that the asker wants
a verdict on their own case, and what such an answer should cover and does not."""

from collections.abc import Iterator, Sequence
from itertools import islice

from answers.coverage import lacking
from answers.engines.pieces import pieces
from answers.personal import is_personal
from answers.premise.denial import Contradicted, Told, contradicted
from answers.question import Analysis
from answers.text import one_line
from answers.types import Answer, Audience, Origin, Passage, Position, Query

DENIALS_MAX = 2
"""Sources that are quoted against one premise."""
_WRITTEN = frozenset({Origin.GENERATED, Origin.QUOTED})
"""An approved article is as complete as its reviewers found right."""


def with_reservations(answer: Answer, query: Query, asked: Analysis) -> Answer:
    """The answer with its `premise` and what denies it, `personal` and `lacking`."""
    said = [statement.text for statement in answer.text.statements()] if answer.text else []
    left_out = lacking(asked.kind, said) if answer.origin in _WRITTEN else ()
    public = query.audience is Audience.PATIENT
    denied = None if answer.premise else _denied(answer, query, said)
    return answer.model_copy(
        update={
            **(denied or {}),
            "personal": public and is_personal(query.told or query.question),
            "lacking": tuple(dict.fromkeys((*answer.lacking, *left_out))),
        }
    )


def _denied(answer: Answer, query: Query, said: Sequence[str]) -> dict[str, object] | None:
    """The false premise with the sources' own words as the answer's fields; None: there is none."""
    passages = list(dict.fromkeys(support.passage for support in answer.support))
    told = [*map(Told, said), *(Told(each.text, each.reference.title) for each in passages)]
    found = contradicted(query.question, told)
    if found is None:
        return None
    by = islice(_positions(found, passages, len(said), query.audience), DENIALS_MAX)
    return {"premise": found.claim, "premise_denied": tuple(by)}


def _positions(
    found: Contradicted, passages: Sequence[Passage], before: int, audience: Audience
) -> Iterator[Position]:
    """What the sources say instead, with what it cannot stand without; one position a source, and to lay
    people no dose (clinical rule 7). `before`: texts that were told before the passages."""
    quoted = set()
    for number, sentence in found.by:
        if number < before or not (passage := passages[number - before]).quotable:
            continue
        whole = next((each for each in pieces(passage) if sentence in one_line(each.text)), None)
        if whole is None or passage.reference in quoted or (audience is Audience.PATIENT and whole.has_dose):
            continue
        quoted.add(passage.reference)
        yield Position(text=whole.text, reference=passage.reference, published=passage.published)
