"""`curbside ask`: one question, or many as JSON lines, answered as the bot would."""

import json
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import click
from pydantic import Field, JsonValue
from rich.console import Console

from adapters.commands.lines import Line, Record, Text, answer_lines
from adapters.console.progress import indexing
from adapters.console.render import plain, show
from adapters.root import Library, open_library, submissions_of
from adapters.settings import Settings
from answers.answerer import Answerer
from answers.board.submit import Submissions
from answers.language.condense import Condenser
from answers.text import one_line
from answers.types import (
    Answer,
    ArticleVersion,
    Audience,
    Origin,
    Position,
    Statement,
    Support,
)
from bot.bot import Bot
from bot.context.memory import MemoryContext
from bot.evidence import with_evidence
from bot.masking import mask
from bot.types import Badge, Banner, Disclaimer, Question, Reply, ShowEvidence, Turn
from bot.understand import fold

EARLIER_MAX = 20
NOTHING = Answer(origin=Origin.NONE, question="-")
"""What a reply that answers nothing (to an emergency, to a greeting) says beside it."""


class BatchLine(Line):
    """One line of the input."""

    text: Text
    earlier: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the person's former ones."""

    text: str
    earlier: tuple[str, ...]
    audience: Audience
    country: str | None


async def run_one(
    settings: Settings, text: str, *, audience: Audience, as_json: bool, evidence: bool = False
) -> None:
    """Answer one question on stdout; with `evidence`, the passages behind its citations are printed too."""
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings, progress))
        asked = Asked(text, (), audience, settings.country)
        started = time.perf_counter()
        reply = await _answer(library, asked)
        if as_json:
            record = as_record(reply, "", started)
            del record["id"]
            click.echo(json.dumps(record, ensure_ascii=False, indent=2))
            return
    console = Console(highlight=False)
    for each in map(_once, reply.each):
        show(console, with_evidence(each) if evidence else each)


async def run_batch(settings: Settings, source: str, *, audience: Audience) -> bool:
    """Answer JSON lines in order; False where a line was bad."""
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings, progress))

        async def answered(line: BatchLine) -> Record:
            started = time.perf_counter()
            asked = Asked(line.text, tuple(line.earlier[-EARLIER_MAX:]), audience, settings.country)
            return as_record(await _answer(library, asked), line.id, started)

        return await answer_lines(source, BatchLine, answered)


async def _answer(library: Library, asked: Asked) -> Reply:
    submissions = submissions_of(library)
    return await answer(library.answerer, asked, submissions=submissions, condenser=library.condenser)


async def answer(
    answerer: Answerer,
    asked: Asked,
    *,
    submissions: Submissions | None = None,
    condenser: Condenser | None = None,
) -> Reply:
    """The bot's reply, with a memory that holds the former questions and nothing else. Without `submissions`
    nothing goes to the board: who measures asks none."""
    memory = MemoryContext()
    conversation = "batch"
    former = [text for item in asked.earlier if (text := one_line(mask(item).text))]
    for question in fold(former):
        turn = Turn(question=question[:4_000], origin=Origin.NONE, at=datetime.now(UTC))
        await memory.append(conversation, turn)
    bot = Bot(answerer, memory, submissions=submissions, condenser=condenser)
    return await bot.reply(Question(conversation, asked.text, audience=asked.audience, country=asked.country))


def as_record(reply: Reply, line_id: JsonValue, started: float) -> Record:
    """The record of the command-line contract (design §7)."""
    given = reply.answer
    return {
        "id": line_id,
        "origin": given.origin if given else Origin.NONE,
        "question": reply.question,
        "not_accounted_for": list(given.not_accounted_for) if given else [],
        "article": _article(given.version) if given and given.version else None,
        "probability": given.probability if given else None,
        "candidates": [
            {"external_id": c.external_id, "question": c.question, "score": round(c.score, 6)}
            for c in (given.candidates if given else ())
        ],
        "suggestions": [s.external_id for s in given.suggestions] if given else [],
        "text": "\n\n".join(plain(_once(each)) for each in reply.each),
        "statements": _statements(given) if given else [],
        "references": _references(given) if given else [],
        "banner": _banner(reply),
        "disclaimer": next((b.text for b in reply.blocks if isinstance(b, Disclaimer)), None),
        "guard": reply.alarm,
        **_beside(given or NOTHING),
        "elapsed_ms": round((time.perf_counter() - started) * 1000, 1),
    }


def _beside(given: Answer) -> dict[str, Any]:
    """What an answer says beside its statements, and the passages that these rest on; `evidence` counts
    `statements` from 0 and cites by `references`' numbers."""
    return {
        "lacking": list(given.lacking),
        "caveats": list(given.caveats),
        "newer": [_position(each) for each in given.newer],
        "disagreements": [
            {"subject": each.subject, "positions": [_position(p) for p in each.positions]}
            for each in given.disagreements
        ],
        "premise": given.premise,
        "premise_denied": [_position(each) for each in given.premise_denied],
        "personal": given.personal,
        "out_of_scope": given.out_of_scope,
        "degraded": list(given.degraded),
        "writer": given.writer.model_dump(mode="json") if given.writer else None,
        "evidence": [_support(each) for each in given.support],
    }


def _position(position: Position) -> dict[str, Any]:
    return {
        "text": position.text,
        "grade": str(position.grade) if position.grade else None,
        "published": position.published.isoformat() if position.published else None,
        "reference": position.reference.model_dump(mode="json", exclude={"superseded_by"}),
    }


def _support(support: Support) -> dict[str, Any]:
    """The words of a passage that may not be shown are left out."""
    passage = support.passage
    return {
        "statement": support.statement,
        "citation": support.citation,
        "passage": passage.id,
        "place": passage.place,
        "part": passage.part,
        "published": passage.published.isoformat() if passage.published else None,
        "text": passage.text if passage.quotable else None,
        "marked": [list(each) for each in support.marked] if passage.quotable else [],
    }


def _once(reply: Reply) -> Reply:
    """Without the offer of a command: there is nobody to take it."""
    return replace(reply, blocks=tuple(b for b in reply.blocks if not isinstance(b, ShowEvidence)))


def _article(version: ArticleVersion) -> dict[str, Any]:
    article, approval = version.article, version.approval
    if approval is None:
        raise ValueError("an approved answer has an approval")
    reviewed = approval.at.date().isoformat() if approval.basis == "individual" else None
    return {
        "id": version.id,
        "external_id": article.external_id,
        "version": version.version,
        "question": article.question,
        "applies_to": article.applies_to,
        "approval": {
            "basis": approval.basis,
            "by": approval.by,
            "at": approval.at.isoformat(),
        },
        "evidence_to": article.evidence_to.isoformat() if article.evidence_to else None,
        "reviewed": reviewed,
        "review_due": approval.review_due.isoformat() if approval.review_due else None,
    }


def _statements(given: Answer) -> list[dict[str, Any]]:
    if given.text is None:
        return []
    rows: list[tuple[str | None, str, Statement]] = []
    if given.text.bottom_line:
        rows.append((None, "bottom_line", given.text.bottom_line))
    rows += [(s.heading, s.kind.value, said) for s in given.text.sections for said in s.statements]
    return [
        {
            "text": said.text,
            "section": section,
            "heading": heading,
            "citations": list(said.citations),
            "grade": str(said.grade) if said.grade else None,
            "must_show": said.must_show,
        }
        for heading, section, said in rows
    ]


def _references(given: Answer) -> list[dict[str, Any]]:
    return [
        {
            "n": number,
            **reference.model_dump(mode="json", exclude={"superseded_by"}),
        }
        for number, reference in enumerate(given.references, start=1)
    ]


def _banner(reply: Reply) -> str | None:
    said = [b.text for b in reply.blocks if isinstance(b, Badge | Banner)]
    return "\n".join(said) or None
