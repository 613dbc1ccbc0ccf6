"""The passages behind an answer's citations, as they are shown to who asks for them. Pure."""

from collections.abc import Iterable, Iterator

from answers.types import Answer, Passage
from bot import wording
from bot.numbering import Numbers
from bot.types import Answering, Badge, Block, Disclaimer, Evidence, Heading, Notice, Reply

Behind = tuple[Evidence | Notice, ...]


def behind(answer: Answer, numbers: Numbers) -> Behind:
    """What the citations rest on, by the numbers that they are shown with; where there is no passage, why."""
    if found := tuple(_passages(answer, numbers)):
        return found
    if answer.version is None:
        return ()
    return (Notice(wording.OWN_WORDS if answer.version.article.quotes_source else wording.NO_PASSAGES),)


def _passages(answer: Answer, numbers: Numbers) -> Iterator[Evidence]:
    """Each passage once for a source, with all that rests on it."""
    statements = [statement.text for statement in answer.text.statements()] if answer.text else []
    resting: dict[tuple[int, Passage], dict[str, tuple[tuple[int, int], ...]]] = {}
    for support in answer.support:
        if number := numbers.known(support.citation):
            on = resting.setdefault((number, support.passage), {})
            on[statements[support.statement]] = support.marked
    for (number, passage), on in sorted(resting.items(), key=lambda item: item[0][0]):
        marked = _merged((mark for marks in on.values() for mark in marks), len(passage.text))
        yield Evidence(
            source=numbers.source(number),
            statements=tuple(on),
            place=wording.place(passage),
            passage=passage.text if passage.quotable else None,
            marked=marked if passage.quotable else (),
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
