"""The words of conversation that cross module borders: what was asked, what is replied."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime

from answers.types import Answer, ApprovalBasis, Asked, Audience, Frozen, Grade, Origin
from bot.guard import Alarm


class Gesture(StrEnum):
    """What a person did."""

    ASK = "ask"
    OPEN = "open"
    """Chose an article from the suggestions."""
    DECLINE = "decline"
    """Said that none of the suggestions is it."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, and where.

    `conversation` is a reversible key such as `slack:T1:C1:170.1`; `private` says that nobody else reads
    there. `asker` is the platform's key of who asks (`slack:T1:U1`), for counting different askers and what
    each of them costs, and for nothing else; None where only one person is there. `article_id` is what `OPEN`
    chose, and for `DECLINE` one of what was offered (None: offered last). `id` is what the question has again
    when it is answered again after a crash; None: it never is.
    """

    conversation: str
    text: str
    audience: Audience = Audience.CLINICIAN
    gesture: Gesture = Gesture.ASK
    article_id: int | None = None
    workspace: str | None = None
    private: bool = True
    country: str | None = None
    asker: str | None = None
    id: str | None = None


class Turn(Frozen):
    """One exchange as the context keeps it: the masked, stand-alone question and what it led to.

    `of` names what it answered, in a digest, and `number` which question of that: answered again, it is the
    same exchange. None: it is never answered again.
    """

    question: Asked
    of: str | None = None
    number: int = 0
    origin: Origin
    article_id: int | None = None
    offered: tuple[int, ...] = ()
    audience: Audience = Audience.CLINICIAN
    workspace: str | None = None
    at: datetime

    def is_again(self, other: "Turn") -> bool:
        """Whether both answer the same question of the same letter."""
        return self.of is not None and (self.of, self.number) == (other.of, other.number)


class Miss(StrEnum):
    """How a question was left open."""

    NOTHING = "nothing"
    """No rung had an answer."""
    DECLINED = "declined"
    """None of what was suggested was it."""
    WRONG = "wrong"
    """The article that was served answers something else."""


class Missed(Frozen):
    """A question that was left open, masked and stand-alone. `asker` None: the conversation has only one."""

    question: Asked
    miss: Miss
    audience: Audience
    workspace: str | None = None
    asker: str | None = None
    at: AwareDatetime


class Context(Frozen):
    """The last exchanges of one conversation, oldest first."""

    turns: tuple[Turn, ...] = ()

    @property
    def questions(self) -> list[str]:
        return [turn.question for turn in self.turns]

    def without(self, of: str | None) -> "Context":
        """What was said before, where an earlier attempt to answer the same is remembered already."""
        return Context(turns=tuple(turn for turn in self.turns if of is None or turn.of != of))

    def with_turn(self, turn: Turn) -> "Context":
        """With an exchange at the end, or in the place of what an earlier attempt left of it."""
        if not any(turn.is_again(had) for had in self.turns):
            return Context(turns=(*self.turns, turn))
        return Context(turns=tuple(turn if turn.is_again(had) else had for had in self.turns))


class Tone(StrEnum):
    """How a banner wants to be seen."""

    INFO = "info"
    PENDING = "pending"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Badge:
    """The review status; the first thing in an answer. `basis` None: not an approved article."""

    text: str
    basis: ApprovalBasis | None


@dataclass(frozen=True, slots=True)
class Banner:
    """A line that qualifies everything below it."""

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Answering:
    """The question as understood, or the article's own where the reader chose it."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Whom the answer covers, and what of the question it does not."""

    covers: str | None
    not_accounted_for: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Premise:
    """What the question takes for granted and the sources do not say: words of the asker between our own."""

    before: str
    claim: str
    after: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """What an answer to such a question should cover and these sources do not."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says, verbatim; `by` is who says it (issuer, country, kind, date)."""

    by: str
    text: str
    number: int
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What sources say on one subject, to be read one beside the other; a part that holds all has all."""

    title: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 is a part (*From the Guidelines*), 2 a heading inside one."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Said:
    """One statement, verbatim; never split from its citations. `must_show` is never folded away."""

    text: str
    citations: tuple[int, ...]
    grade: Grade | None = None
    must_show: bool = False
    bullet: bool = True


@dataclass(frozen=True, slots=True)
class Folded:
    """That `count` statements more stand in the full article."""

    count: int


@dataclass(frozen=True, slots=True)
class Source:
    """One line of the sources: number, title, what it is, and the address to open."""

    number: int
    title: str
    details: str
    link: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The cited references, numbered by first appearance; `note` is what holds of several of them."""

    items: tuple[Source, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Authorship:
    """How a text came about that no person wrote or read."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage, verbatim; `marked` are its character ranges that bear statements out, in order and apart.

    `statements` are those that say in other words what it says. `place` tells where in the source it stands,
    empty where that is not known. `passage` None: it may not be shown, and `place` says so.
    """

    statements: tuple[str, ...]
    place: str
    passage: str | None
    marked: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A source, and its passages that citations of it rest on."""

    source: Source
    passages: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class ShowEvidence:
    """That the passages behind the citations can be seen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An approved question to choose, and what differs in it from the asked one."""

    article_id: int
    question: str
    differs: str | None


@dataclass(frozen=True, slots=True)
class Choices:
    """Approved questions as buttons; `decline` is the label of *none of these*, where offered."""

    prompt: str
    items: tuple[Choice, ...]
    decline: str | None


@dataclass(frozen=True, slots=True)
class FullArticle:
    """That the whole article can be read, by its id."""

    article_id: int


@dataclass(frozen=True, slots=True)
class WrongArticle:
    """That the reader can say that an article, by its id, answers something else than was asked."""

    article_id: int


@dataclass(frozen=True, slots=True)
class Alert:
    """Where to get help: the first lines of a reply to an emergency."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disclaimer:
    """The disclaimer for this audience, and where the editorial policy stands."""

    text: str
    policy: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A plain word of the bot about itself."""

    text: str


Block = (
    Badge
    | Banner
    | Answering
    | AppliesTo
    | Premise
    | Lacking
    | SideBySide
    | Heading
    | Said
    | Folded
    | Sources
    | Authorship
    | Evidence
    | ShowEvidence
    | Choices
    | FullArticle
    | WrongArticle
    | Alert
    | Disclaimer
    | Notice
)
"""The closed union that every renderer must know all of."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The document to show, platform-neutral, with the answer it was made of.

    `private`: to be shown to the asker alone, whatever the channel (clinical rule 6). `more`: the answers to
    further questions of the same message. `evidence` is what stands behind the citations, by their numbers in
    `blocks`: for who asks to see it.
    """

    blocks: tuple[Block, ...]
    question: str = ""
    answer: Answer | None = None
    alarm: Alarm | None = None
    private: bool = False
    more: tuple["Reply", ...] = ()
    evidence: tuple[Evidence | Notice, ...] = ()

    @property
    def each(self) -> tuple["Reply", ...]:
        """The answers one by one: each has its own status, sources and disclaimer, and its own messages."""
        return (replace(self, more=()), *self.more)
