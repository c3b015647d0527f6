"""A doctor's own unavailable days."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from calls.cover import Period
from teams.models import Doctor, Unavailability


@transaction.atomic
def enter_days(*, doctor: Doctor, periods: Sequence[Period]) -> None:
    """He is not asked in these. Safe to repeat: what stands there already is not entered again."""
    known = set(Unavailability.objects.filter(doctor=doctor).values_list("starts_at", "ends_at"))
    Unavailability.objects.bulk_create(
        Unavailability(doctor=doctor, starts_at=one.starts, ends_at=one.ends)
        for one in periods
        if (one.starts, one.ends) not in known
    )


def take_out_days(*, doctor: Doctor, period: int, now: datetime) -> None:
    """He can come after all: one of his own periods (its key) is taken out, or, where it has begun,
    ends now. His clinic's stay. Safe to repeat."""
    mine = Unavailability.objects.filter(pk=period, doctor=doctor, ends_at__gt=now)
    if not mine.filter(starts_at__lt=now).update(ends_at=now):
        mine.filter(starts_at__gte=now).delete()
