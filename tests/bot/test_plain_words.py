"""What a message in plain words asks of the bot itself."""

import pytest

from answers.types import Audience
from bot.guard import alarm
from bot.mail.letters import Deed
from bot.plain_words import WORDS_MAX_CHARS, meant


@pytest.mark.parametrize(
    ("said", "deed"),
    [
        ("help", Deed.HELP),
        ("  HELP!!  ", Deed.HELP),
        ("What can you do?", Deed.HELP),
        ("help please", Deed.HELP),
        ("please   forget me.", Deed.NEW),
        ("Start over", Deed.NEW),
        ("What are your sources?", Deed.SOURCES),
        ("privacy policy", Deed.PRIVACY),
        ("policy", Deed.POLICY),
        ("Stop!", Deed.STOPPED),
    ],
)
def test_a_message_that_says_nothing_else_is_a_command(said: str, deed: Deed) -> None:
    assert meant(said) is deed


@pytest.mark.parametrize(
    "said",
    [
        *(
            "",
            "?",
            "help with gout",
            "what helps against gout",
            "new drugs for gout",
            "stop warfarin before surgery?",
        ),
        *("sources of vitamin D", "how do i use this inhaler", "who are you to tell me to stop my insulin"),
        *("help me", "help " + " " * WORDS_MAX_CHARS),
    ],
)
def test_a_question_is_left_a_question(said: str) -> None:
    assert meant(said) is None


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("said", ["help", "stop", "forget everything", "new"])
def test_no_cry_for_help_is_taken_for_a_command(said: str, audience: Audience) -> None:
    """The messengers leave the words of a command out of its letter, so that no guard sees them again."""
    assert meant(said)
    assert alarm(said, audience) is None
