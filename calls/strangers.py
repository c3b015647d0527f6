"""An SMS from a number that belongs to no doctor: one neutral answer an hour, for whoever waits
for one, and no more. A sender can be forged, and two machines could answer each other.
"""

import logging
from datetime import timedelta

from calls import messages
from calls.often import may_again
from calls.telephony import may_be_called, replies
from teams.phone import is_mobile

logger = logging.getLogger(__name__)

AN_HOUR = timedelta(hours=1)
# To all of them together, an hour.
MOST = 30
# The carrier answers these itself.
ITS_OWN_WORDS = (replies.Stop, replies.Start)


def answer(sender: str, body: str) -> str:
    """What the number (E.164) is answered; `""` for nothing. Names neither city nor service."""
    if isinstance(replies.read(body), ITS_OWN_WORDS):
        return ""
    if not is_mobile(sender) or not may_be_called(sender):
        return ""
    if not may_again(f"sms-stranger:{sender}", most=1, within=AN_HOUR):
        return ""
    if not may_again("sms-strangers", most=MOST, within=AN_HOUR):
        logger.info("strangers have had %d answers within an hour; no more now", MOST)
        return ""
    return messages.answer_to_a_stranger()
