"""An answer as the document to show. Pure: the same answer is the same reply."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from answers.match import plain
from answers.types import (
    Answer,
    ApprovalBasis,
    Audience,
    Origin,
    Reference,
    Section,
    SectionKind,
    Statement,
    Suggestion,
)
from bot import wording
from bot.guard import Alarm, route
from bot.types import (
    Alert,
    Answering,
    AppliesTo,
    Badge,
    Banner,
    Block,
    Choice,
    Choices,
    Disclaimer,
    Folded,
    FullArticle,
    Heading,
    Reply,
    Said,
    Source,
    Sources,
    Tone,
)

FIRST_SCREEN_WORDS = 150
"""Of an article without a bottom line (design §1): what follows is in the full article."""


def compose(answer: Answer, audience: Audience, *, full: bool = False) -> tuple[Block, ...]:
    """The reply to a clinical question. `full` shows every statement of the article."""
    blocks: list[Block] = [*_status(answer, audience)]
    blocks.append(Answering(wording.ANSWERING, answer.question))
    if answer.opened and answer.version:
        same = plain(answer.question) == plain(answer.version.article.question)
        blocks.append(Banner(wording.OPENED_NAMESAKE if same else wording.OPENED, Tone.WARNING))
        blocks.append(Answering(wording.ANSWERED_BY, answer.version.article.question))
    if covers := _covers(answer):
        blocks.append(covers)
    blocks += _content(answer, full=full)
    blocks += _choices(answer)
    blocks.append(Disclaimer(wording.DISCLAIMER[audience], wording.EDITORIAL_POLICY))
    return tuple(blocks)


def help_reply(raised: Alarm, country: str | None) -> Reply:
    """Where to get help, and nothing else; for self-harm to the writer alone (clinical rule 6)."""
    lines = wording.help_lines(route(raised, country))
    return Reply((Alert(lines),), alarm=raised, private=raised is Alarm.SELF_HARM)


def with_help(reply: Reply, raised: Alarm, country: str | None) -> Reply:
    """The reply under the lines of where to get help."""
    return above(replace(reply, alarm=raised), *help_reply(raised, country).blocks)


def above(reply: Reply, *blocks: Block) -> Reply:
    """The reply under further blocks."""
    return replace(reply, blocks=(*blocks, *reply.blocks))


def one_of_several(reply: Reply) -> Reply:
    """Without *none of these*, which would not say which of the questions it is about."""
    blocks = (replace(b, decline=None) if isinstance(b, Choices) else b for b in reply.blocks)
    return replace(reply, blocks=tuple(blocks))


def _status(answer: Answer, audience: Audience) -> Iterator[Block]:
    if answer.version and answer.version.approval:
        yield Badge(wording.badge(answer.version), answer.version.approval.basis)
        if answer.written_for is not audience:
            yield Banner(wording.PATIENT_TEXT, Tone.INFO)
    elif answer.origin is Origin.NONE:
        yield Badge(wording.NO_STATUS, None)
        if answer.exhausted or not answer.suggestions:
            yield Banner(wording.NOT_FOUND[audience], Tone.INFO)
    else:
        yield Badge(wording.PENDING[answer.origin], None)
    if any(s.basis is ApprovalBasis.SAMPLE for s in answer.suggestions):
        yield Banner(wording.SAMPLE, Tone.INFO)
    if Origin.GENERATED in answer.degraded:
        yield Banner(wording.NO_MODEL, Tone.WARNING)
    if set(answer.degraded) - {Origin.GENERATED}:
        yield Banner(wording.DEGRADED, Tone.WARNING)


def _covers(answer: Answer) -> AppliesTo | None:
    covers = answer.version.article.applies_to if answer.version else None
    left = answer.not_accounted_for if answer.origin is not Origin.NONE else ()
    return AppliesTo(covers, left) if covers or left else None


def _content(answer: Answer, *, full: bool) -> Iterator[Block]:
    if answer.text is None:
        return
    numbers = _Numbers()
    shown, folded = _first_screen(answer, full=full)
    if line := answer.text.bottom_line:
        yield _said(line, numbers, bullet=False)
    part: str | None = None
    for section in shown:
        name = _part_name(section.kind, answer.origin)
        if name and name != part:
            yield Heading(name, 1)
        part = name
        if section.heading:
            yield Heading(section.heading, 2 if name else 1)
        for statement in section.statements:
            yield _said(statement, numbers, bullet=len(section.statements) > 1)
    if folded and answer.version:
        yield Folded(folded)
        yield FullArticle(answer.version.id)
    yield Sources(tuple(_sources(numbers, answer.references)))


def _part_name(kind: SectionKind, origin: Origin) -> str | None:
    if kind is SectionKind.BODY and origin is not Origin.APPROVED:
        return wording.QUOTED_PART
    return wording.PARTS[kind]


def _first_screen(answer: Answer, *, full: bool) -> tuple[list[Section], int]:
    """The sections to show and how many statements are folded; never one that must be shown."""
    text = answer.text
    if text is None:
        return [], 0
    if full or text.bottom_line or answer.origin is not Origin.APPROVED:
        return list(text.sections), 0
    left = FIRST_SCREEN_WORDS
    shown: list[Section] = []
    folded = 0
    for section in text.sections:
        kept: list[Statement] = []
        for statement in section.statements:
            if statement.must_show or left > 0:
                kept.append(statement)
                left -= len(statement.text.split())
            else:
                folded += 1
        if kept:
            shown.append(section.model_copy(update={"statements": tuple(kept)}))
    return shown, folded


class _Numbers:
    """Reference numbers by first appearance (Vancouver): article number → number shown."""

    def __init__(self) -> None:
        self.shown: dict[int, int] = {}

    def of(self, citations: Iterable[int]) -> tuple[int, ...]:
        return tuple(self.shown.setdefault(n, len(self.shown) + 1) for n in citations)


def _said(statement: Statement, numbers: _Numbers, *, bullet: bool) -> Said:
    return Said(
        text=statement.text,
        citations=numbers.of(statement.citations),
        grade=statement.grade,
        must_show=statement.must_show,
        bullet=bullet,
    )


def _sources(numbers: _Numbers, references: Sequence[Reference]) -> Iterator[Source]:
    for given, shown in numbers.shown.items():
        reference = references[given - 1]
        yield Source(shown, reference.title, wording.source_details(reference), reference.link)


def _choices(answer: Answer) -> Iterator[Block]:
    if not answer.suggestions:
        return
    items = tuple(
        Choice(s.article_id, s.question, s.differs or _apart(s, answer)) for s in answer.suggestions
    )
    if answer.exhausted:
        yield Choices(wording.NEAREST, items, None)
    else:
        yield Choices(wording.NEAR, items, wording.NONE_OF_THESE)


def _apart(suggestion: Suggestion, answer: Answer) -> str:
    """What to say of a suggestion where no rule found a difference."""
    if plain(suggestion.question) == plain(answer.question):
        return wording.NAMESAKE
    return wording.WORDED_OTHERWISE
