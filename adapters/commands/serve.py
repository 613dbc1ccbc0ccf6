"""`curbside serve`, `web`, `worker`, `slack`, `telegram`: run until SIGTERM or Ctrl-C, then exit 0."""

import click

from adapters.console.progress import indexing
from adapters.ending import Ending
from adapters.logs import end_wordless
from adapters.serving import Role, roles_of, serve
from adapters.settings import Settings


async def run(settings: Settings, role: Role) -> None:
    """One role."""
    await _run(settings, frozenset({role}))


async def run_all(settings: Settings, *, slack: bool, telegram: bool, web: bool) -> None:
    """All roles that are chosen, or that the settings allow."""
    await _run(settings, roles_of(settings, slack=slack, telegram=telegram, web=web))


async def _run(settings: Settings, roles: frozenset[Role]) -> None:
    end_wordless()
    ending = Ending()
    with ending.by_signals(), indexing() as progress:
        await serve(settings, roles, say=_say, ending=ending, progress=progress)


def _say(line: str) -> None:
    click.echo(f"curbside: {line}", err=True)
