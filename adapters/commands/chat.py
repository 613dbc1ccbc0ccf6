"""`curbside chat`: talk in the terminal."""

from adapters.console.app import chat
from adapters.console.progress import indexing
from adapters.embedded.keys import key_file
from adapters.root import open_bot
from adapters.settings import Settings
from answers.types import Audience
from bot.cipher import Cipher

HISTORY = "history"


async def run(settings: Settings, audience: Audience) -> None:
    """Until the input ends."""
    with indexing() as progress:
        opened = open_bot(settings, progress)
        bot = await opened.__aenter__()
    try:
        cipher = Cipher(settings.keys() or key_file(settings.data_dir))
        history = settings.data_dir / HISTORY
        await chat(bot, history, cipher, audience=audience, country=settings.country)
    finally:
        await opened.__aexit__(None, None, None)
