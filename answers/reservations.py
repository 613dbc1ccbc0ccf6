"""What has to be said beside an answer: that the question assumes what the sources deny, that the asker wants
a verdict on their own case, and what such an answer should cover and does not."""

from answers.coverage import lacking
from answers.personal import is_personal
from answers.premise import contradicted
from answers.question import Analysis
from answers.types import Answer, Audience, Origin, Query

_WRITTEN = frozenset({Origin.GENERATED, Origin.QUOTED})
"""An approved article is as complete as its reviewers found right."""


def with_reservations(answer: Answer, query: Query, asked: Analysis) -> Answer:
    """The answer with its `premise`, `personal` and `lacking`."""
    said = [statement.text for statement in answer.text.statements()] if answer.text else []
    passages = [support.passage.text for support in answer.support]
    left_out = lacking(asked.kind, said) if answer.origin in _WRITTEN else ()
    public = query.audience is Audience.PATIENT
    return answer.model_copy(
        update={
            "premise": answer.premise or contradicted(query.question, [*said, *passages]),
            "personal": public and is_personal(query.told or query.question),
            "lacking": tuple(dict.fromkeys((*answer.lacking, *left_out))),
        }
    )
