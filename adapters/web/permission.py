"""Who may see how the bot is doing: who knows the token, or else who is on this machine."""

import hmac
import ipaddress

from starlette.requests import Request

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""A proxy on this machine says so: behind it is anybody."""
SCHEME = "Bearer "


class Permission:
    """Lets through by `Authorization: Bearer TOKEN`; where no token is configured, from loopback alone."""

    def __init__(self, token: str | None = None) -> None:
        self._token = token

    def allows(self, request: Request) -> bool:
        if self._token is None:
            return _is_near(request)
        said = request.headers.get("authorization", "")
        if not said.startswith(SCHEME):
            return False
        return hmac.compare_digest(said.removeprefix(SCHEME).encode(), self._token.encode())


def _is_near(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
