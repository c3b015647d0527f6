"""Twilio's error codes, as far as they decide something.

Meanings from Twilio's error dictionary, https://www.twilio.com/docs/api/errors; a code that
is not here means: not taken, and trying again may help.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """The marks of a `CarrierError` that a code stands for."""

    permanent: bool = False
    ours: bool = False
    closed: bool = False


NEVER = Verdict(permanent=True)
OURS = Verdict(ours=True)
CLOSED = Verdict(ours=True, closed=True)
LATER = Verdict()

ERRORS = {
    # This number, on this channel: never again.
    21211: NEVER,  # `To` is no valid number
    21214: NEVER,  # `To` cannot be reached
    21610: NEVER,  # the recipient sent STOP
    21612: NEVER,  # no route from our sender to this number
    21614: NEVER,  # not a mobile number
    21635: NEVER,  # a landline
    30004: NEVER,  # blocked by the recipient
    30005: NEVER,  # unknown or no longer in service
    30006: NEVER,  # a landline, or a carrier that takes no SMS
    30007: NEVER,  # filtered by the carrier
    # Credentials, account, sender, permissions: staff have to act. Where the account is closed,
    # nothing goes out at all.
    10001: CLOSED,  # account not active
    13227: OURS,  # no permission to call this country (while the call is made)
    20003: CLOSED,  # credentials refused
    20005: CLOSED,  # account not active
    20404: CLOSED,  # no such account
    21210: OURS,  # `From` of a call is not verified
    21212: OURS,  # `From` is no valid number
    21215: OURS,  # no permission to call this country
    21219: OURS,  # trial account: `To` of a call is not verified
    21408: OURS,  # no permission to text this country
    21606: OURS,  # `From` cannot text
    21608: OURS,  # trial account: `To` of an SMS is not verified
    21657: OURS,  # `From` is not ours
    21659: OURS,  # `From` is no number of Twilio's
    21660: OURS,  # `From` belongs to another account
    30002: OURS,  # account suspended with the SMS still in the queue
    90010: CLOSED,  # account not active
    # Not now.
    20429: LATER,  # too many requests; never processed
    21611: LATER,  # our sender's queue is full
    30001: LATER,  # queue overflow
    30003: LATER,  # phone off or out of reach
    30008: LATER,  # unknown
    30036: LATER,  # its validity was over before it went out
}


def verdict(code: int | None) -> Verdict:
    """What a code of a refused request, or of a status callback, stands for."""
    return LATER if code is None else ERRORS.get(code, LATER)
