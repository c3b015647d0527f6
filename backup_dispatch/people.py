"""People at their browsers, for the night and the benchmark: by pages, API and events alone."""

import http.client
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

TIMEOUT = 10.0  # seconds, for any answer to a person
Json = dict[str, Any]


class UnexpectedAnswer(RuntimeError):
    """A page answered with something else than a person would need; the text says what."""


class Browser:
    """Cookies and a language; follows redirects when it reads, stays put when it sends."""

    def __init__(self, language: str) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # everything is on this machine, behind no proxy
        self._session.headers["Accept-Language"] = language

    def read(self, url: str) -> requests.Response:
        return self._session.get(url, timeout=TIMEOUT)

    def send(self, url: str, **fields: str) -> requests.Response:
        """POST a form. The answer is the redirect itself, not the page behind it."""
        return self._session.post(url, data=fields, timeout=TIMEOUT, allow_redirects=False)

    def submit(self, form: "Form", **fields: str) -> str:
        """Fill in and send; return the address of the page that follows."""
        answer = self.send(form.action, **form.hidden | fields)
        if not answer.is_redirect:
            raise UnexpectedAnswer(f"POST {form.action}: {answer.status_code}\n{answer.text}")
        return urljoin(form.action, answer.headers["Location"])

    @property
    def cookies(self) -> str:
        """As they stand in a request's header."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._session.cookies)


@dataclass
class Form:
    """One <form> of a page: where it goes, and what it sends without being asked."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


class _Forms(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self.found: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(urljoin(self._url, given.get("action", ""))))
        elif tag in ("input", "select", "textarea", "button") and "name" in given and self.found:
            form = self.found[-1]
            form.names.add(given["name"])
            if given.get("type") == "hidden":
                form.hidden[given["name"]] = given.get("value", "")


def form_with(name: str, page: requests.Response) -> Form:
    """The form of the page that has a field called `name`. Raises `UnexpectedAnswer`."""
    forms = _Forms(page.url)
    forms.feed(page.text)
    for form in forms.found:
        if name in form.names:
            return form
    raise UnexpectedAnswer(f"GET {page.url}: {page.status_code}, and no form with {name!r} in it.")


class Nurse:
    """A nurse who signs in, presses, and looks at what happens."""

    def __init__(self, web_url: str, *, language: str = "ja") -> None:
        self._web_url = web_url
        self._browser = Browser(language)

    def sign_in(self, username: str, password: str) -> None:
        page = self._browser.read(f"{self._web_url}/accounts/login/")
        form = form_with("login", page)
        self._browser.submit(form, login=username, password=password)

    def begin_request(self) -> Form:
        """Open the form of a new escalation."""
        page = self._browser.read(f"{self._web_url}/escalations/new/")
        return form_with("case_kind", page)

    def press(self, form: Form, answers: Mapping[str, str]) -> int:
        """Send the form; return the number of the escalation that it opened."""
        page = self._browser.submit(form, **answers)
        return number_of(page)

    def send(self, form: Form, answers: Mapping[str, str]) -> requests.Response:
        """Send the form; return whatever the server answers."""
        return self._browser.send(form.action, **{**form.hidden, **answers})

    def look(self, escalation: int) -> Json:
        """The live state, as the API tells it."""
        answer = self._browser.read(f"{self._web_url}/api/v1/escalations/{escalation}/")
        answer.raise_for_status()
        state: Json = answer.json()
        return state

    def fragment(self, escalation: int) -> str:
        """What the script of her live page fetches, and puts in place of the old picture."""
        answer = self._browser.read(f"{self._web_url}/escalations/{escalation}/live/")
        answer.raise_for_status()
        return answer.text

    def confirm_contact(self, escalation: int) -> None:
        self._act(escalation, "spoke")

    def cancel(self, escalation: int) -> None:
        self._act(escalation, "cancel")

    def close(self, escalation: int, outcome: str) -> None:
        self._act(escalation, "close", outcome=outcome)

    @contextmanager
    def events(self, escalation: int) -> Iterator["EventStream"]:
        """The stream of events that the live page listens to."""
        address = urlsplit(self._web_url)
        connection = http.client.HTTPConnection(address.netloc, timeout=60)
        try:
            path = f"/escalations/{escalation}/events"
            connection.request("GET", path, headers={"Cookie": self._browser.cookies})
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise UnexpectedAnswer(f"GET {path}: {answer.status}")
            yield EventStream(answer)
        finally:
            connection.close()

    def _act(self, escalation: int, action: str, **fields: str) -> None:
        """What a button of the live page does."""
        page = f"{self._web_url}/escalations/{escalation}/"
        form = form_with("csrfmiddlewaretoken", self._browser.read(page))
        sent = Form(f"{page}{action}/", {"csrfmiddlewaretoken": form.hidden["csrfmiddlewaretoken"]})
        self._browser.submit(sent, **fields)


def number_of(page: str) -> int:
    """The escalation whose page is at this address."""
    return int(urlsplit(page).path.strip("/").split("/")[-1])


class EventStream:
    """Reads in a thread of its own, and notes when each event came.

    `names`: the kinds of events that have come.
    """

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.names: set[str] = set()
        self._came: list[tuple[float, int]] = []
        self._news = threading.Condition()
        threading.Thread(target=self._read, args=(answer,), name="events", daemon=True).start()

    def wait_for(self, sequence: int, *, seconds: float) -> float | None:
        """When an event of this number or a later one came (seconds since 1970), or None."""
        with self._news:
            self._news.wait_for(lambda: self._when(sequence) is not None, seconds)
            return self._when(sequence)

    def _when(self, sequence: int) -> float | None:
        return next((at for at, number in self._came if number >= sequence), None)

    def _read(self, answer: http.client.HTTPResponse) -> None:
        try:
            while line := answer.readline():
                if line.startswith(b"event: "):
                    self.names.add(line[7:].decode().strip())
                if line.startswith(b"data: ") and line[6:].strip().isdigit():
                    with self._news:
                        self._came.append((time.time(), int(line[6:])))
                        self._news.notify_all()
        except (OSError, ValueError, AttributeError):
            return  # closed while it was read: the night goes on without it
