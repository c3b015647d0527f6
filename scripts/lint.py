"""Everything that is checked without running the product. Exits 1 when something is wrong."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from production_like import production_like

CHECKS: dict[str, tuple[str, ...]] = {
    "style": ("-m", "ruff", "check", "--quiet", "."),
    "format": ("-m", "ruff", "format", "--check", "--quiet", "."),
    "types": ("-m", "mypy"),
    "imports": ("-c", "from importlinter.cli import lint_imports_command as lint; lint()"),
    "migrations": ("manage.py", "makemigrations", "--check", "--dry-run"),
    "settings": ("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
}


def main() -> int:
    environment = production_like()

    def run(arguments: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(max_workers=2) as pool:
        finished = dict(zip(CHECKS, pool.map(run, CHECKS.values()), strict=True))
    for name, check in finished.items():
        print(f"{name:12}{'wrong' if check.returncode else 'fine'}")
        if check.returncode:
            print(check.stdout + check.stderr)
    return int(any(check.returncode for check in finished.values()))


if __name__ == "__main__":
    sys.exit(main())
