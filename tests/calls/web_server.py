"""The web process itself, on the tests' database: for what only a real server shows."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import requests
from django.db import connection

from backup_dispatch.embedded import free_port
from backup_dispatch.embedded.waiting import until
from backup_dispatch.stack import KEEP_ALIVE


@contextmanager
def web_server(**environment):
    """Run uvicorn, and give its address. Whatever it logs at the level of ERROR fails."""
    port = free_port(0)
    url = f"http://127.0.0.1:{port}"
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [
        *(sys.executable, "-m", "uvicorn", "backup_dispatch.asgi:application"),
        *("--host", "127.0.0.1", "--port", str(port), "--no-access-log"),
        *("--timeout-graceful-shutdown", "1", "--timeout-keep-alive", str(KEEP_ALIVE)),
    ]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command,
            env=os.environ | {"DATABASE_URL": database} | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            assert until(lambda: _answers(url), 30), "the web server does not start"
            yield url
        finally:
            process.terminate()
            process.wait(10)
            log.seek(0)
            said = log.read()
    assert "Traceback" not in said, said


def _answers(url):
    try:
        return requests.get(f"{url}/healthz", timeout=2).status_code == 200
    except requests.RequestException:
        return False
