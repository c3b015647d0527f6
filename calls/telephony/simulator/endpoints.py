"""What each request of the REST API does; the frame around them is in `rest`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from . import parameters
from .errors import call_is_over, not_active, not_found
from .exchange import Exchange
from .listing import filter_calls, filter_messages, page_of
from .parameters import Parameter, require_call, require_message
from .resources import API_VERSION, Call, Instructions, Message

Given = Mapping[str, list[str]]
Body = dict[str, object]
ACCOUNT = f"/{API_VERSION}/Accounts/{{account}}"
DIALING = "/v1/DialingPermissions"


@dataclass(frozen=True)
class Endpoint:
    """One documented request. `work` gets the SID of the path (or "") and the parameters.

    `path` begins after the host; `{account}` in it is our account's SID.
    """

    method: str
    path: str
    resource: str
    action: str
    documented: Mapping[str, Parameter]
    work: Callable[[str, Given], Body]


def endpoints(exchange: Exchange) -> list[Endpoint]:
    calls, messages, account = Calls(exchange), Messages(exchange), Account(exchange)
    of_calls, call = f"{ACCOUNT}/Calls.json", f"{ACCOUNT}/Calls/{{sid}}.json"
    of_messages, message = f"{ACCOUNT}/Messages.json", f"{ACCOUNT}/Messages/{{sid}}.json"
    numbers, country = f"{ACCOUNT}/IncomingPhoneNumbers.json", f"{DIALING}/Countries/{{sid}}"
    given = parameters
    return [
        Endpoint("POST", of_calls, "calls", "create", given.CALL_CREATE, calls.create),
        Endpoint("GET", of_calls, "calls", "list", given.CALL_LIST, calls.page),
        Endpoint("GET", call, "calls", "fetch", {}, calls.fetch),
        Endpoint("POST", call, "calls", "update", given.CALL_UPDATE, calls.update),
        Endpoint("POST", of_messages, "messages", "create", given.MESSAGE_CREATE, messages.create),
        Endpoint("GET", of_messages, "messages", "list", given.MESSAGE_LIST, messages.page),
        Endpoint("GET", message, "messages", "fetch", {}, messages.fetch),
        Endpoint("GET", f"{ACCOUNT}.json", "account", "fetch", {}, account.fetch),
        Endpoint("GET", f"{ACCOUNT}/Balance.json", "balance", "fetch", {}, account.balance),
        Endpoint("GET", numbers, "numbers", "list", given.NUMBER_LIST, account.numbers),
        Endpoint("GET", country, "countries", "fetch", {}, account.country),
    ]


class Calls:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, _: str, given: Given) -> Body:
        require_call(given)
        _must_be_active(self._exchange)
        call = Call(
            account_sid=self._exchange.account.sid,
            to=given["To"][0],
            from_=given["From"][0],
            created=self._exchange.clock.now(),
            instructions=_instructions(Instructions(), given),
        )
        self._exchange.call(call)
        return call.as_twilio()

    def fetch(self, sid: str, _: Given) -> Body:
        return self._find(sid).as_twilio()

    def update(self, sid: str, given: Given) -> Body:
        """End a call, or give it other instructions. An ended call cannot be redirected."""
        call = self._find(sid)
        redirects = "Url" in given or "Twiml" in given
        if redirects and call.over:
            raise call_is_over()
        if redirects:
            self._exchange.voice.redirect(call, _instructions(call.instructions, given))
        if "Status" in given:
            self._exchange.voice.end(call, given["Status"][0])
        return call.as_twilio()

    def page(self, _: str, given: Given) -> Body:
        wanted = _single(given)
        found = filter_calls(self._exchange.calls.values(), wanted)
        return page_of(_shown(found), "calls", _path(self._exchange, "Calls.json"), wanted)

    def _find(self, sid: str) -> Call:
        call = self._exchange.calls.get(sid)
        if call is None:
            raise not_found(_path(self._exchange, f"Calls/{sid}.json"), malformed=False)
        return call


class Messages:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def create(self, _: str, given: Given) -> Body:
        require_message(given)
        _must_be_active(self._exchange)
        asked = _single(given)
        message = Message(
            account_sid=self._exchange.account.sid,
            to=asked["To"],
            from_=asked.get("From", asked.get("MessagingServiceSid", "")),
            body=asked.get("Body", ""),
            created=self._exchange.clock.now(),
            messaging_service_sid=asked.get("MessagingServiceSid"),
            status_callback=asked.get("StatusCallback"),
            validity_period=int(asked.get("ValidityPeriod", 36000)),
        )
        self._exchange.send(message)
        return message.as_twilio()

    def fetch(self, sid: str, _: Given) -> Body:
        message = self._exchange.messages.get(sid)
        if message is None:
            raise not_found(_path(self._exchange, f"Messages/{sid}.json"), malformed=False)
        return message.as_twilio()

    def page(self, _: str, given: Given) -> Body:
        wanted = _single(given)
        found = filter_messages(self._exchange.messages.values(), wanted)
        return page_of(_shown(found), "messages", _path(self._exchange, "Messages.json"), wanted)


class Account:
    """What the account is and has. The country's page is on another host at Twilio."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def fetch(self, _: str, __: Given) -> Body:
        own, now = self._exchange.account, self._exchange.clock.now()
        return self._exchange.books.account_as_twilio(own.sid, own.auth_token, now)

    def balance(self, _: str, __: Given) -> Body:
        books = self._exchange.books
        return {
            "account_sid": self._exchange.account.sid,
            "balance": books.balance,
            "currency": books.currency,
        }

    def numbers(self, _: str, given: Given) -> Body:
        wanted, now = _single(given), self._exchange.clock.now()
        found = [
            number.as_twilio(self._exchange.account.sid, now)
            for number in self._exchange.books.numbers.values()
            if wanted.get("PhoneNumber", number.number) in number.number
        ]
        path = _path(self._exchange, "IncomingPhoneNumbers.json")
        return page_of(found, "incoming_phone_numbers", path, wanted)

    def country(self, code: str, _: Given) -> Body:
        return self._exchange.books.country_as_twilio(code, f"{DIALING}/Countries/{code}")


def _must_be_active(exchange: Exchange) -> None:
    if exchange.books.status != "active":
        raise not_active()


def _single(given: Given) -> dict[str, str]:
    return {name: values[0] for name, values in given.items()}


def _shown(found: list[Call] | list[Message]) -> list[Body]:
    return [one.as_twilio() for one in found]


def _path(exchange: Exchange, rest: str) -> str:
    return f"/2010-04-01/Accounts/{exchange.account.sid}/{rest}"


def _instructions(before: Instructions, given: Given) -> Instructions:
    """What was given, over what was there; an address makes Twilio ignore the TwiML."""
    asked = _single(given)
    names = {
        "Method": "method",
        "FallbackUrl": "fallback_url",
        "FallbackMethod": "fallback_method",
        "StatusCallback": "status_callback",
        "StatusCallbackMethod": "status_callback_method",
    }
    changed: dict[str, object] = {
        names[name]: value for name, value in asked.items() if name in names
    }
    if "Url" in asked or "Twiml" in asked:
        url = asked.get("Url")
        changed |= {"url": url, "twiml": None if url else asked["Twiml"]}
    if "StatusCallbackEvent" in given:
        changed["status_callback_events"] = tuple(given["StatusCallbackEvent"])
    if "Timeout" in asked:
        changed["timeout"] = int(asked["Timeout"])
    if "TimeLimit" in asked:
        changed["time_limit"] = int(asked["TimeLimit"])
    return replace(before, **changed)  # type: ignore[arg-type]
