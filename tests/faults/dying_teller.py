"""A run of `tell_absences` that dies. Run as `python -m tests.faults.dying_teller MOMENT`."""

import os
import sys

import django

from calls.telephony.twilio import TwilioCarrier
from tests.faults.dying import DIED


class AfterTheCarrierTookTheText(TwilioCarrier):
    """Sends the SMS, and the process ends before anybody hears of it."""

    def text(self, text):
        super().text(text)
        os._exit(DIED)


class BeforeTheCarrierIsAsked(TwilioCarrier):
    def text(self, text):
        os._exit(DIED)


def main(moment):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backup_dispatch.settings")
    django.setup()
    from calls.telling import tell_absences
    from tests.calls.clocks import set_clock

    set_clock(moment)
    tell_absences()


if __name__ == "__main__":
    main(sys.argv[1])
