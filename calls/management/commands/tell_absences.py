"""Tells the teams' doctors of planned absences; run it daily, on weekdays before 17:00."""

from typing import Any

from django.core.management.base import BaseCommand

from calls.telling import tell_absences


class Command(BaseCommand):
    help = (
        "Sends each team doctor one SMS for all planned absences that are new to him."
        " On weekdays from 10:00 to 17:00 in Japan; at any other time it does nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        told = tell_absences()
        if told is None:
            self.stdout.write("Nothing was sent: weekdays from 10:00 to 17:00 only (Asia/Tokyo).")
            return
        self.stdout.write(
            f"Sent: {told.sent}. To be tried again by the next run: {told.waiting}."
            f" Doctors without a proven number for SMS: {told.without_number}."
        )
