"""A small HTTP server in the carrier's place: it records requests and answers as it is told."""

import json
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Recorded:
    method: str
    path: str
    given: dict[str, list[str]]
    authorization: str
    content_type: str
    connection: tuple[str, int]


@dataclass
class Answer:
    body: object = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    after: float = 0.0  # seconds
    hang_up: bool = False


class Listener:
    def __init__(self):
        self.requests: list[Recorded] = []
        self.answers: deque[Answer] = deque()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, body="", status=200, **more):
        self.answers.append(Answer(body, status, **more))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self):
        listener = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                self._serve(urlsplit(self.path).query)

            def do_POST(self):
                length = int(self.headers["Content-Length"])
                self._serve(self.rfile.read(length).decode())

            def _serve(self, parameters):
                listener.requests.append(
                    Recorded(
                        self.command,
                        urlsplit(self.path).path,
                        parse_qs(parameters, keep_blank_values=True),
                        self.headers.get("Authorization", ""),
                        self.headers.get("Content-Type", ""),
                        self.client_address,
                    )
                )
                answer = listener.answers.popleft()
                time.sleep(answer.after)
                if answer.hang_up:
                    self.close_connection = True
                    return
                plain = isinstance(answer.body, str)
                body = (answer.body if plain else json.dumps(answer.body)).encode()
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(ConnectionError):  # whoever asked may have stopped waiting
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
