"""The simulator's own interface: what tests set, what hands do, and the record, as JSON."""

import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from aiohttp import web

from .behaviours import BehaviourError, CallBehaviour, SmsBehaviour, read_behaviours
from .books import BooksError
from .exchange import Exchange
from .faults import FaultError, read_fault
from .parameters import phone_number
from .phones import Phone
from .resources import Call

KEYS = re.compile(r"[0-9*#]+")


class ControlError(Exception):
    """A request that cannot be done; the sentence goes to whoever asked."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def errors_as_json(
    work: Callable[[web.Request], Awaitable[object]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Answer what `work` returns as JSON, and its errors as JSON with a sentence."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await work(request))
        except ControlError as error:
            return web.json_response({"error": str(error)}, status=error.status)
        except (BehaviourError, BooksError, FaultError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return handle


class Control:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def add_to(self, app: web.Application) -> None:
        phone = "/simulator/phones/{number}"
        for method, path, work in (
            ("GET", "/simulator/record.json", self.record),
            ("DELETE", "/simulator/record.json", self.reset),
            ("GET", "/simulator/phones.json", self.phones),
            ("PUT", f"{phone}/behaviour", self.behave),
            ("POST", f"{phone}/answer", self.answer),
            ("POST", f"{phone}/decline", self.decline),
            ("POST", f"{phone}/press", self.press),
            ("POST", f"{phone}/hangup", self.hang_up),
            ("POST", f"{phone}/reply", self.reply),
            ("POST", f"{phone}/call", self.call_back),
            ("GET", "/simulator/account", self.account),
            ("PUT", "/simulator/account", self.change_account),
            ("GET", "/simulator/faults", self.faults),
            ("POST", "/simulator/faults", self.add_fault),
            ("DELETE", "/simulator/faults", self.delete_faults),
        ):
            app.router.add_route(method, path, errors_as_json(work))

    async def record(self, request: web.Request) -> object:
        """`?since=` seconds since 1970: what began then or later."""
        try:
            since = float(request.query.get("since", "0"))
        except ValueError:
            raise ControlError('"since" is a number of seconds since 1970.') from None
        exchange = self._exchange
        calls = (c for c in exchange.calls.values() if c.created.timestamp() >= since)
        messages = (m for m in exchange.messages.values() if m.created.timestamp() >= since)
        return {
            "requests": _from(since, exchange.record.requests),
            "calls": [call.as_record() for call in calls],
            "messages": [message.as_record() for message in messages],
            "callbacks": _from(since, exchange.record.callbacks),
            "errors": exchange.record.errors,
        }

    async def reset(self, _: web.Request) -> object:
        await self._exchange.reset()
        return {}

    async def phones(self, _: web.Request) -> object:
        return snapshot(self._exchange)

    async def behave(self, request: web.Request) -> object:
        """Set what a phone does by itself: {"call": …, "sms": …}, either or both."""
        phone, wanted = self._phone(request), await _body(request)
        if not wanted or set(wanted) - {"call", "sms"}:
            raise ControlError('Give "call" or "sms" or both.')
        calls = read_behaviours(wanted.get("call", "manual"), CallBehaviour)
        messages = read_behaviours(wanted.get("sms", "deliver"), SmsBehaviour)
        if "call" in wanted:
            phone.call_script.replace(calls)
        if "sms" in wanted:
            phone.sms_script.replace(messages)
        return {"call": phone.call_script.as_json(), "sms": phone.sms_script.as_json()}

    async def answer(self, request: web.Request) -> object:
        call = self._live_call(request, "ringing")
        call.picked_up.set()
        return call.as_record()

    async def decline(self, request: web.Request) -> object:
        call = self._live_call(request, "ringing")
        self._exchange.voice.cut(call, "busy" if call.outbound else "canceled")
        return call.as_record()

    async def press(self, request: web.Request) -> object:
        keys = (await _body(request)).get("key")
        if not isinstance(keys, str) or not KEYS.fullmatch(keys):
            raise ControlError('Give "key": one or more of 0-9, * and #.')
        call = self._live_call(request, "in-progress")
        for key in keys:
            self._exchange.voice.press(call, key)
        return call.as_record()

    async def hang_up(self, request: web.Request) -> object:
        call = self._live_call(request, "in-progress")
        self._exchange.voice.cut(call, "completed")
        return call.as_record()

    async def reply(self, request: web.Request) -> object:
        """Send an SMS from a phone: {"body": …}, and "to" when nobody wrote to it yet."""
        phone, wanted = self._phone(request), await _body(request)
        to = wanted.get("to") or phone.last_correspondent()
        if not isinstance(wanted.get("body"), str):
            raise ControlError('Give "body", the text.')
        if not isinstance(to, str) or not phone_number(to):
            raise ControlError('Nobody wrote to this phone yet: give "to", a number.', 409)
        return self._exchange.messaging.receive(phone, to, wanted["body"]).as_record()

    async def call_back(self, request: web.Request) -> object:
        """Call from a phone: "to", or else the number that rang last."""
        phone, wanted = self._phone(request), await _body(request)
        to = wanted.get("to") or phone.last_caller()
        if self._exchange.account.voice_url is None:
            raise ControlError("The account's numbers take no calls: start with --voice-url.", 409)
        if phone.call is not None:
            raise ControlError("This phone is in a call.", 409)
        if not isinstance(to, str) or not phone_number(to):
            raise ControlError('Nobody called this phone yet: give "to", a number.', 409)
        return self._exchange.call_in(phone, to).as_record()

    async def account(self, _: web.Request) -> object:
        return asdict(self._exchange.books)

    async def change_account(self, request: web.Request) -> object:
        """What an operator would do in the console: {"status": "suspended"}, …"""
        self._exchange.books.change(await _body(request))
        return asdict(self._exchange.books)

    async def faults(self, _: web.Request) -> object:
        return [vars(fault) for fault in self._exchange.faults.all]

    async def add_fault(self, request: web.Request) -> object:
        fault = read_fault(await _body(request))
        self._exchange.faults.all.append(fault)
        return vars(fault)

    async def delete_faults(self, _: web.Request) -> object:
        self._exchange.faults.all.clear()
        return []

    def _phone(self, request: web.Request) -> Phone:
        number = request.match_info["number"]
        if not phone_number(number):
            raise ControlError(f"{number!r} is no number like +819000000001.")
        return self._exchange.phone(number)

    def _live_call(self, request: web.Request, status: str) -> Call:
        call = self._phone(request).call
        if call is None or call.status != status:
            state = "idle" if call is None else call.status
            raise ControlError(f"This phone is {state}, not {status}.", 409)
        return call


def _from(since: float, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["at"] >= since]


def snapshot(exchange: Exchange) -> dict[str, object]:
    """All that the page shows: every phone, its call and its SMS. `now` sets its clock."""
    return {
        "version": exchange.changes.version,
        "now": time.time(),
        "speed": exchange.clock.speed,
        "takes_calls": exchange.account.voice_url is not None,
        "phones": [_phone_as_json(phone) for phone in exchange.phones.values()],
    }


def _phone_as_json(phone: Phone) -> dict[str, object]:
    last = phone.calls[-1] if phone.calls else None
    return {
        "number": phone.number,
        "name": phone.name,
        "note": phone.note,
        "call": phone.call and {
            **phone.call.as_record(),
            "other": phone.call.from_ if phone.call.outbound else phone.call.to,
            "listening": phone.call.listening,
            "answered": phone.call.answered and phone.call.answered.timestamp(),
        },
        "last_call": last.as_record() if last is not None and last.over else None,
        "messages": [
            message.as_record()
            for message in phone.messages
            if message.status in ("received", "delivered")
        ],
        "can_reply": phone.last_correspondent() is not None,
    }  # fmt: skip


async def _body(request: web.Request) -> dict[str, Any]:
    """The request's JSON object; nothing at all is an empty one."""
    text = await request.text()
    try:
        body = json.loads(text) if text.strip() else {}
    except ValueError as error:
        raise ControlError(f"The body is no JSON: {error}.") from error
    if not isinstance(body, dict):
        raise ControlError("The body is a JSON object.")
    return body
