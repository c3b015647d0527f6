"""The simulator as one aiohttp application, for its own process or a test's loop."""

from aiohttp import web

from .control import Control
from .exchange import Exchange
from .page import Page
from .rest import Rest


def application(exchange: Exchange) -> web.Application:
    """Everything under one roof; closing the application ends all that is under way."""
    app = web.Application(client_max_size=1024 * 1024)
    Rest(exchange).add_to(app)
    Control(exchange).add_to(app)
    Page(exchange).add_to(app)

    async def close(_: web.Application) -> None:
        await exchange.close()

    app.on_shutdown.append(close)
    return app
