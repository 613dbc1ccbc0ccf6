"""Logs on stderr, without anybody's text: what is logged are names of things and kinds of errors."""

import logging
import sys

QUIET = {
    # Says at INFO which addresses it opens: Telegram's hold the bot's token.
    "httpx": logging.WARNING,
    # Log what people wrote; what matters of it is raised, and logged by us.
    "slack_sdk": logging.ERROR,
    "telegram": logging.CRITICAL + 1,
}
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure_logs(level: int = logging.WARNING) -> None:
    """Lines at `level` and above."""
    logging.basicConfig(level=level, stream=sys.stderr, format=FORMAT)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)
