"""`curbside eval followups`: dialogues made of MedQuAD, asked as `curbside ask --batch` asks them."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from adapters.commands.ask import Asked, answer
from adapters.commands.evaluate import vars_of
from adapters.commands.medquad_library import open_medquad
from adapters.console.progress import bar
from adapters.root import Library
from adapters.settings import Settings
from answers.errors import InvalidRecord
from answers.evaluation.intervals import Measured
from answers.library.files import SourceFiles
from answers.library.medquad import entries
from answers.types import Audience
from bot.evaluation.dialogues import Dialogue, dialogues
from bot.evaluation.followups import Heard, Ranking, Result, measure
from bot.evaluation.phrasings import Part


async def run(settings: Settings, archive: Path, part: Part, *, failed: bool, as_json: bool) -> None:
    """Hold all dialogues of a part with a library of the archive, and print the table; with `failed` the
    dialogues that went wrong too, on stderr. Raises `InvalidRecord`, `StoreError`."""
    held = await asyncio.to_thread(_dialogues, archive, part)
    async with open_medquad(settings, archive) as library:
        result = await _measure(library, held)
    click.echo(json.dumps(_record(result, part)) if as_json else "\n".join(_table(result, part)))
    if failed:
        for each in result.heard:
            if not each.right:
                click.echo(_line(each), err=True)


def _dialogues(archive: Path, part: Part) -> list[Dialogue]:
    made = dialogues(entries(SourceFiles(archive, (".xml",))), part)
    if not made:
        raise InvalidRecord("no dialogues can be made of it", str(archive))
    return made


async def _measure(library: Library, held: Sequence[Dialogue]) -> Result:
    with bar("dialogues") as step:
        asked_so_far = 0

        async def ask(said: str, earlier: Sequence[str]) -> Ranking:
            nonlocal asked_so_far
            asked = Asked(said, tuple(earlier), Audience.CLINICIAN, None)
            reply = await answer(library.answerer, asked)
            asked_so_far += 1
            step(asked_so_far, len(held))
            found = reply.answer.candidates if reply.answer else ()
            return reply.question, [each.external_id for each in found]

        return await measure(held, ask)


def _measures(result: Result) -> Mapping[str, Measured]:
    """Follow-ups, then changes of topic, then each kind of both."""
    return {
        "follow-ups": result.follow_ups,
        "changes of topic": result.topic_changes,
        "not dragged along": result.not_dragged,
        **{f"  {kind}": measured for kind, measured in result.by_kind.items()},
    }


def _table(result: Result, part: Part) -> list[str]:
    return [
        f"{len(result.heard):,} dialogues of MedQuAD, {part} part: the right article first",
        *(f"{name:40} {measured}" for name, measured in _measures(result).items()),
    ]


def _record(result: Result, part: Part) -> dict[str, object]:
    return {
        "part": part,
        "dialogues": len(result.heard),
        **{name.strip(): vars_of(measured) for name, measured in _measures(result).items()},
    }


def _line(heard: Heard) -> str:
    said = " | ".join((*heard.dialogue.earlier, heard.dialogue.said))
    return f"[{heard.dialogue.kind}] {said} → {heard.question} → {heard.first}"
