"""One night without a person: played through the real interfaces, told, and checked.

python -m backup_dispatch.night [--english]

Exit code 0 only if every step came out as told; otherwise it is said which one did not.
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

from backup_dispatch.embedded import EmbeddedServerError
from backup_dispatch.processes import NotReadyError, interruptible
from backup_dispatch.story import Night
from backup_dispatch.temporary import temporary_stack
from backup_dispatch.witness import NotAsTold
from backup_dispatch.wording import marked as _
from backup_dispatch.wording import translator

# Six seconds of a telephone in one: long enough to be seen, short enough to be waited for.
SPEED = 6.0


class Teller:
    """Prints sentences with the seconds since the press."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        self.translate = translate
        self._began: float | None = None

    def begin(self) -> None:
        """From here on times count."""
        self._began = time.monotonic()

    def tell(self, sentence: str, **facts: Any) -> None:
        seconds = "" if self._began is None else f"{time.monotonic() - self._began:.1f}"
        print(f"{seconds:>6}  {self.translate(sentence).format(**facts)}", flush=True)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m backup_dispatch.night", description=__doc__)
    parser.add_argument("--english", action="store_true", help="tell it in English")
    language = "en" if parser.parse_args(arguments).english else "ja"
    teller = Teller(translator(language))
    began = time.monotonic()
    try:
        with interruptible():
            teller.tell(_("Everything is starting, in a temporary folder and on free ports."))
            with temporary_stack(speed=SPEED) as stack:
                night = Night(stack, teller, language)
                ready = time.monotonic() - began
                teller.tell(
                    _("Ready after {seconds:.1f} s. Telephones run {speed:g} times as fast."),
                    seconds=ready,
                    speed=SPEED,
                )
                night.play()
            teller.tell(_("The night came out as told."))
    except KeyboardInterrupt:
        return 130
    except NotAsTold as broken:
        explain(teller, broken)
        return 1
    except (EmbeddedServerError, NotReadyError) as problem:
        print(problem, *getattr(problem, "__notes__", ()), sep="\n", file=sys.stderr)
        return 1
    return 0


def explain(teller: Teller, broken: NotAsTold) -> None:
    """Which step, what should have been, what was seen, and where to read on."""
    teller.tell(_("NOT AS TOLD: {step}"), step=teller.translate(broken.step))
    teller.tell(_("Expected: {expected}"), expected=teller.translate(broken.expected))
    teller.tell(_("Seen instead: {seen}"), seen=broken.seen)
    for logs in getattr(broken, "__notes__", ()):
        teller.tell(_("The logs are kept: {logs}"), logs=logs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
