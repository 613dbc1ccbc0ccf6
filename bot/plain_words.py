"""What a whole message in plain words asks of the bot itself, the same in every messenger. Pure.

People write “help” and “forget me” to a bot more often than they look for its commands. Only a message that
says nothing else is taken so: “help with gout” is a question.
"""

import re

from bot.mail.letters import Deed

WORDS_MAX_CHARS = 60
"""A longer message says something else."""

_SAID: dict[Deed, tuple[str, ...]] = {
    Deed.HELP: (
        *("help", "commands", "how do you work", "how does this work", "how do i use this"),
        *("what can you do", "what do you do", "what can i ask", "who are you", "what are you"),
    ),
    Deed.NEW: (
        *("new", "new conversation", "new question", "start over", "start again", "reset"),
        *("forget", "forget me", "forget this", "forget everything", "forget this conversation"),
        *("delete my data", "delete my messages", "delete everything"),
    ),
    Deed.SOURCES: ("sources", "your sources", "what are your sources", "where do your answers come from"),
    Deed.POLICY: ("policy", "editorial policy"),
    Deed.PRIVACY: ("privacy", "privacy policy", "what do you keep", "what do you store"),
    Deed.STOPPED: ("stop", "stop it", "stop that", "cancel"),
}
_DEEDS = {words: deed for deed, said in _SAID.items() for words in said}
_AROUND = re.compile(r"\Aplease |[\s.!?,]+\Z| please[\s.!?,]*\Z", re.IGNORECASE)


def meant(text: str) -> Deed | None:
    """None where it is a question, or anything else that people say."""
    return _DEEDS.get(bare(text)) if len(text) <= WORDS_MAX_CHARS else None


def bare(text: str) -> str:
    """The words alone, without courtesy and stops."""
    return _AROUND.sub("", " ".join(text.casefold().split()))
