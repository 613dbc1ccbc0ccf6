"""Writes docs/engine-answers.md: answers of the engine as the terminal shows them, and their evidence.

python -m tests.adapters.console.pages
"""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Console

from adapters.console.render import show
from answers.types import Answer, Audience, Origin, OutOfScope
from bot.compose import reply_to
from bot.evidence import evidence_reply
from bot.types import Reply
from tests.engine_answers import approved_before_newer, generated, quoted

PAGE = Path(__file__).parents[3] / "docs" / "engine-answers.md"
DAY = date(2026, 11, 24)
WIDTH = 100
HEAD = """# Answers of the engine in the terminal

What a person reads where no approved article answers, or where newer sources stand beside one. The sources,
what they say and the answers are made up for this page: nothing here is advice. A test compares it with what
is shown (`python -m tests.adapters.console.pages` writes it); Slack and Telegram show the same words. In a
terminal with colours the marked words of a passage are reversed; without, they stand between » and «.
"""


def answers() -> Iterator[tuple[str, Answer, Audience]]:
    """What the page shows, with its headings."""
    yield "Written by a model, and checked", generated(), Audience.CLINICIAN
    yield "Quoted, because the model is away", quoted(), Audience.CLINICIAN
    yield "An approved article that newer guidance has overtaken", approved_before_newer(), Audience.CLINICIAN
    question = "Should I stop taking colchicine?"
    personal = Answer(origin=Origin.NONE, question=question, personal=True, exhausted=True)
    yield "A patient who wants a verdict, where nothing is found", personal, Audience.PATIENT
    for why in OutOfScope:
        given = Answer(origin=Origin.NONE, question="-", out_of_scope=why)
        yield f"Out of scope: {why.value.replace('_', ' ')}", given, Audience.CLINICIAN


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for title, given, audience in answers():
        reply = reply_to(given, audience, on=DAY)
        parts += [f"## {title}\n", _printed(reply)]
        if reply.evidence:
            parts += ["`/evidence` then shows:\n", _printed(evidence_reply(reply))]
    return "\n".join(parts)


def _printed(reply: Reply) -> str:
    out = io.StringIO()
    show(Console(file=out, width=WIDTH, highlight=False), reply)
    rows = "\n".join(row.rstrip() for row in out.getvalue().splitlines())
    return "\n".join(["```text", rows.strip("\n"), "```", ""])


if __name__ == "__main__":
    PAGE.write_text(page())
