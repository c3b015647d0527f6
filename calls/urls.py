"""The nurse's pages, the API, the carrier's callbacks, the doctors' links."""

from django.urls import path, re_path

from calls import webhooks
from calls.api import EscalationView, PreviewView
from calls.views import (
    absences,
    by_hand,
    escalation,
    events,
    handover,
    health,
    home,
    live,
    offline,
    on_the_way,
    past,
    patients,
    queue,
    report,
    room,
)
from calls.views.absence_link import absence_link
from calls.views.charge_link import charge_link
from calls.views.check_link import check_link
from calls.views.link import link

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("net/", home.net, name="net"),
    path("sheet/", offline.sheet, name="sheet"),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("escalations/", past.past, name="past"),
    path("escalations/new/", escalation.new, name="new"),
    path("escalations/new/<uuid:request_id>/", escalation.open_request, name="request"),
    path("escalations/<int:pk>/", live.escalation, name="escalation"),
    path("escalations/<int:pk>/live/", live.fragment, name="live"),
    path("escalations/<int:pk>/events", events.events, name="events"),
    path("escalations/<int:pk>/offers/<int:offer>/skip/", escalation.skip, name="skip"),
    path("escalations/<int:pk>/offers/<int:offer>/first/", escalation.ask_first, name="ask_first"),
    path(
        "escalations/<int:pk>/offers/<int:offer>/called/", by_hand.record_call, name="record_call"
    ),
    path("escalations/<int:pk>/restart/", escalation.restart, name="restart"),
    path("escalations/<int:pk>/take-charge/", escalation.take_charge, name="take_charge"),
    path("escalations/<int:pk>/spoke/", escalation.spoke, name="spoke"),
    path(
        "escalations/<int:pk>/offers/<int:offer>/search-on/",
        escalation.search_on,
        name="search_on",
    ),
    path(
        "escalations/<int:pk>/offers/<int:offer>/arrival/",
        on_the_way.give_arrival,
        name="arrival",
    ),
    path("escalations/<int:pk>/offers/<int:offer>/arrived/", on_the_way.arrive, name="arrived"),
    path("escalations/<int:pk>/take-over/", on_the_way.take_over, name="take_over"),
    path("escalations/<int:pk>/offers/<int:offer>/comes/", escalation.comes, name="comes"),
    path("escalations/<int:pk>/handover/", handover.handover, name="handover"),
    path("escalations/<int:pk>/report/", report.report, name="report"),
    path("escalations/<int:pk>/summary/", report.summary, name="summary"),
    path("escalations/<int:pk>/posted/", room.posted, name="posted"),
    path("escalations/<int:pk>/reopen/", escalation.reopen, name="reopen"),
    path("escalations/<int:pk>/cancel/", escalation.cancel, name="cancel"),
    path("escalations/<int:pk>/close/", escalation.close, name="close"),
    path("queue/", queue.queue, name="queue"),
    path("queue/live/", queue.fragment, name="queue_live"),
    path("queue/<int:pk>/offers/<int:offer>/pick/", queue.pick, name="pick"),
    path("queue/<int:pk>/start-list/", queue.start_list, name="start_list"),
    path("absences/", absences.absences, name="absences"),
    path("absences/new/", absences.new, name="new_absence"),
    path("absences/<int:pk>/", absences.change, name="change_absence"),
    path("absences/<int:pk>/end/", absences.end, name="end_absence"),
    path("patients/", patients.patients, name="patients"),
    path("patients/new/", patients.new, name="new_patient"),
    path("patients/<int:pk>/", patients.change, name="change_patient"),
    path("patients/<int:pk>/end/", patients.end, name="end_patient"),
    path("api/v1/escalations/<int:pk>/", EscalationView.as_view(), name="api_escalation"),
    path("api/v1/stations/<int:pk>/preview/", PreviewView.as_view(), name="api_preview"),
    path("twilio/preflight", webhooks.round_trip, name="round_trip"),
    path("twilio/voice/fallback", webhooks.fallback, name="voice_fallback"),
    path("twilio/voice/<str:key>/key", webhooks.key_pressed, name="key_pressed"),
    path("twilio/voice/<str:key>/nurse", webhooks.nurse_pressed, name="nurse_pressed"),
    path("twilio/voice/<str:key>/nurse/search", webhooks.nurse_is_sure, name="nurse_is_sure"),
    path("twilio/voice/<str:key>/who", webhooks.who_pressed, name="who_pressed"),
    path("twilio/voice/<str:key>/arrival", webhooks.arrival_key, name="arrival_key"),
    path("twilio/voice/<str:key>/connect", webhooks.connect_key, name="connect_key"),
    path("twilio/voice/<str:key>/back", webhooks.hand_back_key, name="hand_back_key"),
    path("twilio/voice/<str:key>/greeting", webhooks.greeting, name="greeting"),
    path("twilio/voice/<str:key>/greeted", webhooks.greeted, name="greeted"),
    path("twilio/voice/<str:key>/talked", webhooks.talked, name="talked"),
    path("twilio/voice/<str:key>/status", webhooks.call_moved, name="call_moved"),
    path("twilio/sms/<str:key>/status", webhooks.text_moved, name="text_moved"),
    path(
        "twilio/absences/<str:key>/status",
        webhooks.absence_notice_moved,
        name="absence_notice_moved",
    ),
    path("twilio/checks/<str:key>/key", webhooks.check_key, name="check_key"),
    path("twilio/checks/<str:key>/status", webhooks.check_moved, name="check_moved"),
    path("twilio/voice", webhooks.call_came_in, name="call_came_in"),
    path(
        "twilio/voice/back/<str:key>/key",
        webhooks.key_pressed_on_his_call,
        name="key_pressed_on_his_call",
    ),
    path("twilio/sms", webhooks.text_came_in, name="text_came_in"),
    # Short, because it stands in an SMS.
    re_path(r"^a/(?P<token>[A-Za-z0-9_-]{22})$", absence_link, name="absence_link"),
    re_path(r"^c/(?P<token>[A-Za-z0-9_-]{22})$", charge_link, name="charge_link"),
    re_path(r"^k/(?P<token>[A-Za-z0-9_-]{22})$", check_link, name="check_link"),
    # Last: whatever is no other address may be a doctor's link.
    re_path(r"^(?P<token>[A-Za-z0-9_-]{22})$", link, name="link"),
]
