"""Checks doctors' numbers that are new or were proven long ago; the watch does it by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from calls.checking import check_contacts


class Command(BaseCommand):
    help = (
        "Calls and texts the numbers that have to be proven, and tells the owners of replaced"
        " ones. On weekdays from 10:00 to 17:00 in Japan, while nobody searches for a doctor."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = check_contacts()
        if checked is None:
            self.stdout.write("Nothing was sent: weekdays from 10:00 to 17:00 only (Asia/Tokyo).")
            return
        self.stdout.write(
            f"Sent: {checked.sent}. To be tried again by the next run: {checked.waiting}."
        )
