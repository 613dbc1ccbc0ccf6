"""`curbside match --batch`: does what answers one question answer another? No library needed."""

import asyncio

from adapters.commands.lines import Line, Record, Text, answer_lines
from answers.pair_model import shipped


class Pair(Line):
    """One line of the input."""

    asked: Text
    candidate: Text


async def run(source: str) -> bool:
    """Judge JSON lines in order; False where a line was bad."""
    model = await asyncio.to_thread(shipped)

    async def judged(line: Pair) -> Record:
        (chance,) = await asyncio.to_thread(model.of_pairs, [(line.asked, line.candidate)])
        return {"id": line.id, "probability": round(chance, 6)}

    return await answer_lines(source, Pair, judged)
