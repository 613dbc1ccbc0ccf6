"""Logs on stderr, without anybody's text: what is logged are names of things and kinds of errors."""

import logging
import sys

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def configure_logs(level: int = logging.WARNING) -> None:
    """Lines at `level` and above."""
    logging.basicConfig(level=level, stream=sys.stderr, format=FORMAT)
