"""The whole product on one machine, process by process: for the demo, the night, the benchmark."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import IO, Self
from urllib.parse import urlsplit

from backup_dispatch.embedded import Postgres, Valkey, free_port
from backup_dispatch.embedded.claim import claim
from backup_dispatch.embedded.waiting import until
from backup_dispatch.processes import NotReadyError, Supervisor, answers
from backup_dispatch.secrets_file import kept_secrets

CHECKOUT = Path(__file__).resolve().parent.parent
DATABASE = "backup_dispatch"
# In the order of their start; they stop the other way round.
WORKERS = ("worker-dial", "worker-notices")
PROCESSES = ("simulator", "web", *WORKERS, "watch")
# Numbers of a shape that is never assigned: the only ones that anything is sent to.
INVENTED_NUMBERS = "+81900000,+8155000"
# Seconds. Longer than a proxy keeps an idle connection (Caddy: two minutes): a press or a report
# must not meet one that is just being closed, for nobody sends it again.
KEEP_ALIVE = 150
VOICE_FROM = SMS_FROM = "+815000000001"


class AlreadyRunningError(RuntimeError):
    """Another process runs a stack in this folder; the text is its address."""


class Stack:
    """PostgreSQL, Valkey, simulator, web, worker and watch, with everything they keep in `folder`.

    `DATABASE_URL` and `REDIS_URL` in `environ` take the place of the embedded servers. A port of
    0, or one that is taken, becomes a free one. `speed` shortens the simulator's phone calls,
    of which it begins `calls_per_second`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        environ: Mapping[str, str] = os.environ,
        web_port: int = 0,
        simulator_port: int = 0,
        speed: float = 1.0,
        calls_per_second: float = 1.0,
        fsync: bool = True,
    ) -> None:
        self.folder = folder.absolute()
        self.speed = speed
        self.calls_per_second = calls_per_second
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        if not environ.get("DATABASE_URL"):
            self.postgres = Postgres(self.folder / "postgres", fsync=fsync)
        if not environ.get("REDIS_URL"):
            self.valkey = Valkey(self.folder / "valkey")
        self.web_url = f"http://localhost:{free_port(web_port)}"
        self.simulator_url = f"http://localhost:{free_port(simulator_port)}"
        self.supervisor = Supervisor(self.folder / "logs", cwd=CHECKOUT)
        self.env = dict(environ)
        self._claim: IO[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything and return when it works.

        Nothing is left running on an error. Raises `AlreadyRunningError` when another process
        runs a stack in this folder.
        """
        try:
            self.claim()
            self.start_servers()
            self.load()
            for name in PROCESSES:
                self.start_process(name)
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything cleanly; safe to repeat. What is in `folder` stays."""
        self.supervisor.stop_all()
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.stop()
        if self._claim is not None:
            self._claim.close()
            self._claim = None

    def claim(self) -> None:
        """Make the folder ours alone until `stop`; safe to repeat."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._claim is None:
            self._claim = claim(self.folder / "address")
            if self._claim is None:
                raise AlreadyRunningError((self.folder / "address").read_text())
            self._claim.write(self.web_url)
            self._claim.flush()

    def erase(self) -> None:
        """Stop everything and delete all that was kept. A database of somebody else's stays."""
        self.claim()
        self.supervisor.stop_all()
        for server in (self.valkey, self.postgres):
            if server is not None:
                server.erase()
        self.stop()
        shutil.rmtree(self.folder)

    def start_servers(self) -> None:
        """Start the embedded servers; from here on `env` is complete."""
        if self.postgres is not None:
            self.postgres.start()
            self.postgres.ensure_database(DATABASE)
            self.env["DATABASE_URL"] = self.postgres.url(DATABASE)
        if self.valkey is not None:
            self.valkey.start()
            self.env["REDIS_URL"] = self.valkey.url()
        self.env |= self._settings()

    def load(self) -> None:
        """Migrate the database and load the demo region, both of which may have been done.

        The region's people sign in with `env["DEMO_PASSWORD"]`.
        """
        self.manage("migrate", "--verbosity=0")
        self.manage("load_demo", "--phones", str(self.phones))

    def manage(self, *arguments: str) -> str:
        """Run a management command in the stack's environment and return what it printed.

        Raises `NotReadyError` with its last words when it fails.
        """
        finished = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode != 0:
            said = "\n".join((finished.stdout + finished.stderr).splitlines()[-15:])
            raise NotReadyError(f"manage.py {' '.join(arguments)} failed:\n{said}")
        return finished.stdout

    def start_process(self, name: str) -> None:
        """Start one of `PROCESSES`; the supervisor starts it again whenever it exits."""
        self.supervisor.start(name, self._command(name), self.env | {"PROCESS_NAME": name})

    def stop_process(self, name: str) -> None:
        self.supervisor.stop(name)

    def kill(self, name: str, *, for_good: bool = False) -> None:
        """kill -9 a process or a server; a process is started again, except `for_good`."""
        if name == "postgres" and self.postgres is not None:
            self.postgres.kill()
        elif name == "valkey" and self.valkey is not None:
            self.valkey.kill()
        else:
            self.supervisor.kill(name, for_good=for_good)

    def wait_until_ready(self, *, seconds: float = 60.0) -> None:
        """Return when web and simulator answer and the workers take messages."""
        pages = {"simulator": f"{self.simulator_url}/simulator/phones.json", "web": self.web_url}
        for name, url in pages.items():
            if not until(partial(answers, url), seconds):
                words = self.supervisor.last_words(name)
                raise NotReadyError(f"Nothing answers at {url}. {words}")
        for worker in WORKERS:
            self.supervisor.wait_for_output(worker, " ready.", seconds=seconds)

    @property
    def phones(self) -> Path:
        """The phones of the demo region, for the simulator."""
        return self.folder / "phones.json"

    def _command(self, name: str) -> list[str]:
        python = sys.executable
        match name:
            case "web":
                return [
                    *(python, "-m", "uvicorn", "backup_dispatch.asgi:application"),
                    *("--host", "127.0.0.1", "--port", str(urlsplit(self.web_url).port)),
                    # Open event streams would otherwise keep it from stopping.
                    *("--timeout-graceful-shutdown", "3", "--no-access-log"),
                    *("--timeout-keep-alive", str(KEEP_ALIVE)),
                ]
            case "worker-dial" | "worker-notices":
                queue = name.removeprefix("worker-")
                return [
                    *(python, "-m", "celery", "-A", "backup_dispatch", "worker"),
                    *("--pool", "threads", "--concurrency", "8"),
                    *("--queues", queue, "--hostname", f"{queue}@%h"),
                    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
                    *("--loglevel", "INFO"),
                ]
            case "watch":
                return [python, "manage.py", "watch"]
            case "simulator":
                return [
                    *(python, "-m", "calls.telephony.simulator", "--host", "127.0.0.1"),
                    *("--port", str(urlsplit(self.simulator_url).port)),
                    *("--account-sid", self.env["TWILIO_ACCOUNT_SID"]),
                    *("--auth-token", self.env["TWILIO_AUTH_TOKEN"]),
                    *("--sms-url", f"{self.web_url}/twilio/sms"),
                    *("--voice-url", f"{self.web_url}/twilio/voice"),
                    *("--voice-fallback-url", f"{self.web_url}/twilio/voice/fallback"),
                    *("--number", VOICE_FROM),
                    *("--speed", str(self.speed), "--cps", str(self.calls_per_second)),
                    *("--phones", str(self.phones)),
                ]
        raise LookupError(f"The stack has no process called {name}.")

    def _settings(self) -> dict[str, str]:
        return kept_secrets(self.folder / "secrets.json") | {
            "BACKUP_DISPATCH_MODE": "demo",
            "PUBLIC_BASE_URL": self.web_url,
            "LINK_BASE_URL": self.web_url,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SEND_ONLY_TO": INVENTED_NUMBERS,
            "CARRIER": "calls.telephony.twilio.TwilioCarrier",
            "TWILIO_API_BASE_URL": self.simulator_url,
            # The simulator's seconds are as short as its calls.
            "CALLS_PER_SECOND": str(min(self.calls_per_second * self.speed, 1000.0)),
            "TWILIO_AUTH_TOKEN_OLD": "",
            "TWILIO_EDGE": "",
            "TWILIO_VOICE_FROM": VOICE_FROM,
            "TWILIO_SMS_FROM": SMS_FROM,
        }
