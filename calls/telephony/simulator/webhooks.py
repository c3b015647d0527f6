"""Requests to the product, signed as Twilio signs them."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import aiohttp
from twilio.request_validator import RequestValidator
from yarl import URL

from .record import Record

ANSWER_LIMIT = 15.0
"""Seconds that Twilio waits for an answer."""
CONNECT_LIMIT = 5.0


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    body: str


class WebhookError(Exception):
    """No usable answer came; `code` is from Twilio's dictionary of application errors."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class Webhooks:
    """Sends, signs and records every request to the product."""

    def __init__(self, auth_token: str, record: Record) -> None:
        self._signer = RequestValidator(auth_token)
        self._forger = RequestValidator(secrets.token_hex(16))
        self._record = record
        self._session: aiohttp.ClientSession | None = None
        self._under_way: set[asyncio.Task[Answer]] = set()

    async def close(self) -> None:
        for sending in self._under_way:
            sending.cancel()
        if self._session is not None:
            await self._session.close()

    async def send(
        self,
        url: str,
        params: Mapping[str, str],
        *,
        purpose: str,
        method: str = "POST",
        forged: bool = False,
    ) -> Answer:
        """Send, and once more when no connection came about, as Twilio does.

        The request is finished even when the caller is cancelled: a phone that is hung up
        does not take back what was already on its way. Raises `WebhookError` for no
        connection, no answer in 15 s, or a status other than 2xx.
        """
        sending = asyncio.create_task(self._send(url, params, purpose, method, forged))
        self._under_way.add(sending)
        sending.add_done_callback(self._under_way.discard)
        return await asyncio.shield(sending)

    async def _send(
        self, url: str, params: Mapping[str, str], purpose: str, method: str, forged: bool
    ) -> Answer:
        for attempt in (1, 2):
            entry: dict[str, object] = {
                "url": url,
                "path": urlsplit(url).path,
                "method": method,
                "purpose": purpose,
                "params": dict(params),
                "forged": forged,
                "attempt": attempt,
                "at": time.time(),
                "status": None,
            }
            self._record.callbacks.append(entry)
            try:
                answer = await self._post(url, params, method, forged)
            except aiohttp.ClientConnectorError as error:
                entry["error"] = failure = f"No connection to {url}: {error}"
                continue
            except (aiohttp.ClientError, TimeoutError) as error:
                entry["error"] = f"{type(error).__name__}: {error}"
                raise WebhookError(11200, f"No answer from {url}: {entry['error']}") from error
            entry["status"] = answer.status
            if not 200 <= answer.status < 300:
                raise WebhookError(11200, f"{url} answered {answer.status}.")
            return answer
        raise WebhookError(11205, failure)

    async def _post(self, url: str, params: Mapping[str, str], method: str, forged: bool) -> Answer:
        """The signature covers the exact address, and the parameters where they are posted."""
        if self._session is None:
            limits = aiohttp.ClientTimeout(total=ANSWER_LIMIT, sock_connect=CONNECT_LIMIT)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(timeout=limits, cookie_jar=jar)
        posted = method == "POST"
        if not posted:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(params)}"
        signer = self._forger if forged else self._signer
        signature = signer.compute_signature(url, dict(params) if posted else {})
        headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"}
        async with self._session.request(
            method,
            URL(url, encoded=True),
            data=dict(params) if posted else None,
            headers=headers,
            allow_redirects=False,
        ) as response:
            return Answer(response.status, response.content_type, await response.text())
