"""The errors of `answers`.

AnswersError
├── InvalidRecord        a record to import that cannot become an article, with the reason
├── StoreError           the database could not do what was asked
│   ├── StoreUnavailable it cannot be reached or is too old
│   ├── NotFound         no such article or version
│   └── Conflict         somebody changed the article since it was read
├── ReviewRefused        the status machine does not allow this step
├── SearchError          the index cannot be opened, read or written
├── CalibrationRefused   the labelled questions do not show the precision that was asked for
└── EngineError          a rung of the ladder failed; the next one is tried
    ├── EvidenceUnavailable  sources cannot be asked now
    ├── OutwardUnavailable   what processes share for calls outside cannot be asked now
    │   └── TooBusy          too many calls wait already
    └── ModelError           the language model gave no answer
        ├── ModelUnavailable out of time, broken off, refused, or resting after failures
        │   └── ModelRefused it works, and does not take this prompt
        └── BudgetSpent      a budget of tokens or money is used up
"""


class AnswersError(Exception):
    """Base of everything that `answers` raises on purpose; its text is fit to be shown."""


class InvalidRecord(AnswersError):
    """A record that cannot be imported. `reason` is one of a few words that can be counted."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class StoreError(AnswersError):
    """The database could not do what was asked."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, or its schema is not the one this version needs."""


class NotFound(StoreError):
    """No such article, or not that version of it."""


class Conflict(StoreError):
    """The article was changed by somebody else since it was read."""


class ReviewRefused(AnswersError):
    """The status machine does not allow this step from this status."""


class SearchError(AnswersError):
    """The index cannot be opened, read or written."""


class CalibrationRefused(AnswersError):
    """The labelled questions are too few, or too often wrong, to state the precision that was asked for."""


class EngineError(AnswersError):
    """A rung of the ladder failed in a way that the next rung can make good."""


class EvidenceUnavailable(EngineError):
    """Sources cannot be asked now."""


class OutwardUnavailable(EngineError):
    """What processes share for their calls to a service outside cannot be asked now."""


class TooBusy(OutwardUnavailable):
    """Too many calls to the service wait already."""


class ModelError(EngineError):
    """The language model gave no answer that could be used."""


class ModelUnavailable(ModelError):
    """Out of time, broken off, refused, or resting after too many failures."""


class ModelRefused(ModelUnavailable):
    """The model works and does not take this prompt: too long, or against its owner's rules."""


class BudgetSpent(ModelError):
    """A budget of tokens or money is used up: for the question, the person or the day."""
