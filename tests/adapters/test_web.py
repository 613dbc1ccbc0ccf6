"""The ASGI application: what an operator and a reader get from it."""

import httpx
import pytest

from adapters.web.app import application


async def fine() -> str:
    return "answers"


async def broken() -> str:
    raise ConnectionError("postgresql://user:secret@host")


def client(**probes: object) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application(probes))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_it_is_alive_whatever_else_is_not() -> None:
    async with client(database=broken) as http:
        assert (await http.get("/health/live")).status_code == 200


async def test_it_is_ready_when_everything_answers() -> None:
    async with client(database=fine) as http:
        reply = await http.get("/health/ready")
    assert (reply.status_code, reply.json()["status"]) == (200, "ready")


async def test_what_is_broken_is_named_by_its_kind_and_tells_no_secret() -> None:
    async with client(database=fine, redis=broken) as http:
        reply = await http.get("/health/ready")
    assert (reply.status_code, reply.json()["status"]) == (503, "degraded")
    assert reply.json()["checks"]["redis"] == {"ok": False, "said": "ConnectionError"}
    assert "secret" not in reply.text


@pytest.mark.parametrize(("path", "title"), [("/policy", "Editorial policy"), ("/privacy", "Privacy")])
async def test_what_replies_point_to_can_be_read(path: str, title: str) -> None:
    async with client() as http:
        reply = await http.get(path)
    assert reply.status_code == 200
    assert f"<h1>{title}</h1>" in reply.text
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
