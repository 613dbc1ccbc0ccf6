"""An answer as the document to show. Pure: the same answer is the same reply."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from answers.types import (
    Answer,
    ApprovalBasis,
    Audience,
    Origin,
    Position,
    Section,
    SectionKind,
    Statement,
    Suggestion,
)
from bot import wording
from bot.evidence import behind
from bot.guard import Alarm, route
from bot.numbering import Numbers
from bot.types import (
    Alert,
    Answering,
    AppliesTo,
    Authorship,
    Badge,
    Banner,
    Block,
    Choice,
    Choices,
    Disclaimer,
    Evidence,
    Folded,
    FullArticle,
    Heading,
    Lacking,
    Notice,
    Premise,
    Reply,
    Said,
    ShowEvidence,
    Side,
    SideBySide,
    Tone,
    WrongArticle,
)

FIRST_SCREEN_WORDS = 150
"""Of an article without a bottom line (design §1): what follows is in the full article."""


def compose(
    answer: Answer, audience: Audience, *, full: bool = False, on: date | None = None
) -> tuple[Block, ...]:
    """The blocks of `reply_to`."""
    return reply_to(answer, audience, full=full, on=on).blocks


def reply_to(
    answer: Answer,
    audience: Audience,
    *,
    full: bool = False,
    on: date | None = None,
    submitted: bool = True,
) -> Reply:
    """The reply to a question. `full` shows every statement of the article; `on` is the day of an answer that
    was made for the question, None where that is not to be said; `submitted`: what a model wrote waits for
    the board.

    A question out of scope gets a plain word: it is no clinical reply, so that it has neither status nor
    disclaimer.
    """
    if answer.out_of_scope:
        return Reply((Notice(wording.OUT_OF_SCOPE[answer.out_of_scope]),), answer.question, answer)
    numbers = Numbers(answer)
    content = tuple(_content(answer, numbers, full=full)) if answer.text else ()
    evidence = behind(answer, numbers, audience) if answer.text else ()
    blocks = (
        *_status(answer, audience, on, submitted=submitted),
        *_asked(answer),
        *content,
        *([ShowEvidence()] if any(isinstance(each, Evidence) for each in evidence) else ()),
        *([WrongArticle(answer.version.id)] if answer.version and not full else ()),
        *_choices(answer),
        Disclaimer(wording.DISCLAIMER[audience], wording.EDITORIAL_POLICY),
    )
    return Reply(blocks, answer.question, answer, evidence=evidence)


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


def _status(answer: Answer, audience: Audience, on: date | None, *, submitted: bool) -> Iterator[Block]:
    if answer.version and answer.version.approval:
        yield Badge(wording.badge(answer.version), answer.version.approval.basis)
        if answer.written_for is not audience:
            yield Banner(wording.PATIENT_TEXT, Tone.INFO)
    elif answer.origin is Origin.NONE:
        yield Badge(wording.NO_STATUS, None)
        if answer.exhausted or not answer.suggestions:
            yield Banner(wording.NOT_FOUND[audience], Tone.INFO)
    else:
        yield Badge(wording.pending(answer.origin, on, submitted=submitted), None)
    if any(s.basis is ApprovalBasis.SAMPLE for s in answer.suggestions):
        yield Banner(wording.SAMPLE, Tone.INFO)
    yield from (Banner(text, Tone.WARNING) for text in _warned(answer, audience))


def _warned(answer: Answer, audience: Audience) -> Iterator[str]:
    """What to bear in mind of everything below, or where to look for it there."""
    if Origin.GENERATED in answer.degraded:
        yield wording.MODEL_AWAY.get(answer.origin, wording.DEGRADED)
    if set(answer.degraded) - {Origin.GENERATED}:
        yield wording.DEGRADED
    if answer.personal:
        yield wording.PERSONAL[audience]
    if answer.text is None:
        return
    yield from (wording.CAVEATS[caveat] for caveat in answer.caveats)
    if answer.newer:
        yield wording.NEWER_FIRST
    if answer.disagreements:
        yield wording.DISAGREEING


def _asked(answer: Answer) -> Iterator[Block]:
    """What is answered, for whom, and what of it is not."""
    yield Answering(wording.ANSWERING, answer.question)
    if answer.opened and answer.version:
        yield Banner(wording.OPENED_NAMESAKE if answer.fits else wording.OPENED, Tone.WARNING)
        yield Answering(wording.ANSWERED_BY, answer.version.article.question)
    if answer.premise:
        before, after = wording.PREMISE
        yield Premise(before, answer.premise, after)
    if covers := _covers(answer):
        yield covers
    if answer.lacking and answer.text:
        yield Lacking(wording.LACKING, answer.lacking)


def _covers(answer: Answer) -> AppliesTo | None:
    covers = answer.version.article.applies_to if answer.version else None
    left = answer.not_accounted_for if answer.origin is not Origin.NONE else ()
    return AppliesTo(covers, left) if covers or left else None


def _content(answer: Answer, numbers: Numbers, *, full: bool) -> Iterator[Block]:
    """The text between what is against the premise or newer and what disagrees, and all of its sources."""
    if answer.premise_denied:
        yield SideBySide(wording.PREMISE_DENIED, _sides(answer.premise_denied, numbers))
    if answer.newer:
        yield SideBySide(wording.NEWER, _sides(answer.newer, numbers))
        yield Heading(wording.ARTICLE, 1)
    yield from _text(answer, numbers, full=full)
    for disagreement in answer.disagreements:
        title = wording.DISAGREE_ON.format(subject=disagreement.subject)
        yield SideBySide(title, _sides(disagreement.positions, numbers))
    yield numbers.sources()
    if answer.writer:
        yield Authorship(wording.authorship(answer.writer))


def _sides(positions: Iterable[Position], numbers: Numbers) -> tuple[Side, ...]:
    return tuple(
        Side(wording.who_says(each), each.text, numbers.of_position(each), each.grade) for each in positions
    )


def _text(answer: Answer, numbers: Numbers, *, full: bool) -> Iterator[Block]:
    if answer.text and (line := answer.text.bottom_line):
        yield _said(line, numbers, bullet=False)
    shown, folded = _first_screen(answer, full=full)
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


def _said(statement: Statement, numbers: Numbers, *, bullet: bool) -> Said:
    return Said(
        text=statement.text,
        citations=numbers.of(statement.citations),
        grade=statement.grade,
        must_show=statement.must_show,
        bullet=bullet,
    )


def _choices(answer: Answer) -> Iterator[Block]:
    if not answer.suggestions:
        return
    items = tuple(Choice(s.article_id, s.question, _apart(s)) for s in answer.suggestions)
    if answer.exhausted:
        yield Choices(wording.NEAREST, items, None)
    elif any(s.namesake for s in answer.suggestions):
        yield Choices(wording.NAMESAKES, items, wording.NONE_OF_THESE)
    else:
        yield Choices(wording.NEAR, items, wording.NONE_OF_THESE)


def _apart(suggestion: Suggestion) -> str:
    """What tells a suggestion from the question, or from others that answer it."""
    if suggestion.namesake:
        updated = (wording.day(suggestion.updated),) if suggestion.updated else ()
        return ", ".join((suggestion.issuer or wording.NO_ISSUER, *updated))
    return suggestion.differs or wording.WORDED_OTHERWISE
