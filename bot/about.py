"""What the bot says of itself: /start, /help, /sources, /policy, /privacy. Pure."""

from answers.types import Audience
from bot import wording
from bot.mail.letters import Deed
from bot.types import Disclaimer, Heading, Notice, Reply

ABOUT: dict[Deed, tuple[str, ...]] = {
    Deed.START: (wording.ABOUT, wording.HOW_TO_ASK, wording.NOT_FOR_EMERGENCIES),
    Deed.HELP: (wording.HOW_TO_ASK, wording.COMMANDS, wording.NOT_FOR_EMERGENCIES),
    Deed.SOURCES: (wording.SOURCES_USED,),
    Deed.POLICY: wording.POLICY,
    Deed.PRIVACY: wording.PRIVACY,
}

_TITLES = {
    Deed.START: "Curbside",
    Deed.HELP: "How to use Curbside",
    Deed.SOURCES: "Where answers come from",
    Deed.POLICY: "Editorial policy",
    Deed.PRIVACY: "Privacy",
}


def about(deed: Deed, audience: Audience) -> Reply:
    """The reply to a command about the bot itself. Raises KeyError for a deed that is none."""
    said = tuple(Notice(text) for text in ABOUT[deed])
    disclaimer = Disclaimer(wording.DISCLAIMER[audience], wording.EDITORIAL_POLICY)
    return Reply((Heading(_TITLES[deed], 1), *said, disclaimer))
