"""TwiML read strictly: the verbs and attributes that the simulator runs, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

VOICE = {
    "Say": frozenset({"voice", "language", "loop"}),
    "Play": frozenset({"loop"}),
    "Pause": frozenset({"length"}),
    "Gather": frozenset(
        {"input", "action", "method", "timeout", "finishOnKey", "numDigits", "actionOnEmptyResult"}
    ),
    "Redirect": frozenset({"method"}),
    "Dial": frozenset({"action", "method", "callerId", "timeout", "timeLimit"}),
    "Hangup": frozenset(),
    "Reject": frozenset({"reason"}),
}
PROMPTS = {name: VOICE[name] for name in ("Say", "Play", "Pause")}
NUMBER = {"Number": frozenset({"url", "method"})}
MESSAGING = {"Message": frozenset({"to", "from"})}


class TwimlError(Exception):
    """TwiML that Twilio would not run; `code` is from its dictionary of application errors."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Verb:
    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Verb", ...] = ()

    def number(self, attribute: str, default: int, low: int = 0) -> int:
        """An attribute that is a whole number of `low` or more."""
        text = self.attributes.get(attribute, str(default))
        if not text.isdecimal() or int(text) < low:
            raise TwimlError(12200, f"<{self.name} {attribute}={text!r}> is not a number.")
        return int(text)


def parse_voice(document: str) -> tuple[Verb, ...]:
    """Read the answer to a call. Raises `TwimlError` for what Twilio has no verb for."""
    return tuple(_voice_verb(element) for element in _root(document))


def parse_messaging(document: str) -> tuple[Verb, ...]:
    """Read the answer to an inbound SMS; an empty answer means that nothing is sent."""
    if not document.strip():
        return ()
    return tuple(_message(element) for element in _root(document))


def _root(document: str) -> ElementTree.Element:
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as error:
        raise TwimlError(12100, f"Document parse failure: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12102, f"The root element is <{root.tag}>, not <Response>.")
    if (root.text or "").strip():
        raise TwimlError(12200, f"Text outside of a verb: {(root.text or '').strip()[:80]!r}")
    return root


def _voice_verb(element: ElementTree.Element) -> Verb:
    _check(element, VOICE)
    if element.tag == "Dial":
        return _dial(element)
    if element.tag != "Gather":
        return _leaf(element)
    if element.get("input", "dtmf") != "dtmf":
        raise TwimlError(12200, "The simulator's phones have keys: <Gather input='dtmf'> only.")
    for child in element:
        _check(child, PROMPTS)
    return Verb("Gather", "", dict(element.attrib), tuple(_leaf(child) for child in element))


def _dial(element: ElementTree.Element) -> Verb:
    """One number, written as a `<Number>` or as the text of the verb."""
    for child in element:
        _check(child, NUMBER)
    numbers = tuple(_leaf(child) for child in element) or (Verb("Number", _words(element)),)
    if len(numbers) != 1:
        raise TwimlError(13222, "The simulator dials one <Number> at a time.")
    return Verb("Dial", "", dict(element.attrib), numbers)


def _message(element: ElementTree.Element) -> Verb:
    _check(element, MESSAGING)
    body = element.find("Body")
    return Verb("Message", _words(element if body is None else body), dict(element.attrib))


def _leaf(element: ElementTree.Element) -> Verb:
    return Verb(element.tag, _words(element), dict(element.attrib))


def _words(element: ElementTree.Element) -> str:
    """The text, with what stands in marks for the voice (SSML) as plain words."""
    return " ".join("".join(element.itertext()).split())


def _check(element: ElementTree.Element, known: Mapping[str, frozenset[str]]) -> None:
    if element.tag not in known:
        raise TwimlError(12200, f"<{element.tag}> is no verb that the simulator runs here.")
    if unknown := sorted(set(element.attrib) - known[element.tag]):
        raise TwimlError(12200, f"<{element.tag}> has no attribute {', '.join(unknown)}.")
