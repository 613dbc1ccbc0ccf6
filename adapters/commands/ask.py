"""`curbside ask`: one question, or many as JSON lines, answered as the bot would."""

import json
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click
from pydantic import Field, JsonValue
from rich.console import Console

from adapters.commands.lines import Line, Record, Text, answer_lines
from adapters.console.progress import indexing
from adapters.console.render import lines, plain, styled
from adapters.root import open_library
from adapters.settings import Settings
from answers.answerer import Answerer
from answers.language.condense import Condenser
from answers.text import one_line
from answers.types import Answer, ArticleVersion, Audience, Origin, Statement
from bot.bot import Bot
from bot.context.memory import MemoryContext
from bot.masking import mask
from bot.types import Badge, Banner, Disclaimer, Question, Reply, Turn
from bot.understand import fold

EARLIER_MAX = 20


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


async def run_one(settings: Settings, text: str, *, audience: Audience, as_json: bool) -> None:
    """Answer one question on stdout."""
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings, progress))
        asked = Asked(text, (), audience, settings.country)
        started = time.perf_counter()
        reply = await answer(library.answerer, asked, library.condenser)
        if as_json:
            record = as_record(reply, "", started)
            del record["id"]
            click.echo(json.dumps(record, ensure_ascii=False, indent=2))
            return
    console = Console(highlight=False)
    for row in (row for each in reply.each for row in lines(each)):
        console.print(styled(row))


async def run_batch(settings: Settings, source: str, *, audience: Audience) -> bool:
    """Answer JSON lines in order; False where a line was bad."""
    async with AsyncExitStack() as stack:
        with indexing() as progress:
            library = await stack.enter_async_context(open_library(settings, progress))

        async def answered(line: BatchLine) -> Record:
            started = time.perf_counter()
            asked = Asked(line.text, tuple(line.earlier[-EARLIER_MAX:]), audience, settings.country)
            return as_record(await answer(library.answerer, asked, library.condenser), line.id, started)

        return await answer_lines(source, BatchLine, answered)


async def answer(answerer: Answerer, asked: Asked, condenser: Condenser | None = None) -> Reply:
    """The bot's reply, with a memory that holds the former questions and nothing else."""
    memory = MemoryContext()
    conversation = "batch"
    former = [text for item in asked.earlier if (text := one_line(mask(item).text))]
    for question in fold(former):
        turn = Turn(question=question[:4_000], origin=Origin.NONE, at=datetime.now(UTC))
        await memory.append(conversation, turn)
    bot = Bot(answerer, memory, condenser=condenser)
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
        "text": "\n\n".join(plain(each) for each in reply.each),
        "statements": _statements(given) if given else [],
        "references": _references(given) if given else [],
        "banner": _banner(reply),
        "disclaimer": next((b.text for b in reply.blocks if isinstance(b, Disclaimer)), None),
        "guard": reply.alarm,
        "elapsed_ms": round((time.perf_counter() - started) * 1000, 1),
    }


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
