"""The wire to a model: everything that a server can do wrong, against a real one that does it."""

import asyncio
import gzip
from collections.abc import AsyncIterator

import httpx
import pytest
from aiohttp import web

from answers.errors import ModelRefused, ModelUnavailable
from answers.language.base import Prompt
from answers.language.budget import Usage
from answers.language.openai import (
    _FOREIGN,
    ATTEMPTS,
    RETRY_AFTER_MAX_S,
    OpenAiEndpoint,
    Timeouts,
    _retry_after,
    open_endpoint,
)
from tests.fakes.openai.fake import (
    FakeOpenAi,
    Turn,
    chunk,
    completion,
    dies,
    document,
    endless,
    raw,
    says,
    silent,
    status,
)
from tests.servers import free_port

PROMPT = Prompt("Be brief.", "What is gout?", {"type": "object"}, tokens_max=100)
PATIENT = Timeouts()
SHORT = Timeouts(connect_s=1, first_s=0.2, between_s=0.2, total_s=5)


@pytest.fixture
async def fake() -> AsyncIterator[FakeOpenAi]:
    async with FakeOpenAi() as server:
        yield server


class Slept:
    """Waits that take no time, by their length."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


async def ask(fake: FakeOpenAi, *script: Turn, timeouts: Timeouts = PATIENT, **fields: object) -> str:
    """What the model says to it, in one piece."""
    if script:
        fake.script = list(script)
    async with open_endpoint(fake.base, "m", key="k", timeouts=timeouts) as endpoint:
        endpoint.sleep = Slept()
        return "".join([p async for p in endpoint.ask(PROMPT) if isinstance(p, str)])


async def test_the_pieces_come_one_by_one_and_the_usage_with_them(fake: FakeOpenAi) -> None:
    fake.script = [says("Gout is painful.", size=4)]
    async with open_endpoint(fake.base, "m", key="secret") as endpoint:
        pieces = [piece async for piece in endpoint.ask(PROMPT)]
    assert [p for p in pieces if isinstance(p, str)] == ["Gout", " is ", "pain", "ful."]
    assert pieces[-1] == Usage(100, 20)
    assert fake.headers[0]["Authorization"] == "Bearer secret"
    assert fake.asked[0]["messages"][0] == {"role": "system", "content": "Be brief."}
    assert fake.asked[0]["response_format"]["json_schema"]["schema"] == {"type": "object"}


async def test_a_server_without_a_key_is_sent_none(fake: FakeOpenAi) -> None:
    async with open_endpoint(fake.base, "m") as endpoint:
        assert [piece async for piece in endpoint.ask(PROMPT)]
    assert "Authorization" not in fake.headers[0]


@pytest.mark.parametrize(
    "turn",
    [
        says("Fine.", done=False),
        says("Fine.", finish=None),
        says("Fine.", finish="length"),
        document(completion("Fine.")),
        document(completion("Fine.", "length")),
        raw(": a comment\n\n", "event: x\nid: 7\nretry: 5\n", f"data: {chunk('Fine.', 'stop')}\r\n\r\n"),
        raw(f"data:{chunk('Fine.', 'stop')}\n\n"),
        raw(f"data: {chunk('Fine.', 'stop')}"),
        raw('data: {"choices": [{"finish_reason": "stop",\ndata: "delta": {"content": "Fine."}}]}\n\n'),
        raw(f"data: {chunk('Fi')}\n\ndata: {chunk('ne.')}\n\ndata: [DONE]\n\ndata: garbage\n\n"),
        raw('data: {"choices": []}\n\n', f"data: {chunk('Fine.', 'stop')}\n\n"),
        document({"choices": [{"message": {"content": [{"type": "text", "text": "Fine."}]}}]}),
    ],
)
async def test_every_form_of_a_whole_answer_is_read(fake: FakeOpenAi, turn: Turn) -> None:
    assert await ask(fake, turn) == "Fine."


@pytest.mark.parametrize(
    "turn",
    [
        silent(),
        silent("Gout is"),
        dies(),
        dies("Gout is"),
        says("Gout is", finish=None, done=False),
        endless(),
        endless(lambda: ": still here\n\n" * 1_000),
        endless(lambda: "x" * 65_536),
        endless(lambda: "data: x\n" * 8_192),
        raw("data: {not json}\n\n"),
        raw("data: [1, 2]\n\n"),
        raw("data: " + "[" * 100_000 + "\n\n"),
        raw('data: {"error": {"message": "overloaded"}}\n\n'),
        raw("<html>", kind="text/html"),
        raw("Fine.", kind="text/plain"),
        document([]),
        status(200, "{"),
        status(401),
        status(403),
        status(404),
        status(500),
        status(503),
        status(429),
        status(301, headers={"Location": "/elsewhere"}),
        status(307, headers={"Location": "http://127.0.0.1:9/v1/chat/completions"}),
        status(400, "no such parameter"),
        status(413),
    ],
)
async def test_every_misbehaviour_is_one_error_and_in_time(fake: FakeOpenAi, turn: Turn) -> None:
    with pytest.raises(ModelUnavailable):
        await ask(fake, turn, timeouts=SHORT)


async def test_a_redirect_is_not_followed(fake: FakeOpenAi) -> None:
    with pytest.raises(ModelUnavailable):
        await ask(fake, status(302, headers={"Location": f"{fake.url}/elsewhere"}))
    assert len(fake.asked) == 1


async def test_a_compressed_answer_is_not_unpacked(fake: FakeOpenAi) -> None:
    body = gzip.compress(b"data: x\n" * 10**6)

    async def bomb(_: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        headers = {"Content-Encoding": "gzip", "Content-Type": "text/event-stream"}
        return web.Response(body=body, headers=headers)

    with pytest.raises(ModelUnavailable, match="compresses"):
        await ask(fake, bomb)


async def test_a_server_that_is_not_there_is_tried_again_and_then_said(fake: FakeOpenAi) -> None:
    async with open_endpoint(f"http://127.0.0.1:{free_port()}/v1", "m") as endpoint:
        slept = endpoint.sleep = Slept()
        with pytest.raises(ModelUnavailable, match="reached"):
            [piece async for piece in endpoint.ask(PROMPT)]
    assert len(slept.waits) == ATTEMPTS - 1


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
async def test_what_passes_is_tried_again(fake: FakeOpenAi, code: int) -> None:
    assert await ask(fake, status(code), status(code), says("Fine.")) == "Fine."
    assert len(fake.asked) == ATTEMPTS


async def test_what_does_not_pass_is_tried_so_often_and_no_more(fake: FakeOpenAi) -> None:
    with pytest.raises(ModelUnavailable, match="500"):
        await ask(fake, status(500))
    assert len(fake.asked) == ATTEMPTS


async def test_the_server_says_how_long_to_wait(fake: FakeOpenAi) -> None:
    fake.script = [status(429, headers={"Retry-After": "2"}), says("Fine.")]
    async with open_endpoint(fake.base, "m") as endpoint:
        slept = endpoint.sleep = Slept()
        assert [piece async for piece in endpoint.ask(PROMPT)]
    assert slept.waits == [2.0]


async def test_who_asks_for_a_long_rest_is_not_waited_for(fake: FakeOpenAi) -> None:
    with pytest.raises(ModelUnavailable):
        await ask(fake, status(429, headers={"Retry-After": str(RETRY_AFTER_MAX_S + 1)}), says("Fine."))
    assert len(fake.asked) == 1


@pytest.mark.parametrize("header", ["soon", "", "nan", "inf", "Mon, 99 Foo"])
def test_a_rest_that_cannot_be_read_is_none(header: str) -> None:
    assert _retry_after(header) is None


def test_a_rest_can_be_a_date() -> None:
    assert _retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert (_retry_after("Wed, 21 Oct 2099 07:28:00 GMT") or 0) > 0


async def test_a_server_that_does_not_know_a_parameter_is_asked_without_and_remembered(
    fake: FakeOpenAi,
) -> None:
    fake.script = [status(400, "response_format is not supported"), says("Fine.")]
    async with open_endpoint(fake.base, "m") as endpoint:
        for _ in range(2):
            assert [piece async for piece in endpoint.ask(PROMPT)]
    assert ["response_format" in body for body in fake.asked] == [True, False, False]


async def test_the_newer_name_of_a_parameter_is_used_where_the_old_one_is_refused(fake: FakeOpenAi) -> None:
    assert await ask(fake, status(400, "Unsupported parameter: 'max_tokens'"), says("Fine.")) == "Fine."
    assert "max_tokens" not in fake.asked[1]
    assert fake.asked[1]["max_completion_tokens"] == 100


async def test_a_prompt_that_is_refused_whatever_is_left_out_changes_nothing_for_the_next(
    fake: FakeOpenAi,
) -> None:
    fake.script = [status(400)] * 5 + [says("Fine.")]
    async with open_endpoint(fake.base, "m") as endpoint:
        with pytest.raises(ModelRefused):
            [piece async for piece in endpoint.ask(PROMPT)]
        assert [piece async for piece in endpoint.ask(PROMPT)]
    assert "response_format" in fake.asked[-1]


async def test_a_prompt_that_is_too_long_is_refused_at_once(fake: FakeOpenAi) -> None:
    with pytest.raises(ModelRefused):
        await ask(fake, status(400, "maximum context length is 2048"))
    assert len(fake.asked) == 1


async def test_a_filtered_answer_is_refused(fake: FakeOpenAi) -> None:
    with pytest.raises(ModelRefused):
        await ask(fake, says("Gout", finish="content_filter"))


async def test_the_whole_answer_has_a_time_too(fake: FakeOpenAi) -> None:
    async def slow(server: FakeOpenAi, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        while not server._over.is_set():
            await response.write(b": ping\n\n")
            await asyncio.sleep(0.05)
        return response

    within = Timeouts(connect_s=1, first_s=1, between_s=1, total_s=0.4)
    with pytest.raises(ModelUnavailable, match="in time"):
        await ask(fake, slow, timeouts=within)


async def test_who_stops_listening_ends_the_request(fake: FakeOpenAi) -> None:
    fake.script = [silent("Gout is")]
    async with open_endpoint(fake.base, "m") as endpoint:
        answer = endpoint.ask(PROMPT)
        assert await anext(answer) == "Gout is"
        await answer.aclose()
        await asyncio.wait_for(fake.left.wait(), 5)


@pytest.mark.parametrize("turn", [silent(), silent("Gout is")])
async def test_who_is_cancelled_ends_the_request(fake: FakeOpenAi, turn: Turn) -> None:
    fake.script = [turn]
    async with open_endpoint(fake.base, "m") as endpoint:
        task = asyncio.create_task(drained(endpoint))
        await fake.arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(fake.left.wait(), 5)


async def drained(endpoint: OpenAiEndpoint) -> None:
    async for _ in endpoint.ask(PROMPT):
        pass


def test_every_error_of_the_library_is_mapped() -> None:
    errors = [
        value
        for value in vars(httpx).values()
        if isinstance(value, type) and issubclass(value, Exception) and value is not httpx.HTTPStatusError
    ]
    assert len(errors) > 20
    assert [error for error in errors if not issubclass(error, _FOREIGN)] == []


async def test_an_error_tells_nothing_of_what_was_asked(fake: FakeOpenAi) -> None:
    with pytest.raises(ModelUnavailable) as failed:
        await ask(fake, status(500, "What is gout? k"))
    assert "gout" not in str(failed.value)
