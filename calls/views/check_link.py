"""The page behind the link of an SMS that checks a number: "it has arrived".

No sign-in: it was sent to that number. It names no doctor, for the number may be a stranger's.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from calls import services
from calls.dispatch import clock
from calls.models import CheckAnswer, CheckWhy, ContactCheck
from calls.models.contact_check import ANSWERABLE
from calls.views.access import link_page, see_other, unknown_link
from teams.models import Contact
from teams.phone import national

SHOWN = 4  # digits of the number


@link_page
def check_link(request: HttpRequest, token: str) -> HttpResponse:
    check = _open(token)
    if check is None:
        return unknown_link(request)
    if request.method == "POST":
        _answer(request.POST.get("answer", ""), check)
        return see_other(request.path)
    return render(request, "calls/link/check.html", _context(check))


def _open(token: str) -> ContactCheck | None:
    """Not for ever, and only as long as the number is in the roster."""
    since = clock.now() - ANSWERABLE
    rows = ContactCheck.objects.by_token(token).select_related("doctor__clinic__team__region")
    check: ContactCheck | None = (
        rows.filter(created_at__gt=since).exclude(why=CheckWhy.MOVED).first()
    )
    stands = check is not None and Contact.objects.to(check.number).exists()
    return check if stands else None


def _answer(answer: str, check: ContactCheck) -> None:
    match answer:
        case "here":
            services.checked(check, CheckAnswer.LINK)
        case "not_him":
            services.checked(check, CheckAnswer.NOT_HIM)
        case "mute" | "unmute":
            services.mute(check, muted=answer == "mute")


def _context(check: ContactCheck) -> dict[str, Any]:
    region = check.doctor.clinic.team.region
    contacts = list(Contact.objects.to(check.number))
    may_reply = region.replies_count and not any(one.is_shared for one in contacts)
    return {
        "region": region,
        "answer": check.answer,
        "last_digits": national(check.number)[-SHOWN:],
        "asks_for_reply": may_reply and not any(one.reply_proven_at for one in contacts),
        "muted": all(one.checks_muted for one in contacts),
    }
