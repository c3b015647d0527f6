"""What a nurse needs when nothing else can be read any more: whom to call, on which numbers."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError

from calls.dispatch.trouble import where_it_happened
from calls.dispatch.vocabulary import OfferState, Status
from calls.live import live_state
from calls.live_state import LiveState, Number, Row
from calls.models import Escalation
from calls.models.labels import STATUS
from calls.outside import outside_service
from teams.models import Contact
from teams.phone import national

logger = logging.getLogger(__name__)

KNOWN = [str(status) for status in Status]


def live_or_phone_list(escalation: Escalation, now: datetime) -> LiveState:
    """The live state; of rows that make no sense the doctors and their numbers alone.

    Raises what the database raises when it is away.
    """
    try:
        return live_state(escalation, now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        where = where_it_happened(error)
        logger.error("Escalation %s cannot be shown: %s", escalation.pk, where)
        return _phone_list(escalation, now)


def _phone_list(escalation: Escalation, now: datetime) -> LiveState:
    """Made of columns that cannot be wrong: names and numbers, in the order of the list."""
    status = Status(escalation.status if escalation.status in KNOWN else Status.SEARCHING)
    if status in (Status.ACCEPTED, Status.CONTACTED):  # by whom, cannot be said
        status = Status.SEARCHING
    return LiveState(
        id=escalation.pk,
        sequence=escalation.sequence,
        at=now,
        status=str(status),
        status_words=str(STATUS[status]),
        is_drill=escalation.is_drill,
        nurse=str(escalation.nurse),
        opened_at=escalation.opened_at,
        ended_at=escalation.ended_at,
        stuck=status.is_open,
        rows=tuple(_rows(escalation)),
        outside_service=outside_service(escalation.station.region),
    )


def _rows(escalation: Escalation) -> list[Row]:
    offers = escalation.offers.order_by("position", "pk")
    doctors = offers.values_list("pk", "doctor", "doctor__name", "doctor__clinic__name")
    return [
        Row(
            offer=offer,
            position=place,
            doctor=name,
            clinic=clinic,
            state=str(OfferState.WAITING),
            numbers=tuple(
                Number(number, national(number), "")
                for number in Contact.objects.filter(doctor=doctor)
                .order_by("rank", "pk")
                .values_list("number", flat=True)
            ),
        )
        for place, (offer, doctor, name, clinic) in enumerate(doctors, 1)
    ]
