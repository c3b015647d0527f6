"""Twilio's error bodies, and the errors that the simulator can answer with."""

INVALID_PARAMETER = 20422
"""For a malformed value that has no error code of its own in Twilio's dictionary."""


class TwilioError(Exception):
    """An error answer of the REST API.

    `malformed` tells the record that the request itself was wrong, as opposed to a
    phone or a fault that refused it.
    """

    def __init__(
        self,
        code: int,
        message: str,
        *,
        status: int = 400,
        malformed: bool = True,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.malformed = malformed
        self.headers = headers or {}

    def body(self) -> dict[str, object]:
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def not_authenticated() -> TwilioError:
    challenge = {"WWW-Authenticate": 'Basic realm="Twilio API"'}
    return TwilioError(20003, "Authenticate", status=401, headers=challenge)


def not_found(path: str, *, malformed: bool) -> TwilioError:
    message = f"The requested resource {path} was not found"
    return TwilioError(20404, message, status=404, malformed=malformed)


def too_many_requests() -> TwilioError:
    return TwilioError(
        20429, "Too Many Requests", status=429, malformed=False, headers={"Retry-After": "1"}
    )


def internal_error() -> TwilioError:
    return TwilioError(20500, "An internal server error has occurred", status=500, malformed=False)


def not_a_mobile(number: str) -> TwilioError:
    return TwilioError(
        21614, f"'To' number is not a valid mobile number: {number}", malformed=False
    )


def unsubscribed(number: str) -> TwilioError:
    message = f"Attempt to send to unsubscribed recipient {number}"
    return TwilioError(21610, message, malformed=False)


def not_active() -> TwilioError:
    return TwilioError(20005, "Account not active", status=403, malformed=False)


def call_is_over() -> TwilioError:
    return TwilioError(21220, "Call is not in-progress. Cannot redirect.", malformed=False)
