"""The passages behind an answer's citations, as they are shown to who asks for them. Pure."""

from collections.abc import Iterable

from answers.engines.pieces import has_dose
from answers.types import Answer, Audience, Passage, Support
from bot import wording
from bot.numbering import Numbers
from bot.types import Answering, Badge, Block, Disclaimer, Evidence, Heading, Notice, Reply, Shown

Behind = tuple[Evidence | Notice, ...]


def behind(answer: Answer, numbers: Numbers, audience: Audience) -> Behind:
    """What the citations rest on, by the numbers that they are shown with; where there is no passage, why."""
    if found := _by_source(answer, numbers, audience):
        return tuple(Evidence(numbers.source(number), tuple(found[number])) for number in sorted(found))
    if answer.version is None:
        return ()
    return (Notice(wording.OWN_WORDS if answer.version.article.quotes_source else wording.NO_PASSAGES),)


def _by_source(answer: Answer, numbers: Numbers, audience: Audience) -> dict[int, list[Shown]]:
    """Each passage once for a source, with all that rests on it."""
    statements = [statement.text for statement in answer.text.statements()] if answer.text else []
    resting: dict[tuple[int, Passage], list[Support]] = {}
    for support in answer.support:
        if number := numbers.known(support.citation):
            resting.setdefault((number, support.passage), []).append(support)
    found: dict[int, list[Shown]] = {}
    for (number, passage), supports in resting.items():
        said = dict.fromkeys(statements[support.statement] for support in supports)
        marks = [mark for support in supports for mark in support.marked]
        found.setdefault(number, []).append(_shown(passage, said, marks, audience))
    return found


def _shown(
    passage: Passage, statements: Iterable[str], marks: Iterable[tuple[int, int]], audience: Audience
) -> Shown:
    said = tuple(statements)
    if not passage.quotable:
        return Shown(said, wording.place(passage), None)
    if audience is Audience.PATIENT and has_dose(passage.text) and not any(map(has_dose, said)):
        # What rests on it was chosen without its doses (clinical rule 7).
        return Shown(said, " · ".join(filter(None, (wording.place(passage), wording.HOLDS_DOSES))), None)
    return Shown(
        statements=tuple(each for each in said if each not in passage.text),
        place=wording.place(passage),
        passage=passage.text,
        marked=_merged(marks, len(passage.text)),
    )


def _merged(ranges: Iterable[tuple[int, int]], length: int) -> tuple[tuple[int, int], ...]:
    """In order and apart, inside of the text."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in ranges):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def evidence_reply(reply: Reply, number: int | None = None) -> Reply:
    """The evidence of an answer as a reply of its own, under its status; `number`: of that source alone."""
    if not reply.evidence:
        return Reply((Notice(wording.NO_EVIDENCE),))
    shown = _of(reply, number) or (Notice(wording.NO_PASSAGE.format(number=number)),)
    top = [block for block in reply.blocks if isinstance(block, (Badge, Answering))]
    foot = [block for block in reply.blocks if isinstance(block, Disclaimer)]
    return Reply((*top, Heading(wording.EVIDENCE, 1), *shown, *foot), reply.question)


def with_evidence(reply: Reply) -> Reply:
    """The answer with its evidence below its sources: for one who cannot ask for it afterwards."""
    at = next((n for n, b in enumerate(reply.blocks) if isinstance(b, Disclaimer)), len(reply.blocks))
    evidence: tuple[Block, ...] = (Heading(wording.EVIDENCE, 1), *reply.evidence) if reply.evidence else ()
    return Reply((*reply.blocks[:at], *evidence, *reply.blocks[at:]), reply.question, reply.answer)


def _of(reply: Reply, number: int | None) -> Behind:
    return tuple(
        each
        for each in reply.evidence
        if number is None or isinstance(each, Notice) or each.source.number == number
    )
