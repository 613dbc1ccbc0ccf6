"""The ASGI application: health for who runs the bot, policy and privacy for who reads its replies."""

import html
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from adapters.web.metrics import CONTENT_TYPE, exposition
from answers.errors import AnswersError
from answers.language.guarded import Gauges
from answers.types import Audience
from bot.about import about
from bot.mail.letters import Deed
from bot.types import Heading, Notice

Probe = Callable[[], Awaitable[str]]
"""Looks at one thing that the bot stands on: a word on it, or an exception."""

Watch = Callable[[], Awaitable[Sequence[Gauges]]]
"""What is known of the language models now."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} · Curbside</title>
<meta name="viewport" content="width=device-width"><style>body{{font:1rem/1.5 system-ui,sans-serif;
max-width:40rem;margin:2rem auto;padding:0 1rem}}</style><h1>{title}</h1>{body}</html>"""


async def _nothing() -> Sequence[Gauges]:
    return ()


def application(
    probes: Mapping[str, Probe], webhooks: Sequence[Route] = (), gauges: Watch = _nothing
) -> Starlette:
    """The application; `probes` by the name under which `/health/ready` reports them; the language models'
    `gauges` are in `/metrics`."""

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(_: Request) -> Response:
        found = {name: await _looked(probe) for name, probe in probes.items()}
        fine = all(state["ok"] for state in found.values())
        status = {"status": "ready" if fine else "degraded", "checks": found}
        return JSONResponse(status, status_code=200 if fine else 503)

    async def metrics(_: Request) -> Response:
        try:
            watched = await gauges()
        except AnswersError:
            return Response(status_code=503)
        return Response(exposition(watched), headers={"Content-Type": CONTENT_TYPE})

    async def policy(_: Request) -> Response:
        return _page(Deed.POLICY)

    async def privacy(_: Request) -> Response:
        return _page(Deed.PRIVACY)

    return Starlette(
        routes=[
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/metrics", metrics),
            Route("/policy", policy),
            Route("/privacy", privacy),
            *webhooks,
        ]
    )


async def _looked(probe: Probe) -> dict[str, bool | str]:
    try:
        return {"ok": True, "said": await probe()}
    except Exception as error:  # Whatever it is, it is what health has to tell.
        return {"ok": False, "said": type(error).__name__}


def _page(deed: Deed) -> Response:
    blocks = about(deed, Audience.PATIENT).blocks
    title = next(block.text for block in blocks if isinstance(block, Heading))
    body = "".join(f"<p>{html.escape(b.text)}</p>" for b in blocks if isinstance(b, Notice))
    return HTMLResponse(_PAGE.format(title=html.escape(title), body=body), headers=HEADERS)
