"""Logs on stderr, without anybody's text: what is logged are names of things, kinds of errors, and places.

An error's own words can be a person's: pydantic quotes what it refuses. So where a library logs an error, or
one ends the process, its kind and the places that it came through are written, and not what it says.
"""

import logging
import sys
import traceback
from types import TracebackType

QUIET = {
    # Says at INFO which addresses it opens: Telegram's hold the bot's token.
    "httpx": logging.WARNING,
    # Log what people wrote; what matters of it is raised, and logged by us.
    "slack_sdk": logging.ERROR,
    "telegram": logging.CRITICAL + 1,
}
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_log = logging.getLogger(__name__)


def configure_logs(level: int = logging.WARNING) -> None:
    """Lines at `level` and above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Wordless(FORMAT))
    logging.basicConfig(level=level, handlers=[handler])
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(least)


def end_wordless() -> None:
    """From now on a bug that ends the process is written as the logs write errors."""
    sys.excepthook = _ended


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("ended by a bug", exc_info=(kind, error, trace))


class _Wordless(logging.Formatter):
    """Errors by kind and place."""

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        error = ei[1] if isinstance(ei, tuple) else None
        return "\n".join(_kinds(error)) if isinstance(error, BaseException) else ""


def _kinds(error: BaseException, indent: str = "  ") -> list[str]:
    """The error, those in its group, and its cause."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{indent}  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    said = [f"{indent}{type(error).__module__}.{type(error).__qualname__}", *places]
    inner = list(error.exceptions) if isinstance(error, BaseExceptionGroup) else []
    if error.__cause__:
        inner.append(error.__cause__)
    return said + [line for each in inner for line in _kinds(each, indent + "  ")]
