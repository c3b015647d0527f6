"""Lists of calls and messages: Twilio's filters and pages."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from .resources import Call, Message


def filter_calls(calls: Iterable[Call], wanted: Mapping[str, str]) -> list[Call]:
    """Newest first. A call that was not dialled yet has no start time and fits no range."""
    return [
        call
        for call in reversed(list(calls))
        if _same(call.to, wanted.get("To"))
        and _same(call.from_, wanted.get("From"))
        and _same(str(call.as_twilio()["status"]), wanted.get("Status"))
        and "ParentCallSid" not in wanted
        and _within(call.started, "StartTime", wanted)
        and _within(call.ended, "EndTime", wanted)
    ]


def filter_messages(messages: Iterable[Message], wanted: Mapping[str, str]) -> list[Message]:
    """Newest first."""
    return [
        message
        for message in reversed(list(messages))
        if _same(message.to, wanted.get("To"))
        and _same(message.from_, wanted.get("From"))
        and _within(message.sent, "DateSent", wanted)
    ]


def page_of(
    found: list[dict[str, object]], key: str, path: str, wanted: Mapping[str, str]
) -> dict[str, object]:
    """One page in Twilio's form; the addresses of its neighbours carry the filters."""
    number, size = int(wanted.get("Page", 0)), int(wanted.get("PageSize", 50))
    start = number * size
    rows = found[start : start + size]
    filters = {name: text for name, text in wanted.items() if name not in ("Page", "PageToken")}

    def address(page: int, token: str = "") -> str:
        query = filters | {"PageSize": str(size), "Page": str(page)}
        return f"{path}?{urlencode(query | ({'PageToken': token} if token else {}))}"

    before = address(number - 1, f"PB{rows[0]['sid']}" if rows else "") if number else None
    after = address(number + 1, f"PA{rows[-1]['sid']}") if len(found) > start + size else None
    return {
        key: rows,
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + max(len(rows) - 1, 0),
        "uri": address(number),
        "first_page_uri": address(0),
        "previous_page_uri": before,
        "next_page_uri": after,
    }


def _same(value: str, wanted: str | None) -> bool:
    return wanted is None or value == wanted


def _within(value: datetime | None, field: str, wanted: Mapping[str, str]) -> bool:
    """`StartTime` means on that day, `<` on or before it, `>` on or after it."""
    tests: dict[str, Callable[[datetime, datetime, datetime], bool]] = {
        "": lambda moment, first, last: first <= moment <= last,
        "<": lambda moment, _, last: moment <= last,
        ">": lambda moment, first, _: moment >= first,
    }
    for sign, fits in tests.items():
        if (text := wanted.get(f"{field}{sign}")) is not None and (
            value is None or not fits(value, *_span(text))
        ):
            return False
    return True


def _span(text: str) -> tuple[datetime, datetime]:
    """The day, or the second, that a date or a date-time names."""
    first = datetime.fromisoformat(text)
    first = first.replace(tzinfo=first.tzinfo or UTC)
    length = timedelta(days=1) if len(text) == 10 else timedelta(seconds=1)
    return first, first + length - timedelta(microseconds=1)
