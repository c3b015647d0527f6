"""The account and the phones of these tests, and what most of them do with a call."""

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.twiml.voice_response import Gather, VoiceResponse

DOCTOR = "+819000000101"
NURSE = "+819000000901"
CLINIC = "+81550000101"
OURS = "+815000000001"
PHONES = [
    {"number": DOCTOR, "name": "医師", "note": "さくら在宅診療所"},
    {"number": NURSE, "name": "看護師", "note": "オンコール携帯"},
]
EVENTS = ["initiated", "ringing", "answered", "completed"]
OVER = {"completed", "busy", "no-answer", "failed", "canceled"}
HELLO = "<Response><Say>hello</Say></Response>"
LONG = "<Response><Pause length='600'/></Response>"


def make_client(simulator, *, auth_token=None, timeout=5):
    client = Client(
        simulator.account_sid,
        auth_token or simulator.auth_token,
        http_client=TwilioHttpClient(timeout=timeout),
    )
    client.api.base_url = simulator.url
    return client


def place(twilio, to=DOCTOR, twiml=HELLO, **more):
    return twilio.calls.create(to=to, from_=OURS, twiml=twiml, **more)


def ended(simulator, twilio, sid):
    """Wait for the end of a call and return it as the SDK sees it."""
    return simulator.until(lambda: (call := twilio.calls(sid).fetch()).status in OVER and call)


def wait_for(simulator, number, status):
    """Wait until the call on a phone has this status."""
    return simulator.until(lambda: (simulator.phone(number)["call"] or {}).get("status") == status)


def question(product, *, text="1 or 2", **attributes):
    """TwiML that asks for one key, posts it to /answer, and says goodbye without one."""
    response = VoiceResponse()
    settings = {"num_digits": 1, "timeout": 3, "action": f"{product.url}/answer"} | attributes
    gather = Gather(input="dtmf", **settings)
    gather.say(text, language="ja-JP", voice="Polly.Mizuki")
    response.append(gather)
    response.say("goodbye")
    return response
