"""The doctors' telephones, as the simulator plays them, and its record of what was asked."""

import json
from typing import Any

import requests

from backup_dispatch.people import TIMEOUT, Json, UnexpectedAnswer


class Phones:
    """The simulated telephones, and the record of all that the carrier was asked."""

    def __init__(self, simulator_url: str) -> None:
        self._url = f"{simulator_url}/simulator"
        self._session = requests.Session()
        self._session.trust_env = False

    def behave(self, number: str, *, call: Any) -> None:
        """Set what a phone does by itself when it is called."""
        self._ask("PUT", f"phones/{number}/behaviour", {"call": call})

    def answer(self, number: str) -> None:
        self._ask("POST", f"phones/{number}/answer")

    def press(self, number: str, key: str) -> None:
        self._ask("POST", f"phones/{number}/press", {"key": key})

    def hang_up(self, number: str) -> None:
        self._ask("POST", f"phones/{number}/hangup")

    def reply(self, number: str, body: str) -> None:
        self._ask("POST", f"phones/{number}/reply", {"body": body})

    def call(self, number: str) -> Json:
        """The call that rings or talks at this moment; empty when there is none."""
        phones = self._ask("GET", "phones.json")["phones"]
        return next((phone["call"] or {} for phone in phones if phone["number"] == number), {})

    def record(self, *, since: float = 0.0) -> "Record":
        """Of calls, SMS, requests and reports that began at `since` (seconds since 1970)."""
        return Record(self._ask("GET", f"record.json?since={since}"))

    def forget(self) -> None:
        """Empty the record; calls under way end, behaviours go back to ringing."""
        self._ask("DELETE", "record.json")

    def _ask(self, method: str, path: str, body: Json | None = None) -> Json:
        url = f"{self._url}/{path.replace('+', '%2B')}"
        answer = self._session.request(method, url, data=json.dumps(body or {}), timeout=TIMEOUT)
        if not answer.ok:
            raise UnexpectedAnswer(f"{method} {url}: {answer.status_code} {answer.text}")
        said: Json = answer.json()
        return said


class Record:
    """What the simulator wrote down, by the questions that are asked of it."""

    def __init__(self, record: Json) -> None:
        self._record = record

    def __str__(self) -> str:
        """A line for each call and SMS, and for what went wrong."""
        made = [*self._record["calls"], *self._record["messages"]]
        lines = [f"{one['created']:.3f} {one['sid']} {one['to']} {one['status']}" for one in made]
        return "\n".join([*sorted(lines), *map(str, self.errors)])

    def of(self, numbers: set[str]) -> "Record":
        """What concerns these telephones alone."""
        concerns = {
            "requests": lambda one: one["params"].get("To") in numbers,
            "callbacks": lambda one: numbers & {one["params"].get("To"), one["params"].get("From")},
            "calls": lambda one: one["to"] in numbers,
            "messages": lambda one: numbers & {one["to"], one["from"]},
        }
        kept = {name: [one for one in self._record[name] if concerns[name](one)]
                for name in concerns}  # fmt: skip
        return Record(kept | {"errors": self._record["errors"]})

    @property
    def errors(self) -> list[Json]:
        """Requests that Twilio would refuse, callbacks that failed, and broken TwiML."""
        invalid = [one for one in self._record["requests"] if not one["valid"]]
        failed = [one for one in self.callbacks if not 200 <= (one["status"] or 0) < 300]
        return [*invalid, *failed, *self._record["errors"]]

    @property
    def callbacks(self) -> list[Json]:
        callbacks: list[Json] = self._record["callbacks"]
        return callbacks

    def created(self, what: str) -> list[Json]:
        """The requests for a new call (`what` is "Calls") or SMS ("Messages")."""
        return [
            one
            for one in self._record["requests"]
            if one["method"] == "POST" and one["path"].endswith(f"/{what}.json")
        ]

    @property
    def attempts(self) -> list[str]:
        """The address for reports of each request: an attempt has one of its own."""
        made = [*self.created("Calls"), *self.created("Messages")]
        return [one["params"]["StatusCallback"] for one in made]

    def calls(self, number: str) -> list[Json]:
        return [call for call in self._record["calls"] if call["to"] == number]

    def texts(self, number: str) -> list[Json]:
        return [one for one in self._record["messages"] if one["to"] == number]

    @property
    def numbers(self) -> set[str]:
        """Everybody who was called or texted."""
        return {one["params"]["To"] for what in ("Calls", "Messages") for one in self.created(what)}

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is under way any more and every callback was answered."""
        ended = ("completed", "busy", "no-answer", "failed", "canceled")
        arrived = ("delivered", "undelivered", "failed", "received")
        return (
            all(call["status"] in ended for call in self._record["calls"])
            and all(one["status"] in arrived for one in self._record["messages"])
            and all(one["status"] is not None or "error" in one for one in self.callbacks)
            and all(self._told_the_end(one) for one in (*self._record["calls"], *self._outbound()))
        )

    def _outbound(self) -> list[Json]:
        return [one for one in self._record["messages"] if one["direction"] != "inbound"]

    def _told_the_end(self, one: Json) -> bool:
        """Whether the product was told of the last status of this call or SMS."""
        told = (callback["params"] for callback in self.callbacks)
        return one["status_callback"] is None or any(
            params.get("CallStatus", params.get("MessageStatus")) == one["status"]
            and one["sid"] in (params.get("CallSid"), params.get("MessageSid"))
            for params in told
        )
