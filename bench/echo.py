"""The limit that the messengers are measured against: the bare SDKs, each as its documentation shows it.

They say back what was said: nothing is recorded, looked up or decided.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from tests.adapters.messengers.product import free_port
from tests.fakes import FakeSlack, FakeTelegram

TELEGRAM_PATH = "/telegram"
SLACK_PATH = "/slack/events"


def _bolt(slack: FakeSlack) -> AsyncApp:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.event("message")
    async def echo(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text=event["text"])

    return app


@asynccontextmanager
async def slack_socket(slack: FakeSlack) -> AsyncIterator[str]:
    handler = AsyncSocketModeHandler(_bolt(slack), slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield ""
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def slack_http(slack: FakeSlack) -> AsyncIterator[str]:
    handler = AsyncSlackRequestHandler(_bolt(slack))

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    async with _serving(Starlette(routes=[Route(SLACK_PATH, receive, methods=["POST"])])) as url:
        yield url + SLACK_PATH


def _ptb(telegram: FakeTelegram) -> "Application[Any, Any, Any, Any, Any, Any]":
    builder = Application.builder().token(telegram.token).base_url(telegram.base_url)
    app = builder.build()

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    app.add_handler(MessageHandler(filters.TEXT, echo))
    return app


@asynccontextmanager
async def telegram_polling(telegram: FakeTelegram) -> AsyncIterator[str]:
    app = _ptb(telegram)
    async with app:
        await app.start()
        assert app.updater
        await app.updater.start_polling()
        yield ""
        await app.updater.stop()
        await app.stop()


@asynccontextmanager
async def telegram_webhook(telegram: FakeTelegram) -> AsyncIterator[str]:
    app = _ptb(telegram)

    async def receive(request: Request) -> Response:
        await app.update_queue.put(Update.de_json(await request.json(), app.bot))
        return Response()

    async with app, _serving(Starlette(routes=[Route(TELEGRAM_PATH, receive, methods=["POST"])])) as url:
        await app.start()
        yield url + TELEGRAM_PATH
        await app.stop()


@asynccontextmanager
async def _serving(app: Starlette) -> AsyncIterator[str]:
    port = free_port()
    config = uvicorn.Config(app, port=port, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task
