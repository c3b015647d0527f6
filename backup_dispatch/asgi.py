"""The web process's door."""

import os
import warnings
from typing import Any

import django
from django.core.handlers.asgi import ASGIHandler

from backup_dispatch import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backup_dispatch.settings")


class Handler(ASGIHandler):
    """Takes a request through middleware and view in one thread.

    Django's own handler adapts each of them to the asynchronous server by itself, so that a
    request changes threads twenty times before its page begins to be made: a quarter of the
    time from press to call. A view that streams is asynchronous all the same.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)
        chain: Any = getattr(self, "_middleware_chain")  # noqa: B009  it has no type
        self._middleware_chain = self.adapt_method_mode(is_async, chain, method_is_async=False)


# WhiteNoise hands out files as they are read. They are small, and Django reads them at once.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
django.setup(set_prefix=False)
application = Handler()
garbage.settle()
