"""TwiML: what a call says and listens for, and what an SMS is answered with."""

from collections.abc import Callable, Sequence

from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Gather, VoiceResponse

from calls.telephony.base import Language

# Twilio takes no more in the `Twiml` parameter of a call.
LONGEST = 4000
# So long are the words at most, so that nobody's answering machine is filled with them.
SPEAKING_LIMIT = 45.0
SECONDS_FOR_A_KEY = 5
# How fast the voices read, in seconds a character: about 370 and 860 characters a minute.
PACE: dict[Language, float] = {"ja-JP": 0.16, "en-US": 0.07}


class TooLong(ValueError):
    """The words fit into no call."""


def listen(
    words: Sequence[str], *, after: str, key_url: str, voice: str, language: Language
) -> str:
    """Say the words, twice if there is time, and wait for one key from the first second on.

    A key goes to `key_url`; without one `after` is said and the call ends. Raises `TooLong`.
    """

    def script(times: int) -> str:
        # Without a finishing key `#` is a key like another, and its presser is helped.
        gather = Gather(
            action=key_url,
            action_on_empty_result=False,
            finish_on_key="",
            input="dtmf",
            method="POST",
            num_digits=1,
            timeout=SECONDS_FOR_A_KEY,
        )
        _say(gather, words, times, voice, language)
        response = VoiceResponse()
        response.append(gather)
        response.say(after, voice=voice, language=language)
        response.hangup()
        return str(response)

    waiting = SECONDS_FOR_A_KEY + _seconds([after], language)
    return script(_times(script, SPEAKING_LIMIT - waiting, words, language))


def tell(words: Sequence[str], *, voice: str, language: Language) -> str:
    """Say the words, twice if there is time, and end the call. Raises `TooLong`."""

    def script(times: int) -> str:
        response = VoiceResponse()
        _say(response, words, times, voice, language)
        response.hangup()
        return str(response)

    return script(_times(script, SPEAKING_LIMIT, words, language))


def say_and_hang_up(words: str, *, voice: str, language: Language) -> str:
    """The end of a call: say it once."""
    response = VoiceResponse()
    response.say(words, voice=voice, language=language)
    response.hangup()
    return str(response)


def text_back(bodies: Sequence[str]) -> str:
    """Answer an SMS with as many; with nothing where there is none."""
    response = MessagingResponse()
    for body in bodies:
        response.message(body)
    return str(response)


def _say(
    verb: Gather | VoiceResponse, words: Sequence[str], times: int, voice: str, language: Language
) -> None:
    for time in range(times):
        if time:
            verb.pause(length=1)
        for sentence in words:
            verb.say(sentence, voice=voice, language=language)


def _times(
    script: Callable[[int], str], seconds: float, words: Sequence[str], language: Language
) -> int:
    """Twice where both the time and Twilio's parameter have room for it, otherwise once."""
    if 2 * _seconds(words, language) + 1 <= seconds and len(script(2)) <= LONGEST:
        return 2
    if len(script(1)) > LONGEST:
        raise TooLong(f"{len(script(1))} characters of TwiML; {LONGEST} are possible.")
    return 1


def _seconds(words: Sequence[str], language: Language) -> float:
    return PACE[language] * sum(map(len, words))
