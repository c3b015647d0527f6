"""The simulator as a process of its own, for tests that need telephones."""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class SimulatorError(Exception):
    """The simulator refused what a test asked for; `status` is the HTTP status."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class SimulatorProcess:
    """Starts on entering, stops on leaving; the helpers talk to /simulator/….

    `speed` divides the simulated durations, `cps` is the rate of new calls per second.
    """

    def __init__(
        self,
        port: int | None = None,
        *,
        speed: float = 20.0,
        cps: float = 50.0,
        sms_url: str | None = None,
        voice_url: str | None = None,
        voice_fallback_url: str | None = None,
        number: str | None = None,
        phones: list[dict[str, str]] | None = None,
        account_sid: str | None = None,
        auth_token: str | None = None,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.account_sid = account_sid or "AC" + secrets.token_hex(16)
        self.auth_token = auth_token or secrets.token_hex(16)
        self._options = {
            "--port": self.port,
            "--account-sid": self.account_sid,
            "--auth-token": self.auth_token,
            "--speed": speed,
            "--cps": cps,
        }
        if sms_url:
            self._options["--sms-url"] = sms_url
        if voice_url:
            self._options["--voice-url"] = voice_url
        if voice_fallback_url:
            self._options["--voice-fallback-url"] = voice_fallback_url
        if number:
            self._options["--number"] = number
        self._phones = phones or []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        phones = Path(self._folder.name) / "phones.json"
        phones.write_text(json.dumps(self._phones), encoding="utf-8")
        options = [str(part) for pair in self._options.items() for part in pair]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "calls.telephony.simulator", *options, "--phones", str(phones)],
            cwd=ROOT,
            env={**os.environ, "BACKUP_DISPATCH_MODE": "test"},
            stdout=subprocess.DEVNULL,
        )
        self.until(self._answers, within=15)

    def stop(self) -> float:
        """Stop by SIGTERM; return the seconds that it took."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.terminate()
        try:
            self.process.wait(5)
        finally:
            self.process.kill()
            self.process.wait()
            if self._folder is not None:
                self._folder.cleanup()
        return time.monotonic() - begun

    def behave(self, number: str, *, call: Any = None, sms: Any = None) -> None:
        """Set what a phone does by itself: a word, an object, or a list for calls in a row."""
        wanted = {"call": call, "sms": sms}
        given = {name: value for name, value in wanted.items() if value is not None}
        self.ask("PUT", f"/simulator/phones/{number}/behaviour", given)

    def answer(self, number: str) -> None:
        self.ask("POST", f"/simulator/phones/{number}/answer")

    def decline(self, number: str) -> None:
        self.ask("POST", f"/simulator/phones/{number}/decline")

    def press(self, number: str, key: str) -> None:
        self.ask("POST", f"/simulator/phones/{number}/press", {"key": key})

    def hang_up(self, number: str) -> None:
        self.ask("POST", f"/simulator/phones/{number}/hangup")

    def reply(self, number: str, body: str, to: str | None = None) -> None:
        self.ask("POST", f"/simulator/phones/{number}/reply", {"body": body, "to": to})

    def call_back(self, number: str, to: str | None = None) -> None:
        self.ask("POST", f"/simulator/phones/{number}/call", {"to": to})

    def fault(self, kind: str, **settings: Any) -> None:
        self.ask("POST", "/simulator/faults", {"kind": kind, **settings})

    def clear_faults(self) -> None:
        self.ask("DELETE", "/simulator/faults")

    def phone(self, number: str) -> dict[str, Any]:
        phones = self.ask("GET", "/simulator/phones.json")["phones"]
        return next(phone for phone in phones if phone["number"] == number)

    def record(self) -> dict[str, Any]:
        record: dict[str, Any] = self.ask("GET", "/simulator/record.json")
        return record

    def reset(self) -> None:
        self.ask("DELETE", "/simulator/record.json")

    def calls_to(self, number: str) -> list[dict[str, Any]]:
        return [call for call in self.record()["calls"] if call["to"] == number]

    def messages_to(self, number: str) -> list[dict[str, Any]]:
        return [message for message in self.record()["messages"] if message["to"] == number]

    def invalid_requests(self) -> list[dict[str, Any]]:
        return [request for request in self.record()["requests"] if not request["valid"]]

    def until(self, found: Callable[[], Any], within: float = 10) -> Any:
        """Return what `found` returns as soon as it is true; fail after `within` seconds."""
        deadline = time.monotonic() + within
        while not (result := found()):
            assert time.monotonic() < deadline, f"not within {within} s: {found}"
            time.sleep(0.02)
        return result

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request to the simulator's own interface; raises `SimulatorError`."""
        request = urllib.request.Request(
            self.url + path.replace("+", "%2B"),
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise SimulatorError(error.code, json.load(error)["error"]) from error

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "it did not start"
        try:
            self.ask("GET", "/simulator/phones.json")
        except urllib.error.URLError:
            return False
        return True
