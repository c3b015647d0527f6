"""A worker that dies at a named point. Run as `python -m tests.faults.dying POINT ROW`.

The row is the attempt that it takes, the alarm by which somebody takes charge, or the escalation
about which somebody is alarmed.
"""

import os
import sys

import django

from calls.telephony.twilio import TwilioCarrier

DIED = 9


class AfterTheCarrierSaidYes(TwilioCarrier):
    """Makes the call or sends the SMS, and the process ends before anybody hears of it."""

    def call(self, call):
        super().call(call)
        os._exit(DIED)

    def text(self, text):
        super().text(text)
        os._exit(DIED)


def main(point, row):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backup_dispatch.settings")
    django.setup()
    from calls import tasks
    from calls.dispatch import claiming

    match point.split():
        case ["before", "the", "carrier", *_]:
            assert claiming.claim(row) is not None
            os._exit(DIED)
        case ["after", "the", "carrier", *_]:
            tasks.place(row)
        case [when, "the", "commit", "of", *deed]:
            in_a_transaction(" ".join(deed), row, committed=when == "after")


def in_a_transaction(deed, row, *, committed):
    """The process ends before its commit, or between the commit and whoever is told of it."""
    from django.db import transaction

    from calls import services
    from calls.dispatch.vocabulary import Why
    from calls.models import Alarm

    with transaction.atomic():
        transaction.on_commit(lambda: os._exit(DIED))  # the first of all that follows a commit
        if deed == "an alarm":
            services.alarm_office(escalation=row, why=Why.FAILING)
        else:
            services.take_charge_by(alarm=Alarm.objects.select_related("person").get(pk=row))
        if not committed:
            os._exit(DIED)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
