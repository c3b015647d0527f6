"""The SMS of planned absences: when it may go out, to whom, and its words."""

from datetime import datetime

from django.conf import settings

from calls import daytime_messages
from calls.dispatch.daytime import left_to_tell, may_tell
from calls.errands import Kind
from calls.models import AbsenceNotice
from calls.models.errand import ErrandQuerySet
from calls.telephony.base import Text


class AbsenceSms(Kind):
    def rows(self) -> ErrandQuerySet:
        rows: ErrandQuerySet = AbsenceNotice.objects.select_related(
            "doctor__clinic__team__region", "contact"
        )
        return rows

    def may_go(self, errand: AbsenceNotice, now: datetime) -> bool:
        return may_tell(now)

    def is_wanted(self, errand: AbsenceNotice, now: datetime) -> bool:
        contact = errand.contact
        if contact is None or contact.number != errand.number or not errand.doctor.is_active:
            return False
        able = contact.can_text and not contact.text_unusable
        return able and errand.absences.not_over(now).exists()

    def request(self, errand: AbsenceNotice, now: datetime) -> Text:
        return Text(
            to=errand.number,
            body=daytime_messages.absences_text(errand.doctor.clinic.team.region, errand.link),
            status_url=f"{settings.PUBLIC_BASE_URL}/twilio/absences/{errand.key}/status",
            valid_for=int(left_to_tell(now).total_seconds()),
        )


ABSENCES = AbsenceSms()
