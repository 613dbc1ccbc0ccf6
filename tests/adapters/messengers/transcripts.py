"""Writes docs/transcripts.md: the same three turns by each way of receiving, as a person sees them.

python -m tests.adapters.messengers.transcripts
"""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

from adapters.root import open_library
from adapters.settings import Settings
from tests.adapters.messengers.conftest import WAYS, more, talk
from tests.adapters.messengers.product import running
from tests.adapters.messengers.talks import Heard, Talk

PAGE = Path(__file__).parents[3] / "docs" / "transcripts.md"
TURNS = (
    "What are the treatment options for osteosarcoma with lung metastases?",
    "what about children?",
    "and radiotherapy?",
)
TITLES = {
    ("slack", True): "Slack, a direct message",
    ("slack", False): "Slack, a thread in a channel: only the first message mentions the bot",
    ("telegram", True): "Telegram, a private chat",
    ("telegram", False): "Telegram, a group: a mention, then replies to the bot",
}
HEAD = """# Three turns in each messenger

What a person sees of one conversation, through the real SDKs (Bolt and python-telegram-bot) against the local
fakes of both platforms, over the starter library. Socket Mode and HTTP show the same in Slack, polling and
webhook the same on Telegram; a test compares all four with this page
(`python -m tests.adapters.messengers.transcripts` writes it). Links are shown as Markdown here; a button
stands in double brackets.
"""


async def transcript(talk: Talk) -> str:
    """The three turns as Markdown."""
    lines: list[str] = []
    for number, turn in enumerate(TURNS):
        before = len(talk.heard())
        await (talk.follow(turn) if number else talk.ask(turn))
        lines += [f"**A person:** {turn}", ""]
        for heard in talk.heard()[before:]:
            lines += ["**Curbside:**", "", *_quoted(heard), ""]
    return "\n".join(lines)


def _quoted(heard: Heard) -> Iterator[str]:
    links = list(heard.links)
    for line in heard.text.splitlines():
        # The sources' numbers are the links, in their order.
        if links and line.startswith("[") and " · " in line:
            number, _, rest = line.partition("]")
            line = f"{number}]({links.pop(0)}){rest}"
        yield f"> {line}  " if line else ">"
    if heard.buttons:
        yield "> " + " ".join(f"[[{label}]]" for label in heard.buttons)


async def page(library: Path) -> dict[str, str]:
    """The whole page as each pair of ways shows it, by the pair's name."""
    pages = {}
    for ways in (("slack-socket", "telegram-polling"), ("slack-http", "telegram-webhook")):
        parts = [HEAD]
        for way in ways:
            with tempfile.TemporaryDirectory() as home:
                async with running(library, Path(home) / "data", WAYS[way], **more(way)) as product:
                    for private in (True, False):
                        spoken = await transcript(talk(way, product, private=private))
                        title = TITLES[way.split("-", 1)[0], private]
                        parts += [f"## {title}\n", spoken]
        pages[" and ".join(ways)] = "\n".join(parts)
    return pages


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "data"
        async with open_library(Settings.model_validate({"CURBSIDE_DATA_DIR": home})):
            pass
        pages = await page(home)
    assert len(set(pages.values())) == 1
    PAGE.write_text(next(iter(pages.values())))


if __name__ == "__main__":
    asyncio.run(main())
