"""Calls and SMS with every field filled."""

from calls.telephony.base import Call, Text, Voice


def make_call(to="+819000000001", **changes):
    defaults = {
        "say": ("往診の依頼です。", "受けるときは1を押してください。"),
        "key_url": "http://testserver/twilio/voice/aaaaaaaaaaaaaaaaaaaaaa/key",
        "status_url": "http://testserver/twilio/voice/aaaaaaaaaaaaaaaaaaaaaa/status",
        "fallback_url": "http://testserver/twilio/voice/fallback",
        "ring_for": 25,
        "voice": Voice("Polly.Takumi-Neural", "ja-JP"),
        "after": "次の医師に連絡します。",
    }
    return Call(to, **(defaults | changes))


def make_text(to="+819000000001", **changes):
    defaults = {
        "body": "【甲府往診】依頼です 可→1 不可→2 https://go.jp/aaaaaaaaaaaaaaaaaaaaaa",
        "status_url": "http://testserver/twilio/sms/aaaaaaaaaaaaaaaaaaaaaa/status",
        "valid_for": 180,
    }
    return Text(to, **(defaults | changes))
