"""The ASGI application: health for who runs the bot, policy and privacy for who reads its replies."""

import html
from collections.abc import Awaitable, Callable, Mapping, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.metrics import CONTENT_TYPE, Snapshot, exposition
from adapters.web.permission import Permission
from answers.errors import AnswersError
from answers.types import Audience
from bot.about import about
from bot.errors import BotError
from bot.mail.letters import Deed
from bot.types import Heading, Notice

Probe = Callable[[], Awaitable[str]]
"""Looks at one thing that the bot stands on: a word on it, or an exception."""

Watch = Callable[[], Awaitable[Snapshot]]
"""What is known now; an error of ours where that cannot be told."""

REFUSED = "set CURBSIDE_METRICS_TOKEN and send it as 'Authorization: Bearer TOKEN', or ask from loopback\n"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} · Curbside</title>
<meta name="viewport" content="width=device-width"><style>body{{font:1rem/1.5 system-ui,sans-serif;
max-width:40rem;margin:2rem auto;padding:0 1rem}}</style><h1>{title}</h1>{body}</html>"""


async def _nothing() -> Snapshot:
    return Snapshot()


def application(
    probes: Mapping[str, Probe],
    webhooks: Sequence[Route] = (),
    *,
    watch: Watch = _nothing,
    permission: Permission | None = None,
) -> Starlette:
    """The application; `probes` by the name under which `/health/ready` reports them, `watch` is what
    `/metrics` shows. Both tell more than ready or not only to whom `permission` allows it."""
    permitted = permission or Permission()

    async def live(_: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def ready(request: Request) -> Response:
        found = {name: await _looked(probe) for name, probe in probes.items()}
        fine = all(state["ok"] for state in found.values())
        status: dict[str, object] = {"status": "ready" if fine else "degraded"}
        if permitted.allows(request):
            status["checks"] = found
        return JSONResponse(status, status_code=200 if fine else 503)

    async def metrics(request: Request) -> Response:
        if not permitted.allows(request):
            return PlainTextResponse(REFUSED, status_code=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            seen = await watch()
        except (AnswersError, BotError):
            return Response(status_code=503)
        return Response(exposition(seen), headers={"Content-Type": CONTENT_TYPE})

    async def policy(_: Request) -> Response:
        return _page(Deed.POLICY)

    async def privacy(_: Request) -> Response:
        return _page(Deed.PRIVACY)

    return Starlette(
        # Looked through in this order, with every event.
        routes=[
            *webhooks,
            Route("/health/live", live),
            Route("/health/ready", ready),
            Route("/metrics", metrics),
            Route("/policy", policy),
            Route("/privacy", privacy),
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
