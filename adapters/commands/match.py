"""`curbside match --batch`: does what answers one question answer another? No library needed."""

import asyncio

from adapters.commands.lines import Line, Record, Text, answer_lines
from answers.evaluation.pairs import PairModel


class Pair(Line):
    """One line of the input."""

    asked: Text
    candidate: Text


async def run(source: str) -> bool:
    """Judge JSON lines in order; False where a line was bad."""
    model = await asyncio.to_thread(PairModel)

    async def judged(line: Pair) -> Record:
        (chance,) = await asyncio.to_thread(model.probabilities, [(line.asked, line.candidate)])
        return {"id": line.id, "probability": round(chance, 6)}

    return await answer_lines(source, Pair, judged)
