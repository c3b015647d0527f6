"""What is said and pressed on an answered call: TwiML, verb by verb, as a phone hears it."""

import asyncio
import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin

from .clock import Clock
from .parameters import absolute_url
from .racing import unless
from .record import Changes, Record
from .resources import Call, Instructions, Line
from .twiml import TwimlError, Verb, parse_voice
from .webhooks import WebhookError, Webhooks

SECONDS_PER_LETTER = 0.16
PLAYING_SECONDS = 3.0
APOLOGY = "We are sorry. An application error has occurred. Goodbye."
XML_TYPES = ("text/xml", "application/xml", "text/html")


@dataclass(frozen=True)
class Document:
    """TwiML, and the address that it came from (none when it stood in the request)."""

    text: str
    url: str | None = None


class Switchboard(Protocol):
    """Whoever can place a second call for one in progress, and end it."""

    def dial(self, parent: Call, to: str, from_: str, instructions: Instructions) -> Call: ...

    def end(self, call: Call, status: str) -> None: ...


class Conversation:
    """Runs one call's TwiML until it ends; the caller cancels it when somebody hangs up."""

    def __init__(
        self,
        call: Call,
        clock: Clock,
        webhooks: Webhooks,
        record: Record,
        changes: Changes,
        switchboard: Switchboard,
    ) -> None:
        self.hung_up = False
        self._switchboard = switchboard
        self._call = call
        self._clock = clock
        self._webhooks = webhooks
        self._record = record
        self._changes = changes

    async def run(self) -> bool:
        """Run what the call's instructions say; True when there is nothing more to say.

        An application error leads to the fallback address, an error there to Twilio's
        apology; both are recorded.
        """
        try:
            await self._run(await self._first())
        except (TwimlError, WebhookError) as error:
            self._application_error(error)
            await self._fall_back(error)
        return True

    async def _run(self, document: Document | None) -> None:
        while document is not None:
            document = await self._perform(document)

    async def _perform(self, document: Document) -> Document | None:
        """Run one document to its end, or to the verb that leads to another one."""
        for verb in parse_voice(document.text):
            match verb.name:
                case "Gather":
                    if (following := await self._gather(verb, document)) is not None:
                        return following
                case "Redirect":
                    return await self._fetch(verb.text, verb, document)
                case "Dial":
                    if (following := await self._dial(verb, document)) is not None:
                        return following
                case "Hangup" | "Reject":
                    self.hung_up = True
                    return None
                case _:
                    await self._prompt(verb)
        return None

    async def _prompt(self, verb: Verb) -> None:
        if verb.name == "Pause":
            await self._clock.sleep(verb.number("length", 1, 1))
            return
        times = verb.number("loop", 1)
        for _ in range(times or 1000):  # Twilio's "for ever"; the caller hangs up before
            if verb.name == "Say":
                await self._say(verb.text)
            else:
                await self._speak(f"♪ {verb.text}", PLAYING_SECONDS)

    async def _say(self, text: str) -> None:
        await self._speak(text, SECONDS_PER_LETTER * len(text))

    async def _speak(self, text: str, seconds: float) -> None:
        line = Line("voice", text, time.time(), self._clock.wall(seconds))
        self._write(line)
        try:
            await self._clock.sleep(seconds)
        except asyncio.CancelledError:
            part = (time.time() - line.at) / line.seconds if line.seconds else 1.0
            line.heard = text[: int(len(text) * part)]
            self._changes.ring()
            raise

    async def _gather(self, verb: Verb, document: Document) -> Document | None:
        """Speak and listen; a key from the first second on ends the speaking.

        Returns what the action's address says, or None to go on with the next verb.
        """
        call = self._call
        while not call.pressed.empty():  # keys pressed before nobody listened to
            call.pressed.get_nowait()
        call.listening = True
        self._changes.ring()
        try:
            digits, finished_on = await self._listen(verb)
        finally:
            call.listening = False
            self._changes.ring()
        if not digits and verb.attributes.get("actionOnEmptyResult") != "true":
            return None
        heard = {"Digits": digits, "FinishedOnKey": finished_on, "msg": "Gather End"}
        return await self._fetch(verb.attributes.get("action", ""), verb, document, heard)

    async def _dial(self, verb: Verb, document: Document) -> Document | None:
        """Call another number, let the two talk, and ask the action's address what follows.

        Whoever hangs up first ends the other's call too.
        """
        number, call = verb.children[0], self._call
        url = number.attributes.get("url")
        told = Instructions(
            url=None if url is None else urljoin(document.url or "", url),
            twiml=None if url is not None else "<Response/>",
            method=number.attributes.get("method", "POST").upper(),
            timeout=verb.number("timeout", 30),
            time_limit=verb.number("timeLimit", 14400),
        )
        from_ = verb.attributes.get("callerId", call.from_)
        other = self._switchboard.dial(call, number.text, from_, told)
        try:
            await other.finished.wait()
        finally:
            self._switchboard.end(other, "completed")
        if "action" not in verb.attributes:
            return None
        answered = other.answered is not None and other.bridged
        heard = {
            "DialCallSid": other.sid,
            "DialCallStatus": other.status if answered or not other.answered else "no-answer",
            "DialCallDuration": str(other.duration),
            "DialBridged": str(other.bridged).lower(),
        }
        return await self._fetch(verb.attributes["action"], verb, document, heard)

    async def _listen(self, verb: Verb) -> tuple[str, str]:
        limit = verb.number("numDigits", 0)
        timeout = verb.number("timeout", 5)
        finish = verb.attributes.get("finishOnKey", "#")
        digits = ""
        key = await self._first_key(verb, timeout)
        while key is not None:
            if finish and key in finish:
                return digits, key
            digits += key
            if limit and len(digits) >= limit:
                break
            key = await self._key(timeout)
        return digits, ""

    async def _first_key(self, verb: Verb, timeout: int) -> str | None:
        key = await unless(self._prompts(verb), self._call.pressed.get())
        return key if key is not None else await self._key(timeout)

    async def _prompts(self, verb: Verb) -> None:
        for child in verb.children:
            await self._prompt(child)

    async def _key(self, timeout: int) -> str | None:
        try:
            return await asyncio.wait_for(self._call.pressed.get(), self._clock.wall(timeout))
        except TimeoutError:
            return None

    async def _first(self) -> Document:
        told = self._call.instructions
        if told.url is None:
            return Document(told.twiml or "")
        return await self._request(told.url, told.method)

    async def _fall_back(self, error: TwimlError | WebhookError) -> None:
        told = self._call.instructions
        if told.fallback_url is not None:
            what = {"ErrorCode": str(error.code), "ErrorUrl": told.url or ""}
            try:
                await self._run(await self._request(told.fallback_url, told.fallback_method, what))
            except (TwimlError, WebhookError) as again:
                self._application_error(again)
            else:
                return
        await self._say(APOLOGY)

    async def _fetch(
        self, address: str, verb: Verb, document: Document, more: dict[str, str] | None = None
    ) -> Document:
        """Ask the address, which may be relative to the document's own."""
        url = urljoin(document.url or "", address)
        if not absolute_url(url):
            raise TwimlError(11100, f"<{verb.name}> leads to {url!r}, which is no address.")
        return await self._request(url, verb.attributes.get("method", "POST").upper(), more)

    async def _request(self, url: str, method: str, more: dict[str, str] | None = None) -> Document:
        answer = await self._webhooks.send(
            url, self._call.as_params() | (more or {}), purpose="voice", method=method
        )
        if answer.content_type not in XML_TYPES:
            raise TwimlError(12300, f"{url} answered with {answer.content_type}, not with XML.")
        return Document(answer.body, url)

    def _write(self, line: Line) -> None:
        self._call.transcript.append(line)
        self._changes.ring()

    def _application_error(self, error: TwimlError | WebhookError) -> None:
        self._record.errors.append(
            {
                "at": time.time(),
                "sid": self._call.sid,
                "code": error.code,
                "message": str(error),
            }
        )
        self._write(Line("note", f"{error.code}: {error}", time.time()))
