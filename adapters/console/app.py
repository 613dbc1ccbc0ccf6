"""Talking to the bot in the terminal: typed when there is one, line by line from a pipe otherwise."""

import asyncio
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console

from adapters.console.history import EncryptedHistory
from adapters.console.parse import Ask, Command, Decline, EvidenceOf, Line, Open, Unknown, parse
from adapters.console.render import show, visible
from answers.types import Audience
from bot.about import about
from bot.bot import Bot
from bot.cipher import Cipher
from bot.evidence import evidence_reply
from bot.mail.letters import Deed
from bot.types import Choices, FullArticle, Gesture, Question, Reply

HELP = """Ask a clinical question; ask follow-ups ("what about children?") as you would a colleague.
A number chooses a suggested question, 0 none of them.
/full  the whole article   /evidence  the passages behind the numbers, /evidence 2 those of one source
/wrong  the article answers something else   /new  a new conversation   /quit  leave   /help  this
/sources  where answers come from   /policy  the editorial policy   /privacy  what is kept"""
GREETING = "Curbside: clinical questions, answered from approved articles with their sources."
FIRST = "For example: What are the treatment options for osteosarcoma with lung metastases?"
WORKING = "searching approved articles"


class Terminal:
    """One conversation in one terminal."""

    def __init__(self, bot: Bot, console: Console, *, audience: Audience, country: str | None = None) -> None:
        self._bot = bot
        self._console = console
        self._blank = Question(
            conversation=f"console:{uuid.uuid4()}", text="", audience=audience, country=country
        )
        self._offered: tuple[int, ...] = ()
        self._shown: int | None = None
        self._answered: tuple[Reply, ...] = ()

    async def run(self, said: AsyncIterator[str]) -> None:
        """Answer line after line until they end or somebody says /quit."""
        async for text in said:
            line = parse(text, self._offered)
            if line is Command.QUIT:
                return
            if line is not None:
                await self._handle(line)

    async def _handle(self, line: Line) -> None:
        match line:
            case Command.HELP:
                self._console.print(HELP, highlight=False)
            case Command.EVIDENCE:
                self._show_evidence(None)
            case EvidenceOf(number):
                self._show_evidence(number)
            case Unknown(said):
                self._console.print(f"I don't know {visible(said)}.\n{HELP}", highlight=False, markup=False)
            case _:
                await self._show(line)

    async def _show(self, line: Line) -> None:
        busy = self._console.status(WORKING) if self._console.is_terminal else nullcontext()
        with busy:
            reply = await self._reply(line)
        self._remember(reply)
        if line is Command.NEW:
            self._answered = ()
        for each in reply.each:
            self._print(each)

    def _show_evidence(self, number: int | None) -> None:
        for reply in self._answered or (Reply(()),):
            self._print(evidence_reply(reply, number))

    def _print(self, reply: Reply) -> None:
        show(self._console, reply)
        self._console.print()

    async def _reply(self, line: Line) -> Reply:
        match line:
            case Ask(text):
                return await self._bot.reply(replace(self._blank, text=text))
            case Open(article_id):
                opened = replace(self._blank, gesture=Gesture.OPEN, article_id=article_id)
                return await self._bot.reply(opened)
            case Decline():
                return await self._bot.reply(replace(self._blank, gesture=Gesture.DECLINE))
            case Command.FULL:
                return await self._bot.full_article(replace(self._blank, article_id=self._shown))
            case Command.WRONG:
                return await self._bot.wrong_article(replace(self._blank, article_id=self._shown))
            case Command.SOURCES | Command.POLICY | Command.PRIVACY:
                return about(Deed(line.value.removeprefix("/")), self._blank.audience)
            case _:
                return await self._bot.forget(self._blank.conversation)

    def _remember(self, reply: Reply) -> None:
        """What numbers, /full and /evidence refer to from here on."""
        if answered := tuple(each for each in reply.each if each.evidence):
            self._answered = answered
        self._offered = tuple(
            item.article_id
            for each in reply.each
            for block in each.blocks
            if isinstance(block, Choices)
            for item in block.items
        )
        for block in (block for each in reply.each for block in each.blocks):
            if isinstance(block, FullArticle):
                self._shown = block.article_id
        if reply.answer and reply.answer.version:
            self._shown = reply.answer.version.id


async def typed(history: Path, cipher: Cipher) -> AsyncIterator[str]:
    """Lines typed at a prompt, with history; ends with Ctrl-D, and Ctrl-C empties the line."""
    session: PromptSession[str] = PromptSession(history=EncryptedHistory(history, cipher))
    while True:
        try:
            with patch_stdout():
                said = await session.prompt_async("› ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        yield said  # outside: what is patched shows styles as “?[1m”


async def piped(console: Console) -> AsyncIterator[str]:
    """Lines from a pipe, each shown as it would have been typed."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        text = line.rstrip("\n")
        if text.strip():
            console.print(f"› {visible(text)}", highlight=False, markup=False)
        yield text


async def chat(bot: Bot, history: Path, cipher: Cipher, *, audience: Audience, country: str | None) -> None:
    """Talk until the input ends."""
    console = Console(highlight=False)
    console.print(f"[bold]{GREETING}[/bold]\n{FIRST}\n[dim]/help for more, /quit to leave[/dim]")
    said = typed(history, cipher) if sys.stdin.isatty() else piped(console)
    await Terminal(bot, console, audience=audience, country=country).run(said)
