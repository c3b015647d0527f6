"""Run a management command beside a stack of its own: temporary, on free ports.

    python -m backup_dispatch.beside COMMAND…

The carrier takes as many calls a second as are asked for: what is measured here is ours.
"""

import subprocess
import sys

from backup_dispatch.processes import interruptible
from backup_dispatch.stack import CHECKOUT
from backup_dispatch.temporary import temporary_stack

MEASURED = {"speed": 1.0, "calls_per_second": 1_000.0}


def main(arguments: list[str]) -> int:
    """Run `manage.py` with `arguments` in the stack's environment; return its exit code."""
    command = [sys.executable, "manage.py", *arguments]
    try:
        with interruptible(), temporary_stack(**MEASURED) as stack:
            return subprocess.run(command, cwd=CHECKOUT, env=stack.env, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
