"""Logs on stderr, without anybody's text: events have names, and values that are numbers or kinds."""

import logging
import sys

import structlog


def configure_logs(level: int = logging.WARNING) -> None:
    """Structured lines at `level` and above; libraries' own logs at WARNING."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
