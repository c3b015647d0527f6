"""What a person can do: one function for each use case.

A nurse, a doctor and the carrier's reports all come through here, whether by a page, the
API, a key, a link or an SMS.
"""

from calls.models import Via
from calls.services.answering import (
    NEW_LINK_AT_MOST_EVERY,
    Answer,
    accept,
    bind_page,
    carrier_reported,
    decline,
    hand_back,
    not_him,
    send_new_link,
)
from calls.services.arriving import (
    arrive,
    clear_her_line,
    confirm_contact,
    give_arrival,
    not_connected,
)
from calls.services.by_hand import not_reached, reached
from calls.services.charge import (
    Charge,
    alarm_office,
    pick,
    start_list,
    take_charge,
    take_charge_by,
)
from calls.services.days import enter_days, take_out_days
from calls.services.handing_out import publish_sheet, receive_sheet
from calls.services.handing_over import hand_over
from calls.services.photographing import MOST_PHOTOS, Refusal, Refused, add_photo, remove_photo
from calls.services.pressing import (
    Request,
    RequestIdInUse,
    advice_comes_first,
    open_escalation,
)
from calls.services.proving import checked, mute, started, stopped
from calls.services.reporting import report_visit
from calls.services.steering import (
    ask_first,
    cancel,
    close,
    comes,
    note_post,
    reopen,
    restart,
    search_on,
    skip,
    take_over,
)

__all__ = [
    "MOST_PHOTOS",
    "NEW_LINK_AT_MOST_EVERY",
    "Answer",
    "Charge",
    "Refusal",
    "Refused",
    "Request",
    "RequestIdInUse",
    "Via",
    "accept",
    "add_photo",
    "advice_comes_first",
    "alarm_office",
    "arrive",
    "ask_first",
    "bind_page",
    "cancel",
    "carrier_reported",
    "checked",
    "clear_her_line",
    "close",
    "comes",
    "confirm_contact",
    "decline",
    "enter_days",
    "give_arrival",
    "hand_back",
    "hand_over",
    "mute",
    "not_connected",
    "not_him",
    "not_reached",
    "note_post",
    "open_escalation",
    "pick",
    "publish_sheet",
    "reached",
    "receive_sheet",
    "remove_photo",
    "reopen",
    "report_visit",
    "restart",
    "search_on",
    "send_new_link",
    "skip",
    "start_list",
    "started",
    "stopped",
    "take_charge",
    "take_charge_by",
    "take_out_days",
    "take_over",
]
