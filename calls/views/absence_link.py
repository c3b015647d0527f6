"""The page behind the link of a notice: planned absences, and "I will take it".

No sign-in, as with an offer's link: it was sent to the doctor's own proven number.
"""

from datetime import timedelta
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from calls.dispatch import clock
from calls.models import AbsenceNotice
from calls.views.access import link_page, see_other, unknown_link
from stations import services
from stations.models import Absence, AbsenceCover
from stations.models.absence import AbsenceQuerySet
from teams.models import Doctor

# Long enough to take a word back months later; a lost telephone does not open it for ever.
LINK_LIVES = timedelta(days=180)


@link_page
def absence_link(request: HttpRequest, token: str) -> HttpResponse:
    doctor = _doctor(token)
    if doctor is None:
        return unknown_link(request)
    if request.method == "POST":
        _answer(request, doctor)
        return see_other(request.path)
    return render(request, "calls/link/absences.html", _context(doctor))


def _doctor(token: str) -> Doctor | None:
    notices = AbsenceNotice.objects.by_token(token).select_related("doctor__clinic__team__region")
    notice = notices.filter(created_at__gt=clock.now() - LINK_LIVES, doctor__is_active=True).first()
    return None if notice is None else notice.doctor


def _shown(doctor: Doctor) -> AbsenceQuerySet:
    """Of everybody in his region but himself."""
    region = doctor.clinic.team.region
    return Absence.objects.not_over(clock.now()).of_region(region).others_than(doctor)


def _answer(request: HttpRequest, doctor: Doctor) -> None:
    """What is over, or not his to see, changes nothing; the page says what holds."""
    wanted = request.POST.get("absence", "")
    absence = _shown(doctor).filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if absence is None:
        return
    match request.POST.get("answer"):
        case "take":
            services.take_absence(absence=absence, doctor=doctor, now=clock.now())
        case "back":
            services.take_back(absence=absence, doctor=doctor, now=clock.now())


def _context(doctor: Doctor) -> dict[str, Any]:
    covers = AbsenceCover.objects.standing().select_related("doctor")
    absences = (
        _shown(doctor)
        .select_related("attending_doctor", "substitute")
        .prefetch_related(Prefetch("covers", covers, to_attr="taken"))
    )
    rows = [
        {
            "absence": absence,
            "mine": any(cover.doctor_id == doctor.pk for cover in absence.taken),
            "others": [c.doctor.name for c in absence.taken if c.doctor_id != doctor.pk],
        }
        for absence in absences
    ]
    return {"doctor": doctor, "region": doctor.clinic.team.region, "rows": rows}
