"""Collect the sentences of code and templates into locale/, and compile them. Needs gettext."""

import shutil
import subprocess
import sys

from production_like import production_like

LANGUAGES = ("-l", "ja", "-l", "en")
NOT_OURS = ("-i", ".venv", "-i", ".demo", "-i", "tests")
COLLECT = ("makemessages", *LANGUAGES, *NOT_OURS, "--no-obsolete", "--no-location", "--no-wrap")
COMPILE = ("compilemessages", "--ignore", ".venv")
ENGLISH = "locale/en/LC_MESSAGES/django.po"


def main() -> int:
    if shutil.which("msgfmt") is None:
        print("gettext is missing (Debian: apt install gettext; macOS: brew install gettext).")
        return 1
    manage(*COLLECT)
    # The sentences in the code are English already: their translation is themselves.
    guessed = ["msgattrib", "--clear-fuzzy", "--empty", "--no-wrap", "-o", ENGLISH, ENGLISH]
    for command in (guessed, ["msgen", "--no-wrap", "-o", ENGLISH, ENGLISH]):
        subprocess.run(command, check=True)
    manage(*COMPILE)
    return 0


def manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], env=production_like(), check=True)


if __name__ == "__main__":
    sys.exit(main())
