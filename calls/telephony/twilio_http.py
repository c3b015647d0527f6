"""The HTTP under the Twilio SDK: bounded in time, one live connection a thread, no retries."""

import logging
import threading
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from requests import Session
from twilio.http import HttpClient
from twilio.http.response import Response

from calls.telephony.base import CarrierError

logger = logging.getLogger("twilio.http_client")

THROTTLED = 20429


class BoundedHttpClient(HttpClient):
    """Sends once. What `requests` raises goes through; 429 is raised with its Retry-After."""

    def __init__(self, *, timeouts: tuple[float, float], through_proxy: bool) -> None:
        """`timeouts` in seconds: to connect, and to wait for an answer.

        `through_proxy`: whether a proxy of the environment stands before the carrier.
        """
        super().__init__(logger, is_async=False)
        self._timeouts = timeouts
        self._through_proxy = through_proxy
        self._local = threading.local()
        self.their_time: datetime | None = None
        """What their clock said at the last answer."""

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        answer = self._session().request(
            method,
            uri,
            params=params,
            data=data,
            headers=headers,
            auth=auth,
            timeout=self._timeouts,
            allow_redirects=False,
        )
        self.their_time = _moment(answer.headers.get("Date"))
        if answer.status_code == 429:
            raise CarrierError(
                "Twilio takes no more requests at the moment.",
                code=THROTTLED,
                retry_after=_seconds(answer.headers.get("Retry-After")),
            )
        return Response(answer.status_code, answer.text, answer.headers)

    def _session(self) -> Session:
        """A `Session` is not made for several threads; the connection stays open in it."""
        session: Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = Session()
            session.trust_env = self._through_proxy
        return session


def _moment(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header) if header else None
    except ValueError:
        return None


def _seconds(header: Any) -> float | None:
    try:
        return max(0.0, float(header))
    except (TypeError, ValueError):
        return None
