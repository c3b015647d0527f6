"""The doctor's page behind the link of his SMS: two buttons, and after the yes everything.

No sign-in: the link was sent to the registered number, and its token is the secret.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from calls import services, written
from calls.arrivals import ARRIVALS, IN_ONE_TAP, minutes_chosen
from calls.dispatch import clock
from calls.dispatch.vocabulary import OfferState
from calls.forms import ArrivalForm
from calls.map_link import map_link
from calls.models import Escalation, Offer, VisitReport
from calls.services import Answer, Via
from calls.views.access import link_page, see_other, unknown_link
from calls.views.link_report import report_page
from teams.models import Order
from teams.phone import national

COOKIE, SALT = "opened", "calls.views.link"


@link_page
def link(request: HttpRequest, token: str) -> HttpResponse:
    offer = _offer_of(token)
    if offer is None:
        return unknown_link(request)
    if request.method == "POST":
        return _answer(request, offer)
    if "report" in request.GET and _page(request, offer) == "yours":
        return report_page(request, offer) or see_other(request.path)
    return _show(request, offer)


def offer_whose_page_opens(request: HttpRequest, token: str) -> Offer | None:
    """The offer that the doctor of this link has accepted, on the device on which it opens."""
    offer = _offer_of(token)
    return offer if offer is not None and _page(request, offer) == "yours" else None


def _offer_of(token: str) -> Offer | None:
    return (
        Offer.objects.by_token(token)
        .select_related(
            "doctor",
            "escalation__station__region",
            "escalation__opened_by",
            "escalation__kept_by",
            "escalation__attending_doctor",
        )
        .first()
    )


def _answer(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Take the answer and lead back to the page.

    The first browser that says yes, or opens what was accepted by key or reply, is the one
    on which the page opens from then on.
    """
    response = see_other(request.path)
    match request.POST.get("answer"):
        case "yes":
            minutes = minutes_chosen(request.POST.get("minutes", ""))
            answer = services.accept(offer=offer, via=Via.LINK, minutes=minutes)
            if answer is Answer.YOURS:
                _bind(request, response, offer)
        case "open":
            _bind(request, response, offer)
        case "resend":
            services.send_new_link(offer=offer)
            region = offer.escalation.station.region
            context = {"region": region, "escalation": offer.escalation}
            return render(request, "calls/link/sent.html", context)
        case "back" | "spoke" | "arrival" | "arrived" as what if _is_bound_here(request, offer):
            return _on_his_way(request, offer, what) or response
        case "report" if _page(request, offer) == "yours":
            return report_page(request, offer) or see_other(f"{request.path}?saved#report")
        case "no":
            services.decline(offer=offer, via=Via.LINK)
    return response


def _on_his_way(request: HttpRequest, offer: Offer, what: str) -> HttpResponse | None:
    """What the doctor who has it says; a page where something has to be said better."""
    match what:
        case "back":
            services.hand_back(offer=offer)
        case "spoke":
            services.confirm_contact(escalation=offer.escalation, offer=offer)
        case "arrived":
            services.arrive(offer=offer)
        case "arrival":
            form = ArrivalForm(request.POST)
            if not form.is_valid():
                return _show(request, offer, form)
            services.give_arrival(offer=offer, minutes=form.cleaned_data["minutes"])
    return None


def _bind(request: HttpRequest, response: HttpResponse, offer: Offer) -> None:
    if offer.escalation.is_open and services.bind_page(offer=offer):
        response.set_signed_cookie(
            COOKIE,
            _name(offer),
            salt=SALT,
            max_age=offer.escalation.station.region.link_lifetime,
            path=request.path,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )


def _show(request: HttpRequest, offer: Offer, form: ArrivalForm | None = None) -> HttpResponse:
    escalation = offer.escalation
    context: dict[str, Any] = {
        "offer": offer,
        "escalation": escalation,
        "region": escalation.station.region,
    }
    page = _page(request, offer)
    context["stays_open"] = escalation.is_open and page in ("asked", "yours", "open", "passed")
    if page == "asked":
        context |= {
            "kind": escalation.in_neutral_words,
            "from_home": any("from_home" in reason for reason in offer.reasons),
            "distance": next((r["km"] for r in offer.reasons if "km" in r), None),
            "in_time": bool(offer.deadline and clock.now() < offer.deadline),
            "arrivals": ARRIVALS,
            "together": escalation.station.region.order == Order.ALL_AT_ONCE,
        }
    elif page == "passed":
        context["offers_himself"] = offer.has_offered_himself
    elif page == "yours":
        context |= _handed_over(request, escalation) | {
            "call_back": national(escalation.call_back_number),
            "minutes": IN_ONE_TAP,
            "form": form or ArrivalForm(),
            "just_saved": "saved" in request.GET,
            "reported": VisitReport.objects.filter(pk=escalation.pk).exists(),
        }
    status = 422 if form is not None else 200
    return render(request, f"calls/link/{page}.html", context, status=status)


def _handed_over(request: HttpRequest, escalation: Escalation) -> dict[str, Any]:
    """Where he goes, and what is known of the patient."""
    sheet = written.handover_of(escalation, timezone.localdate(clock.now()))
    access = next((part for part in sheet.parts if part.section.key == "access"), None)
    pin = next((row.value for row in access.rows if row.fact.key == "pin"), "") if access else ""
    return {
        "access": access,
        "map": map_link(pin, request.headers.get("User-Agent", "")),
        "parts": [part for part in sheet.parts if part is not access],
        "missing": sheet.missing,
        "unreadable": sheet.unreadable,
        "photos": escalation.photos.listed(),
        "token": request.path.strip("/"),
    }


def _page(request: HttpRequest, offer: Offer) -> str:
    """Which page holds at this moment."""
    if offer.state == OfferState.ACCEPTED:
        if _is_bound_here(request, offer):
            return "yours"
        if not offer.escalation.is_open:
            return "over"
        return "open" if offer.bound_at is None else "elsewhere"
    if offer.state == OfferState.DECLINED:
        return "declined"
    if Offer.objects.answerable().filter(pk=offer.pk).exists():
        return "asked"
    if offer.was_passed_over:
        return "passed"
    taken = offer.escalation.offers.filter(state=OfferState.ACCEPTED).exists()
    return "taken" if taken else "over"


def _is_bound_here(request: HttpRequest, offer: Offer) -> bool:
    lifetime = offer.escalation.station.region.link_lifetime
    bound = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=lifetime)
    return bound == _name(offer)


def _name(offer: Offer) -> str:
    return f"{offer.pk}:{offer.generation}"
