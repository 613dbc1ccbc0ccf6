"""The words of medicine that cross module borders, as frozen values that check themselves.

An `Article` is content; an `ArticleVersion` is that content at one step of its review. What a
constructor accepts can be shown: a statement has a citation, a citation has a reference, a
reference can be opened, an approval covers exactly the text that it was given for.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from urllib.parse import quote

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_serializer,
    field_validator,
    model_validator,
)

BOTTOM_LINE_MAX_WORDS = 150
"""A bottom line is what fits on the first screen (design §1)."""

TEXT_MAX_CHARS = 20_000
"""One statement; the longest sentence of the data that was looked at has fewer than 5,000."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069]")
_PMID = re.compile(r"[0-9]{1,9}")
_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]+")


def _printable(text: str) -> str:
    """Control and bidirectional override characters can make a text read as what it is not."""
    if _CONTROL.search(text):
        raise ValueError("contains control or text-direction characters")
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_MAX_CHARS),
    AfterValidator(_printable),
]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000, pattern=r"^[^\r\n]*$"),
    AfterValidator(_printable),
]

QUESTION_MAX_CHARS = 4_000
"""A question as people write it (the longest real one that was looked at has 2,500)."""

Asked = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        min_length=1,
        max_length=QUESTION_MAX_CHARS,
        pattern=r"^[^\r\n]*$",
    ),
    AfterValidator(_printable),
]


class Frozen(BaseModel):
    """The base of all values here: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Audience(StrEnum):
    """Whom a text is written for."""

    CLINICIAN = "clinician"
    PATIENT = "patient"


class Status(StrEnum):
    """Where a version of an article stands; only `APPROVED` can be served as approved."""

    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ApprovalBasis(StrEnum):
    """What stands behind the word *approved*."""

    INDIVIDUAL = "individual"
    """A named reviewer read this version."""
    BULK = "bulk"
    """A named person released a collection unread."""
    SAMPLE = "sample"
    """Ships with Curbside; nobody has reviewed it."""


class ReferenceKind(StrEnum):
    """What sort of source a reference is."""

    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic_review"
    TRIAL = "trial"
    STUDY = "study"
    REFERENCE_WORK = "reference_work"
    LABEL = "label"
    OPINION = "opinion"
    """An editorial, a comment, a letter, one patient's case: shown as what it is."""


class Retraction(StrEnum):
    """What is known of a reference's retraction; `UNCHECKED` is not `NONE`."""

    UNCHECKED = "unchecked"
    NONE = "none"
    CORRECTED = "corrected"
    CONCERN = "expression_of_concern"
    RETRACTED = "retracted"
    REINSTATED = "reinstated"


class SectionKind(StrEnum):
    """The part of the reply that a section belongs to."""

    GUIDELINES = "guidelines"
    RESEARCH = "research"
    BODY = "body"


class QuestionType(StrEnum):
    """The relation that a question asks for between its focus and the answer."""

    DEFINITION = "definition"
    CAUSE = "cause"
    RISK = "risk"
    INHERITANCE = "inheritance"
    GENES = "genes"
    FREQUENCY = "frequency"
    SYMPTOMS = "symptoms"
    COMPLICATIONS = "complications"
    DIAGNOSIS = "diagnosis"
    STAGES = "stages"
    TREATMENT = "treatment"
    DOSE = "dose"
    SIDE_EFFECTS = "side_effects"
    INTERACTIONS = "interactions"
    CONTRAINDICATIONS = "contraindications"
    PROGNOSIS = "prognosis"
    PREVENTION = "prevention"
    FOLLOW_UP = "follow_up"
    WHEN_TO_SEEK_CARE = "when_to_seek_care"
    STORAGE = "storage"
    MISSED_DOSE = "missed_dose"
    OVERDOSE = "overdose"
    MECHANISM = "mechanism"
    REASON = "reason"
    RESEARCH = "research"
    SELF_CARE = "self_care"
    OTHER = "other"


class Dimension(StrEnum):
    """A side of a patient or of a situation on which the right answer can turn."""

    CHILDREN = "children"
    ADULTS = "adults"
    OLDER_PEOPLE = "older_people"
    PREGNANCY = "pregnancy"
    BREASTFEEDING = "breastfeeding"
    KIDNEY_IMPAIRMENT = "kidney_impairment"
    LIVER_IMPAIRMENT = "liver_impairment"
    IMMUNOSUPPRESSION = "immunosuppression"
    ALLERGY = "allergy"
    INTERACTION = "interaction"
    COMORBIDITY = "comorbidity"
    FIRST_OCCURRENCE = "first_occurrence"
    RELAPSE = "relapse"
    LOCALIZED = "localized"
    METASTATIC = "metastatic"
    MEN = "men"
    WOMEN = "women"
    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    VALUE = "value"
    """A measured value (eGFR 28, potassium 6.1) that no population can state coverage of."""


class Population(Frozen):
    """Whom an article covers: a dimension in neither set is *unstated*."""

    includes: frozenset[Dimension] = frozenset()
    excludes: frozenset[Dimension] = frozenset()

    @field_serializer("includes", "excludes")
    def _in_order(self, dimensions: frozenset[Dimension]) -> list[Dimension]:
        """Sets have no order of their own, and what is hashed must have one."""
        return sorted(dimensions)

    @model_validator(mode="after")
    def _disjoint(self) -> Self:
        if both := self.includes & self.excludes:
            raise ValueError(f"both included and excluded: {', '.join(sorted(both))}")
        return self


class Constraint(Frozen):
    """Something that the question says of the patient: the dimension and the asker's own words."""

    dimension: Dimension
    words: Line


class Reference(Frozen):
    """A source that can be opened: it has a URL, a DOI or a PMID.

    `year` None means date unknown; `country` is an ISO 3166 code or a name as the issuer gives it.
    `retraction` is known only as of the day in `checked`.
    """

    title: Line
    kind: ReferenceKind
    issuer: Line | None = None
    country: Line | None = None
    year: Annotated[int, Field(ge=1800, le=2200)] | None = None
    url: str | None = Field(default=None, max_length=2_000)
    doi: str | None = Field(default=None, max_length=300)
    pmid: str | None = None
    retraction: Retraction = Retraction.UNCHECKED
    checked: date | None = None
    superseded_by: Line | None = None

    @field_validator("url")
    @classmethod
    def _web_address(cls, url: str | None) -> str | None:
        if url is not None and not _URL.fullmatch(url):
            raise ValueError("not an http(s) address")
        return url and _printable(url)

    @field_validator("doi")
    @classmethod
    def _doi(cls, doi: str | None) -> str | None:
        if doi is not None and not _DOI.fullmatch(doi):
            raise ValueError("not a DOI (10.xxxx/…)")
        return doi and _printable(doi)

    @field_validator("pmid", mode="before")
    @classmethod
    def _pmid(cls, pmid: object) -> str | None:
        if pmid is None:
            return None
        if not _PMID.fullmatch(str(pmid)):
            raise ValueError("not a PubMed id (digits)")
        return str(pmid)

    @model_validator(mode="after")
    def _can_be_opened(self) -> Self:
        if not (self.url or self.doi or self.pmid):
            raise ValueError("a reference needs a url, a doi or a pmid")
        if (self.checked is None) != (self.retraction is Retraction.UNCHECKED):
            raise ValueError("a retraction status and the day of its check go together")
        return self

    @property
    def link(self) -> str:
        """The address to open, the publisher's own first."""
        if self.url:
            return self.url
        if self.doi:
            # Old ones hold what an address cannot: 10.1002/(SICI)…77:1<1::AID-CNCR1>3.0.CO;2-#
            return f"https://doi.org/{quote(self.doi, safe='/:;()')}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"


class Grade(Frozen):
    """An evidence grade as its source prints it, never converted; with the system's name."""

    text: Line
    system: Line | None = None

    def __str__(self) -> str:
        return f"{self.text} ({self.system})" if self.system else self.text


class Statement(Frozen):
    """One sentence or bullet, verbatim, with the numbers (from 1) of what supports it."""

    text: Text
    citations: tuple[Annotated[int, Field(ge=1)], ...]
    grade: Grade | None = None
    must_show: bool = False

    @field_validator("grade", mode="before")
    @classmethod
    def _grade_as_printed(cls, grade: object) -> object:
        return {"text": grade} if isinstance(grade, str) else grade

    @field_validator("citations")
    @classmethod
    def _cited(cls, citations: tuple[int, ...]) -> tuple[int, ...]:
        if not citations:
            raise ValueError("a statement needs at least one citation")
        return tuple(dict.fromkeys(citations))


class Section(Frozen):
    """Statements under one heading; `heading` None means that the kind's own name suffices."""

    kind: SectionKind = SectionKind.BODY
    heading: Line | None = None
    statements: tuple[Statement, ...] = Field(min_length=1)


class ArticleText(Frozen):
    """What an article says to one audience."""

    bottom_line: Statement | None = None
    sections: tuple[Section, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.bottom_line is None and not self.sections:
            raise ValueError("an article needs a bottom line or a section")
        if self.bottom_line and len(self.bottom_line.text.split()) > BOTTOM_LINE_MAX_WORDS:
            raise ValueError(f"the bottom line is over {BOTTOM_LINE_MAX_WORDS} words")
        return self

    def statements(self) -> Iterator[Statement]:
        """All statements in reading order, the bottom line first."""
        if self.bottom_line:
            yield self.bottom_line
        for section in self.sections:
            yield from section.statements


class Article(Frozen):
    """The content of one version: the question, whom it is for, and what is said with which sources.

    `focus`, `synonyms`, `concepts` (UMLS ids) and `question_type` serve the search.
    `evidence_to` is the day (or the first of the month) up to which evidence was looked for;
    `updated` the day the text was last changed; both None where unknown.
    `quotes_source`: the statements are the references' own words, so they can be quoted as theirs.
    `texts` holds one text for each audience that the article is written for.
    """

    external_id: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    question: Line
    aliases: tuple[Line, ...] = ()
    focus: Line | None = None
    synonyms: tuple[Line, ...] = ()
    concepts: tuple[Line, ...] = ()
    question_type: QuestionType | None = None
    applies_to: Line | None = None
    population: Population = Population()
    texts: Mapping[Audience, ArticleText]
    references: tuple[Reference, ...] = Field(min_length=1)
    evidence_to: date | None = None
    updated: date | None = None
    jurisdiction: Line | None = None
    language: str = "en"
    quotes_source: bool = False

    @field_validator("external_id")
    @classmethod
    def _printable_id(cls, external_id: str) -> str:
        return _printable(external_id)

    @model_validator(mode="after")
    def _every_citation_exists(self) -> Self:
        if not self.texts:
            raise ValueError("an article needs a text for at least one audience")
        known = range(1, len(self.references) + 1)
        for text in self.texts.values():
            for statement in text.statements():
                if missing := [n for n in statement.citations if n not in known]:
                    raise ValueError(f"no reference {missing[0]} for “{statement.text[:60]}”")
        return self

    def content_hash(self) -> str:
        """SHA-256 (hex) of everything that an approval covers, aliases and applies-to included."""
        content = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def text_for(self, audience: Audience) -> tuple[Audience, ArticleText] | None:
        """The text to show and whom it was written for; None where there is nothing suitable.

        A clinician may read a patient text (the reply says so); a patient never gets the
        clinicians' (clinical rule 7).
        """
        if audience in self.texts:
            return audience, self.texts[audience]
        if audience is Audience.CLINICIAN:
            return Audience.PATIENT, self.texts[Audience.PATIENT]
        return None


class Approval(Frozen):
    """Who stands behind a version, on what basis, and for exactly which content."""

    basis: ApprovalBasis
    by: Line
    credential: Line | None = None
    collection: Line | None = None
    at: AwareDatetime
    content_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    review_due: date | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.basis is ApprovalBasis.INDIVIDUAL and not self.credential:
            raise ValueError("an individual approval names the reviewer's credential")
        if self.basis is ApprovalBasis.BULK and not self.collection:
            raise ValueError("a bulk release names the collection")
        return self


class ArticleVersion(Frozen):
    """An article's content at one version and that version's place in the review.

    `id` is a random number below 2^53, which JSON readers keep exact. `workspace` None means that the
    article is shared by all workspaces. `revision` counts every change of the article's state and is
    what optimistic concurrency compares.
    """

    id: int = Field(ge=1, lt=2**53)
    workspace: str | None = None
    version: int = Field(ge=1)
    revision: int = Field(ge=1)
    status: Status
    article: Article
    approval: Approval | None = None
    changed_at: AwareDatetime

    @model_validator(mode="after")
    def _approval_matches(self) -> Self:
        if self.status is Status.APPROVED:
            if self.approval is None:
                raise ValueError("an approved version has an approval")
            if self.approval.content_hash != self.article.content_hash():
                raise ValueError("the approval covers other content than this version's")
        return self

    def status_at(self, moment: datetime) -> Status:
        """The status as of `moment`: an approval lapses at the end of its review date (UTC)."""
        due = self.approval.review_due if self.approval else None
        if self.status is Status.APPROVED and due and moment.astimezone(UTC).date() > due:
            return Status.EXPIRED
        return self.status


class PassagePart(StrEnum):
    """What a passage does in its source, where the source says so."""

    BACKGROUND = "background"
    METHODS = "methods"
    RESULTS = "results"
    CONCLUSIONS = "conclusions"
    RECOMMENDATION = "recommendation"
    WARNING = "warning"
    DOSAGE = "dosage"


class Passage(Frozen):
    """A piece of a reference's own text; `place` says where in it (section, page).

    `published` is the day the source gives, or the first of the month or year where it gives no more; None
    where it gives none. `language` is an ISO 639-1 code. Where not `quotable`, its words serve the search and
    the check, and no reader is shown them.
    """

    id: str
    text: Text
    reference: Reference
    place: Line | None = None
    part: PassagePart | None = None
    published: date | None = None
    language: str = "en"
    quotable: bool = True


class Query(Frozen):
    """What is asked, stand-alone and without a person or platform.

    `account` is an opaque name of whose budget for the model pays; None pays from none but the day's.
    `declined` means that the asker has seen the suggestions and wants the next rung. `told` is the question
    with the story around it, where it is one of several in a message: what an article has to cover.
    """

    question: Asked
    told: Asked | None = None
    constraints: tuple[Constraint, ...] = ()
    audience: Audience = Audience.CLINICIAN
    workspace: str | None = None
    language: str = "en"
    jurisdiction: str | None = None
    account: str | None = None
    declined: bool = False


class Outcome(StrEnum):
    """What the matcher makes of a candidate."""

    SERVE = "serve"
    SUGGEST = "suggest"
    NONE = "none"


class Decision(Frozen):
    """The verdict on one candidate: a calibrated probability (never shown to readers) and why.

    `servable`: no rule stands against serving it, whatever its probability.
    `not_accounted_for` quotes the asker's words that the article does not cover; `differs` says,
    for a suggestion, what is different about the article.
    """

    outcome: Outcome
    probability: float = Field(ge=0, le=1)
    servable: bool = False
    not_accounted_for: tuple[str, ...] = ()
    differs: str | None = None


class Origin(StrEnum):
    """Which rung of the ladder an answer comes from."""

    APPROVED = "approved"
    GENERATED = "generated"
    QUOTED = "quoted"
    NONE = "none"


class Candidate(Frozen):
    """An approved article that the search found; `score` orders candidates and means nothing else."""

    article_id: int
    external_id: str
    question: Line
    score: float


class Suggestion(Frozen):
    """An approved article that answers a nearby question, and what differs from the asked one.

    `basis` is its approval's: what is offered says so when it is sample content. `namesake`: it answers the
    question, and so does another with its title that says something else (clinical rule 2); `issuer` and
    `updated` tell the two apart.
    """

    article_id: int
    external_id: str
    question: Line
    basis: ApprovalBasis
    differs: str | None = None
    namesake: bool = False
    issuer: Line | None = None
    updated: date | None = None


class Support(Frozen):
    """The passage behind one citation of one statement.

    `statement` counts the text's statements from 0 in reading order; `citation` is one of its numbers.
    `marked` are the character ranges of the passage's text that bear the statement out.
    """

    statement: int = Field(ge=0)
    citation: int = Field(ge=1)
    passage: Passage
    marked: tuple[tuple[int, int], ...] = ()


class Position(Frozen):
    """What one source says on a subject, verbatim."""

    text: Text
    reference: Reference
    grade: Grade | None = None
    published: date | None = None


class Disagreement(Frozen):
    """Sources that say different things on one subject, the reader's jurisdiction first."""

    subject: Line
    positions: tuple[Position, ...] = Field(min_length=2)


class Caveat(StrEnum):
    """What kind of evidence an answer rests on, where that must be said."""

    INDIRECT = "indirect"
    """Other patients than the asked ones, animals, or cells."""
    OPINION = "opinion"
    """Nothing better than an expert's opinion or single cases."""


class OutOfScope(StrEnum):
    """Why a question is none for this bot."""

    NOT_MEDICAL = "not_medical"
    VETERINARY = "veterinary"
    LEGAL = "legal"
    TASK = "task"
    """To write code, a poem, a letter; to play a part."""


class Writer(Frozen):
    """What wrote a generated answer: the model by the name it was asked under, and the prompt's version."""

    model: Line
    prompt: Line


class Answer(Frozen):
    """What the ladder gives back: the origin, cited statements, and what it leaves open.

    `version` is present exactly where `origin` is approved. `text` (sections, bottom line) cites
    `references` by number; both are empty where the origin is none. `written_for` is the audience
    of the text, which for a clinician may be the patient. `opened` means that the reader chose
    the article from suggestions: unless it `fits`, it may answer a different question than the asked one.
    `exhausted` means that every rung was tried and none answered; `degraded` names the rungs that broke, and
    the evidence that could not be asked.

    `support` are the passages behind the citations, for an answer made of passages. `lacking` is what an
    answer to such a question should cover and these sources do not. `newer` are newer sources on an approved
    article's subject than its review knew. `premise` quotes what the question takes for granted and the
    sources do not say, `premise_denied` what they say instead; `personal` means that the asker wants a
    verdict on their own case. `out_of_scope` says why a question was not searched for; `writer` is there
    exactly where the origin is generated.
    """

    origin: Origin
    question: Asked
    text: ArticleText | None = None
    references: tuple[Reference, ...] = ()
    version: ArticleVersion | None = None
    written_for: Audience | None = None
    probability: float | None = None
    not_accounted_for: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    opened: bool = False
    fits: bool = False
    exhausted: bool = False
    degraded: tuple[str, ...] = ()
    support: tuple[Support, ...] = ()
    lacking: tuple[Line, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    newer: tuple[Position, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    premise: Line | None = None
    premise_denied: tuple[Position, ...] = ()
    personal: bool = False
    out_of_scope: OutOfScope | None = None
    writer: Writer | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.origin is Origin.APPROVED) != (self.version is not None):
            raise ValueError("an approved answer, and no other, has an article version")
        if self.version is not None and self.version.status is not Status.APPROVED:
            raise ValueError("only an approved version can be an approved answer")
        if (self.origin is Origin.GENERATED) != (self.writer is not None):
            raise ValueError("a generated answer, and no other, names what wrote it")
        if (self.origin is Origin.NONE) != (self.text is None):
            raise ValueError("an answer has text unless its origin is none")
        if self.text is not None:
            known = range(1, len(self.references) + 1)
            for statement in self.text.statements():
                if any(n not in known for n in statement.citations):
                    raise ValueError("an answer cites a reference that it does not have")
            said = [statement.citations for statement in self.text.statements()]
            for support in self.support:
                if support.statement >= len(said) or support.citation not in said[support.statement]:
                    raise ValueError("support for a citation that is not in the text")
        return self


def as_record(value: BaseModel) -> dict[str, Any]:
    """A value as plain JSON types, for storing."""
    return value.model_dump(mode="json")
