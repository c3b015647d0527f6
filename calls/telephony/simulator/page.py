"""The page of phones for people, and the events that keep it live."""

import json
from pathlib import Path

from aiohttp import web

from .exchange import Exchange
from .parameters import phone_number

HERE = Path(__file__).parent
WORDS: dict[str, dict[str, str]] = json.loads((HERE / "words.json").read_text(encoding="utf-8"))
HEARTBEAT_SECONDS = 15.0
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Page:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._frame = (HERE / "static" / "phones.html").read_text(encoding="utf-8")

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/", self.all_phones)
        app.router.add_get("/phones/{number}", self.one_phone)
        app.router.add_get("/static/{name}", self.static)
        app.router.add_get("/simulator/events", self.events)

    async def all_phones(self, request: web.Request) -> web.Response:
        return self._render(request, only="")

    async def one_phone(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        if not phone_number(number):
            raise web.HTTPNotFound(text=f"{number!r} is no number like +819000000001.")
        return self._render(request, only=number)

    def _render(self, request: web.Request, only: str) -> web.Response:
        """Fill the frame; the words stand in one attribute, so that no script is inline."""
        language = "en" if request.query.get("lang") == "en" else "ja"
        words = WORDS[language]
        page = self._frame
        for name, text in {
            "lang": language,
            "only": only,
            "words": json.dumps(words, ensure_ascii=False),
            **{f"words.{key}": text for key, text in words.items()},
        }.items():
            page = page.replace("{{" + name + "}}", _escaped(text))
        return web.Response(text=page, content_type="text/html", headers=HEADERS)

    async def static(self, request: web.Request) -> web.Response:
        path = HERE / "static" / Path(request.match_info["name"]).name
        if path.suffix not in TYPES or not path.is_file():
            raise web.HTTPNotFound
        return web.Response(
            text=path.read_text(encoding="utf-8"), content_type=TYPES[path.suffix], headers=HEADERS
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: the version of what can be seen, whenever it grows."""
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        changes, seen = self._exchange.changes, -1
        while True:
            version = changes.version
            line = f"data: {version}\n\n" if version != seen else ": still here\n\n"
            try:
                await stream.write(line.encode())
            except ConnectionResetError:
                return stream
            seen = version
            await changes.after(seen, HEARTBEAT_SECONDS)


def _escaped(text: str) -> str:
    table = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    return "".join(table.get(letter, letter) for letter in text)
