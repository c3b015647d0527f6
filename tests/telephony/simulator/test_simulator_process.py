"""The simulator as a process: where it refuses to run, and how it stops."""

import ast
import json
import os
import subprocess
import sys

import pytest

from tests.telephony.simulator.calling import DOCTOR, LONG, make_client, place
from tests.telephony.simulator_process import ROOT, SimulatorProcess, free_port


def start(*options, mode="test"):
    return subprocess.run(
        [
            *(sys.executable, "-m", "calls.telephony.simulator", "--port", str(free_port())),
            *("--account-sid", "AC" + "0" * 32, "--auth-token", "t", *options),
        ],
        cwd=ROOT,
        env={**os.environ, "BACKUP_DISPATCH_MODE": mode},
        capture_output=True,
        text=True,
        timeout=20,
    )


def test_it_refuses_to_run_beside_production_settings():
    refused = start(mode="production")
    assert refused.returncode == 2
    assert refused.stderr.count("\n") == 1
    assert "production" in refused.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_it_refuses_any_address_but_loopback(host):
    refused = start("--host", host)
    assert refused.returncode == 2
    assert "loopback" in refused.stderr


@pytest.mark.parametrize(
    "options", [("--speed", "0"), ("--sms-url", "/sms"), ("--phones", "missing.json")]
)
def test_it_refuses_what_makes_no_sense(options):
    assert start(*options).returncode == 2


def test_it_refuses_a_list_with_a_number_that_is_none(tmp_path):
    phones = tmp_path / "phones.json"
    phones.write_text(json.dumps([{"number": "090-0000-0101", "name": "x"}]))
    refused = start("--phones", str(phones))
    assert refused.returncode == 2
    assert "090-0000-0101" in refused.stderr


def test_it_stops_within_a_second_in_the_middle_of_everything():
    simulator = SimulatorProcess(speed=1)
    simulator.start()
    simulator.behave(DOCTOR, call={"kind": "answer", "after": 0})
    place(make_client(simulator), twiml=LONG)
    simulator.until(lambda: (simulator.phone(DOCTOR)["call"] or {}).get("answered"))
    assert simulator.stop() < 1
    assert simulator.process.returncode == 0


def test_it_imports_the_standard_library_aiohttp_and_twilios_signing_alone():
    imported = set()
    for path in (ROOT / "calls" / "telephony" / "simulator").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add(node.module)
    others = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert others == {"aiohttp", "yarl", "twilio.request_validator"}
