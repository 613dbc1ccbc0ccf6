"""The limit that the webhook is measured against: uvicorn and Starlette, the proof of who sent it, one XADD.

    python -m bench.bare_webhook PORT REDIS_URL

What the product does besides (which event it is, whether it is known, encrypting it, its place in the
conversation's queue) is what the ratio shows. Here nothing tells a retry from an event. Under `BOLT_PATH` the
same is done through Bolt, for what Bolt alone costs.
"""

import asyncio
import hmac
import sys

import uvicorn
from redis.asyncio import Redis
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.connections import open_redis
from adapters.serving import SLACK_PATH, TELEGRAM_PATH
from adapters.settings import Settings

SIGNING_SECRET = "curbside-signing-secret"  # noqa: S105 - of a fake
WEBHOOK_SECRET = "a-webhook-secret-of-32-characters"  # noqa: S105 - of a fake
BOLT_PATH = "/slack/bolt"


def application(redis: Redis) -> Starlette:
    """Both platforms' paths, and Bolt's."""
    verifier = SignatureVerifier(SIGNING_SECRET)

    async def slack(request: Request) -> Response:
        body = await request.body()
        if not verifier.is_valid_request(body, dict(request.headers)):
            return Response(status_code=401)
        await redis.xadd("bare", {"body": body})
        return Response()

    async def telegram(request: Request) -> Response:
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), WEBHOOK_SECRET.encode()):
            return Response(status_code=401)
        await redis.xadd("bare", {"body": await request.body()})
        return Response()

    bolt = AsyncSlackRequestHandler(_bolt(redis))

    async def through_bolt(request: Request) -> Response:
        return await bolt.handle(request)

    return Starlette(
        routes=[
            Route(BOLT_PATH, through_bolt, methods=["POST"]),
            Route(SLACK_PATH, slack, methods=["POST"]),
            Route(TELEGRAM_PATH, telegram, methods=["POST"]),
        ]
    )


def _bolt(redis: Redis) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T0", bot_user_id="U0", bot_token="xoxb-0")  # noqa: S106

    async def record(req: AsyncBoltRequest) -> BoltResponse:
        await redis.xadd("bare", {"body": req.raw_body})
        return BoltResponse(status=200, body="")

    app = AsyncApp(authorize=authorize, signing_secret=SIGNING_SECRET)
    app.use(record)
    return app


async def serve(port: int, redis_url: str) -> None:
    """Until the process is ended; the client of Redis is the product's own, with its time-outs."""
    async with open_redis(Settings.model_validate({"REDIS_URL": redis_url})) as redis:
        config = uvicorn.Config(
            application(redis), port=port, log_level="warning", access_log=False, lifespan="off"
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
