"""The translations are complete, compiled, and say what the code says today."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ["ja", "en"]
TOOLS = ("xgettext", "msgmerge", "msguniq", "msgcat", "msgattrib", "msgen", "msgfmt", "msgunfmt")
NOT_COPIED = (".*", "__pycache__", "staticfiles", "tests", "uv.lock")

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, TOOLS)) and not os.environ.get("CI"),
    reason="gettext is not installed (Debian: apt install gettext; macOS: brew install gettext)",
)


def catalogue(language, root=ROOT):
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def run(*command, **options):
    finished = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def entries(*command):
    """What a tool of gettext prints, sorted, without the header."""
    return run(*command, "--sort-output", "--no-wrap").split("\n\n")[1:]


@pytest.fixture(scope="module")
def collected_anew(tmp_path_factory):
    """A copy of the project in which the sentences were just collected and compiled."""
    copy = tmp_path_factory.mktemp("messages") / "project"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
    shutil.copy(ROOT / ".env.example", copy)
    run(sys.executable, "scripts/messages.py", cwd=copy)
    return copy


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["--untranslated", "--only-fuzzy", "--only-obsolete"])
def test_nothing_is_left_to_translate(language, state):
    assert entries("msgattrib", state, catalogue(language)) == []


def test_english_is_what_stands_in_the_code():
    """`msgen` fills every translation with its msgid."""
    as_written = entries("msgcat", catalogue("en"))
    emptied = run("msgattrib", "--empty", catalogue("en"))
    filled = run("msgen", "--sort-output", "--no-wrap", "-", input=emptied)
    assert as_written == filled.split("\n\n")[1:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_says_nothing_that_the_catalogue_does_not_know(language, collected_anew):
    now = entries("msgcat", catalogue(language, collected_anew))
    assert entries("msgcat", catalogue(language)) == now


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language, tmp_path):
    compiled = tmp_path / "django.mo"
    run("msgfmt", "--check", "-o", compiled, catalogue(language))
    committed = catalogue(language).with_suffix(".mo")
    assert entries("msgunfmt", committed) == entries("msgunfmt", compiled)
