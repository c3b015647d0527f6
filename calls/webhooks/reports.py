"""What became of a call or an SMS of ours."""

from django.http import HttpRequest, HttpResponse

from calls import errands, services
from calls.absence_sms import ABSENCES
from calls.telephony import inbound
from calls.telephony.base import Progress
from calls.telephony.inbound import KeyPress, StatusReport, verified


@verified
def call_moved(request: HttpRequest, key: str) -> HttpResponse:
    return _reported(key, inbound.call_status(request))


@verified
def text_moved(request: HttpRequest, key: str) -> HttpResponse:
    return _reported(key, inbound.text_status(request))


@verified
def absence_notice_moved(request: HttpRequest, key: str) -> HttpResponse:
    """What became of an SMS by which a doctor was told of planned absences."""
    return errand_reported(ABSENCES, key, inbound.text_status(request))


def errand_reported(kind: errands.Kind, key: str, report: StatusReport) -> HttpResponse:
    if report.progress is not None:
        errands.reported(
            kind,
            key=key,
            sid=report.sid,
            progress=report.progress,
            code=report.code,
            permanent=report.permanent,
        )
    return HttpResponse(status=204)


def _reported(key: str, report: StatusReport) -> HttpResponse:
    if report.progress is not None:
        services.carrier_reported(
            key=key,
            sid=report.sid,
            progress=report.progress,
            code=report.code,
            status=report.status,
            permanent=report.permanent,
        )
    return HttpResponse(status=204)


def he_hears_us(key: str, pressed: KeyPress) -> None:
    """Known before his answer counts: so this call is not hung up with the others."""
    services.carrier_reported(
        key=key, sid=pressed.sid, progress=Progress.ANSWERED, code=None, status="in-progress"
    )
