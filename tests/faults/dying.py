"""A worker that dies at a named point. Run as `python -m tests.faults.dying POINT ATTEMPT`."""

import os
import sys

import django

from calls.telephony.twilio import TwilioCarrier

DIED = 9


class AfterTheCarrierSaidYes(TwilioCarrier):
    """Makes the call, and the process ends before anybody hears of it."""

    def call(self, call):
        super().call(call)
        os._exit(DIED)


def main(point, attempt):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backup_dispatch.settings")
    django.setup()
    from calls import tasks
    from calls.dispatch import claiming

    if point == "before the carrier was asked":
        assert claiming.claim(attempt) is not None
        os._exit(DIED)
    tasks.place(attempt)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
