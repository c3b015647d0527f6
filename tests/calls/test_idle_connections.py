"""A connection to the web process that is kept open, as a proxy keeps it, stays usable."""

import json
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backup_dispatch.stack import KEEP_ALIVE
from tests.calls.web_server import web_server

ROOT = Path(__file__).resolve().parents[2]
OF_UVICORN = 5  # so long it keeps an idle connection by itself
OF_CADDY = 120


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_idle_for_a_while_takes_the_next_request():
    with web_server() as url:
        connection = HTTPConnection(urlsplit(url).netloc)
        for pause in (0, OF_UVICORN + 2):
            time.sleep(pause)
            connection.request("GET", "/")
            with connection.getresponse() as answer:
                answer.read()
                assert answer.status < 400
        connection.close()


def test_it_is_kept_for_longer_than_by_the_proxy_that_comes_with_it():
    assert KEEP_ALIVE > OF_CADDY


def test_the_image_says_the_same_as_the_demo():
    [command] = [
        line.removeprefix("CMD ")
        for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
        if line.startswith("CMD ")
    ]
    words = json.loads(command)
    assert words[words.index("--timeout-keep-alive") + 1] == str(KEEP_ALIVE)
