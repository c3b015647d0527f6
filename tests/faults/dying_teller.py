"""A daily duty that dies. Run as `python -m tests.faults.dying_teller COMMAND MOMENT`."""

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


class AfterTheCarrierTookTheCall(TwilioCarrier):
    """The same for a call."""

    def call(self, call):
        super().call(call)
        os._exit(DIED)


class BeforeTheCarrierIsAsked(TwilioCarrier):
    def text(self, text):
        os._exit(DIED)

    def call(self, call):
        os._exit(DIED)


def main(command, moment):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backup_dispatch.settings")
    django.setup()
    from django.core.management import call_command

    from tests.calls.clocks import set_clock

    set_clock(moment)
    call_command(command)


if __name__ == "__main__":
    main(*sys.argv[1:])
