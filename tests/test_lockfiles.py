"""The locked requirements install from whatever registry a machine is set up for."""

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,_-]+\])?==([^ ]+)", re.MULTILINE)


def text_of(name):
    return (CHECKOUT / name).read_text()


def pins(name):
    return dict(PIN.findall(text_of(name)))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_no_registry(name):
    assert not re.search(r"://|^-|\s@\s", text_of(name), re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_of_a_lock_has_its_hashes(name):
    blocks = re.split(r"^(?=[a-z])", text_of(name), flags=re.MULTILINE)
    packages = [block for block in blocks if PIN.match(block)]
    assert len(packages) == len(pins(name)) > 50
    assert all("--hash=sha256:" in block for block in packages)


def test_the_tests_run_with_the_versions_that_are_delivered():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_nothing_that_names_a_registry_is_committed():
    assert not (CHECKOUT / "uv.lock").exists()
