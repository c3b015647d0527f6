"""Twilio's REST API 2010-04-01: sign-in, the record of every request, and the faults."""

import asyncio
import base64
import binascii
import hmac
import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from .endpoints import Body, Endpoint, Given, endpoints
from .errors import (
    TwilioError,
    internal_error,
    not_authenticated,
    not_found,
    too_many_requests,
)
from .exchange import Exchange
from .faults import Fault
from .parameters import check_parameters
from .resources import API_VERSION


class Rest:
    """Serves the endpoints as Twilio serves them; anything else is a recorded 404."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def add_to(self, app: web.Application) -> None:
        for endpoint in endpoints(self._exchange):
            app.router.add_route(endpoint.method, endpoint.path, self._handler(endpoint))
        for version in (API_VERSION, "v1"):
            app.router.add_route("*", f"/{version}{{rest:.*}}", self._handler(None))

    def _handler(
        self, endpoint: Endpoint | None
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            entry: dict[str, object] = {
                "method": request.method,
                "path": request.path,
                "params": {},
                "at": time.time(),
                "status": None,
                "valid": True,
            }
            self._exchange.record.requests.append(entry)
            headers: dict[str, str] = {}
            try:
                body = await self._answer(request, endpoint, entry)
                status = 201 if endpoint and endpoint.action == "create" else 200
            except TwilioError as error:
                body, status, headers = error.body(), error.status, error.headers
                entry |= {"valid": not error.malformed, "code": error.code}
            entry |= {"status": status, "answered": time.time()}
            return web.json_response(body, status=status, headers=headers)

        return handle

    async def _answer(
        self, request: web.Request, endpoint: Endpoint | None, entry: dict[str, object]
    ) -> Body:
        source = await request.post() if request.method == "POST" else request.query
        given = {name: [str(value) for value in source.getall(name)] for name in source}
        entry["params"] = {
            name: values[0] if len(values) == 1 else values for name, values in given.items()
        }
        self._authenticate(request)
        own = self._exchange.account.sid
        if endpoint is None or request.match_info.get("account", own) != own:
            raise not_found(request.path, malformed=True)
        sid = request.match_info.get("sid", "")
        check_parameters(given, endpoint.documented)
        number = self._number(endpoint, sid, given)
        fault = self._exchange.faults.for_request(endpoint.resource, endpoint.action, number)
        if fault is None:
            return endpoint.work(sid, given)
        entry["fault"] = fault.kind
        return await self._with(fault, lambda: endpoint.work(sid, given))

    def _authenticate(self, request: web.Request) -> None:
        """HTTP Basic with the account's SID and token, as Twilio wants it."""
        account = self._exchange.account
        expected = f"{account.sid}:{account.auth_token}".encode()
        scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            given = b""
        if scheme.lower() != "basic" or not hmac.compare_digest(given, expected):
            raise not_authenticated()

    def _number(self, endpoint: Endpoint, sid: str, given: Given) -> str | None:
        """The phone that a request is about, by which a fault may be narrowed."""
        if sid and endpoint.resource in ("calls", "messages"):
            exchange = self._exchange
            resource = exchange.calls.get(sid) or exchange.messages.get(sid)
            return resource.phone_number if resource else None
        return given.get("To", [None])[0]

    @staticmethod
    async def _with(fault: Fault, work: Callable[[], Body]) -> Body:
        """Do the work as the fault lets it be done."""
        match fault.kind:
            case "429":
                raise too_many_requests()
            case "500":
                raise internal_error()
            case "slow":
                await asyncio.sleep(fault.delay)
                return work()
        body = work()
        if fault.kind == "500_after_made":
            raise internal_error()
        await asyncio.sleep(fault.delay)
        return body
