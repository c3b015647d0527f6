"""What Twilio calls us with: a key, a status, an SMS, a call. No rule is here, only translation.

Every answer is given without asking the carrier for anything, and may be given again: a
repeated request has no second effect and hears the same words; an SMS that nobody understands is
explained once.
"""

from calls.webhooks.checks import check_key, check_moved
from calls.webhooks.connecting import connect_key, greeted, greeting, hand_back_key, talked
from calls.webhooks.incoming import call_came_in, text_came_in
from calls.webhooks.keys import key_pressed, key_pressed_on_his_call, who_pressed
from calls.webhooks.nurse_call import nurse_is_sure, nurse_pressed
from calls.webhooks.reports import absence_notice_moved, call_moved, text_moved
from calls.webhooks.saying import fallback, round_trip
from calls.webhooks.yours import arrival_key

__all__ = [
    "absence_notice_moved",
    "arrival_key",
    "call_came_in",
    "call_moved",
    "check_key",
    "check_moved",
    "connect_key",
    "fallback",
    "greeted",
    "greeting",
    "hand_back_key",
    "key_pressed",
    "key_pressed_on_his_call",
    "nurse_is_sure",
    "nurse_pressed",
    "round_trip",
    "talked",
    "text_came_in",
    "text_moved",
    "who_pressed",
]
