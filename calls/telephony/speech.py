"""TwiML: what a call says and listens for, and what an SMS is answered with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

from calls.telephony.base import Language, Voice

# Twilio takes no more in the `Twiml` parameter of a call.
LONGEST = 4000
# So long are the words at most, so that nobody's answering machine is filled with them.
SPEAKING_LIMIT = 45.0
SECONDS_FOR_A_KEY = 5
# Between two keys of a number, `#` ends it at once.
SECONDS_BETWEEN_KEYS = 4
SILENCE = 2
# Somebody who is called to be connected is rung for so long, and then the two may talk.
RING_FOR, TALK_FOR = 20, 900
OWN_SPEED = 100  # percent
# How fast the voices read, in seconds a character: about 370 and 860 characters a minute.
PACE: dict[Language, float] = {"ja-JP": 0.16, "en-US": 0.07}


class TooLong(ValueError):
    """The words fit into no call."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Words while keys are listened for, which go to `key_url`.

    With one digit any key counts; a number of up to `digits` ends with `#`, or by itself
    `between` seconds after a key.
    """

    words: tuple[str, ...]
    key_url: str
    digits: int = 1
    between: int = SECONDS_BETWEEN_KEYS


def listen(words: Sequence[str], *, after: str, key_url: str, voice: Voice) -> str:
    """Say the words, and again as much of them as there is time for; wait for one key from the
    first second on. Their last sentence says which keys there are.

    A key goes to `key_url`; without one `after` is said and the call ends. Raises `TooLong`.
    """
    ask = Ask(tuple(words), key_url)

    def script(again: Sequence[str]) -> str:
        response = VoiceResponse()
        response.append(_gather(ask, voice, again))
        _speak(response, after, voice)
        response.hangup()
        return str(response)

    waiting = SECONDS_FOR_A_KEY + _seconds([after], voice)
    return _longest(script, SPEAKING_LIMIT - waiting, words, voice)


def tell(words: Sequence[str], *, voice: Voice) -> str:
    """Say the words, again as much of them as there is time for, and end the call. Raises
    `TooLong`."""

    def script(again: Sequence[str]) -> str:
        response = VoiceResponse()
        _say(response, words, again, voice)
        response.hangup()
        return str(response)

    return _longest(script, SPEAKING_LIMIT, words, voice)


def talk(parts: Sequence[str | Ask], *, voice: Voice) -> str:
    """One part after another, each said once, and the end of the call.

    A key at an `Ask` leads away from here; without one the next part follows.
    """
    response = VoiceResponse()
    for part in parts:
        if isinstance(part, str):
            _speak(response, part, voice)
        else:
            response.append(_gather(part, voice))
    response.hangup()
    return str(response)


def connect(
    words: str,
    *,
    to: str,
    from_: str,
    greeting_url: str,
    done_url: str,
    voice: Voice,
) -> str:
    """Call somebody else, and let the two talk; nothing is recorded.

    Whoever picks up hears what `greeting_url` says, alone, and is connected when that ends
    without hanging up. How it went goes to `done_url`. `to` and `from_` are E.164.
    """
    response = VoiceResponse()
    _speak(response, words, voice)
    dial = response.dial(
        action=done_url,
        method="POST",
        caller_id=from_,
        timeout=RING_FOR,
        time_limit=TALK_FOR,
    )
    dial.number(to, url=greeting_url, method="POST")
    return str(response)


def wait(words: str, *, then: str, voice: Voice) -> str:
    """Say the words, be silent for a moment, and ask the address `then` what follows."""
    response = VoiceResponse()
    _speak(response, words, voice)
    response.pause(length=SILENCE)
    response.redirect(then, method="POST")
    return str(response)


def connected() -> str:
    """Nothing more is said to whoever is to be connected."""
    return str(VoiceResponse())


def _gather(ask: Ask, voice: Voice, again: Sequence[str] = ()) -> Gather:
    """Without a finishing key `#` is a key like another, and its presser is helped."""
    is_number = ask.digits > 1
    gather = Gather(
        action=ask.key_url,
        action_on_empty_result=False,
        finish_on_key="#" if is_number else "",
        input="dtmf",
        method="POST",
        num_digits=ask.digits,
        timeout=ask.between if is_number else SECONDS_FOR_A_KEY,
    )
    _say(gather, ask.words, again, voice)
    return gather


def text_back(bodies: Sequence[str]) -> str:
    """Answer an SMS with as many; with nothing where there is none."""
    response = MessagingResponse()
    for body in bodies:
        response.message(body)
    return str(response)


def _say(
    verb: Gather | VoiceResponse, words: Sequence[str], again: Sequence[str], voice: Voice
) -> None:
    for sentence in words:
        _speak(verb, sentence, voice)
    if again:
        verb.pause(length=1)
    for sentence in again:
        _speak(verb, sentence, voice)


def _speak(verb: Gather | VoiceResponse, words: str, voice: Voice) -> None:
    """At the voice's own speed nothing is said about speed: not every voice knows it."""
    if voice.rate == OWN_SPEED:
        verb.say(words, voice=voice.name, language=voice.language)
    else:
        say = verb.say(voice=voice.name, language=voice.language)
        say.prosody(words, rate=f"{voice.rate}%")


def _longest(
    script: Callable[[Sequence[str]], str], seconds: float, words: Sequence[str], voice: Voice
) -> str:
    """All of it twice, or its last sentence at least, where both the time and Twilio's parameter
    have room for that; otherwise once."""
    for again in (words, words[-1:]):
        document = script(again)
        if _seconds([*words, *again], voice) + 1 <= seconds and len(document) <= LONGEST:
            return document
    document = script(())
    if len(document) > LONGEST:
        raise TooLong(f"{len(document)} characters of TwiML; {LONGEST} are possible.")
    return document


def _seconds(words: Sequence[str], voice: Voice) -> float:
    return PACE[voice.language] * sum(map(len, words)) * OWN_SPEED / voice.rate
