"""Twilio's words for how far a call or an SMS has come, and ours."""

from calls.telephony.base import Progress

# https://www.twilio.com/docs/voice/api/call-resource#call-status-values; `initiated` is a
# callback's word for a call that has left the queue and does not ring yet.
CALL = {
    "queued": Progress.QUEUED,
    "initiated": Progress.QUEUED,
    "ringing": Progress.RINGING,
    "in-progress": Progress.ANSWERED,
    "completed": Progress.COMPLETED,
    "busy": Progress.BUSY,
    "no-answer": Progress.NO_ANSWER,
    "failed": Progress.FAILED,
    "canceled": Progress.CANCELED,
}

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
MESSAGE = {
    "accepted": Progress.QUEUED,
    "scheduled": Progress.QUEUED,
    "queued": Progress.QUEUED,
    "sending": Progress.QUEUED,
    "sent": Progress.SENT,
    "delivered": Progress.DELIVERED,
    "partially_delivered": Progress.DELIVERED,
    "read": Progress.DELIVERED,
    "undelivered": Progress.UNDELIVERED,
    "failed": Progress.FAILED,
    "canceled": Progress.CANCELED,
}
