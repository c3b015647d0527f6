"""A small stand-in for the product: it answers the simulator and remembers what it was told."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

from twilio.request_validator import RequestValidator


@dataclass
class Told:
    """One request of the simulator; `genuine` says whether Twilio's validator takes it."""

    path: str
    method: str
    params: dict[str, str]
    genuine: bool


class Product:
    """Serves on a free port; `answers` maps a path to TwiML, a status, or a function."""

    def __init__(self, auth_token: str) -> None:
        self.told: list[Told] = []
        self.answers: dict[str, str | int | Callable[[Told], str]] = {}
        self._validator = RequestValidator(auth_token)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def told_on(self, path: str) -> list[Told]:
        return [told for told in list(self.told) if told.path == path]

    def statuses_on(self, path: str) -> list[str]:
        return [
            told.params.get("CallStatus") or told.params.get("MessageStatus", "")
            for told in self.told_on(path)
        ]

    def forget(self) -> None:
        self.told.clear()
        self.answers.clear()

    def _handler(product) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._hear(dict(parse_qsl(body, keep_blank_values=True)), posted=True)

            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
                self._hear({name: values[0] for name, values in query.items()}, posted=False)

            def _hear(self, params: dict[str, str], posted: bool) -> None:
                genuine = product._validator.validate(
                    product.url + self.path,
                    params if posted else {},
                    self.headers.get("X-Twilio-Signature", ""),
                )
                told = Told(urlsplit(self.path).path, self.command, params, genuine)
                product.told.append(told)
                answer = product.answers.get(told.path, "")
                text = answer(told) if callable(answer) else answer
                self.send_response(text if isinstance(text, int) else 200)
                body = b"" if isinstance(text, int) else text.encode()
                self.send_header("Content-Type", "text/xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler
