"""The timeline in words: what happened, to whom, how, and what people wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calls.dispatch.orders import News
from calls.dispatch.vocabulary import AttemptState, Bar, Channel, Why
from calls.models import Escalation, Happening, Outcome, PostKind, TimelineEntry, Via
from calls.models.labels import ATTEMPT_STATE, BAR, CHANNEL, NEWS, WHY


@dataclass(frozen=True)
class Entry:
    """One line. `doctor`, `by` and `person`, who is in charge, are names or empty; of what the
    nurse was told `person` says so. `words` is raw, as somebody wrote it. `offer`: the doctor's
    place on the list."""

    number: int
    at: datetime
    happening: str
    what: str
    doctor: str
    how: str
    by: str
    words: str
    person: str = ""
    offer: int | None = None


def history(
    escalation: Escalation, doctors: Mapping[int, str], people: Mapping[int, str]
) -> tuple[Entry, ...]:
    """The whole timeline, oldest first, in one statement. `doctors` are names by offer,
    `people` those of the alarmed by alarm."""
    entries = escalation.timeline.select_related("by", "attempt__notice").order_by("number")
    told, keeper = [], ""
    for entry in entries:
        told.append(_entry(entry, doctors, people, keeper))
        if entry.happening in (Happening.OPENED, Happening.TAKEN_OVER):
            keeper = str(entry.by or "")
    return tuple(told)


def _entry(
    entry: TimelineEntry, doctors: Mapping[int, str], people: Mapping[int, str], keeper: str
) -> Entry:
    """`keeper`: who had the escalation until then."""
    of_attempt = entry.attempt.alarm_id if entry.attempt is not None else None
    notice = entry.attempt.notice if entry.attempt is not None else None
    told = None if notice is None else notice.offer_id
    person = people.get(entry.details.get("alarm") or of_attempt or 0, "")
    if notice is not None and told is None and notice.person_id is None:
        person = _("to the nurse")
    return Entry(
        number=entry.number,
        at=entry.at,
        happening=entry.happening,
        what=str(Happening(entry.happening).label),
        doctor=doctors.get(entry.offer_id or told or 0, ""),
        how=how(entry, keeper),
        by=str(entry.by) if entry.by is not None else "",
        words=entry.words,
        person=person,
        offer=entry.offer_id,
    )


def how(entry: TimelineEntry, keeper: str = "") -> str:
    """What there is to say besides what happened, and to whom: never the words of anybody.

    `keeper`: who had the escalation until then; empty where nobody says so.
    """
    return " · ".join(str(part) for part in _how(entry, keeper))


def _how(entry: TimelineEntry, keeper: str) -> list[Any]:
    """What the details say, piece by piece."""
    details = entry.details
    match entry.happening:
        case Happening.OPENED if details.get("drill"):
            return [Outcome.DRILL.label]
        case Happening.ASKED | Happening.TRIED:
            return [CHANNEL[Channel(channel)] for channel in details["channels"]]
        case Happening.MOVED:
            return [_progress(entry)]
        case Happening.PASSED:
            return [BAR[Bar(details["bar"])]]
        case Happening.ACCEPTED | Happening.DECLINED | Happening.TOO_LATE:
            minutes = details.get("minutes")
            arrival = [_("there in %(minutes)d minutes") % {"minutes": minutes}] if minutes else []
            return _via(details) + arrival
        case Happening.CONTACTED | Happening.ARRIVED:
            return _via(details)
        case Happening.ARRIVES:
            return [_("at about %(time)s") % {"time": _clock(details["at"])}, *_via(details)]
        case Happening.TAKEN_OVER:
            whose = [] if keeper in ("", str(entry.by)) else [_("from %(name)s") % {"name": keeper}]
            return whose + ([_("another call-back number")] if details.get("new_number") else [])
        case Happening.TOLD:
            return [NEWS[News(details["news"])], CHANNEL[Channel(details["channel"])]]
        case Happening.QUEUED:
            until = timezone.localtime(datetime.fromisoformat(details["until"]))
            return [_("until %(time)s") % {"time": date_format(until, "H:i:s")}]
        case Happening.PAUSED:
            return [_("again at %(time)s") % {"time": _clock(details["until"])}]
        case Happening.ROUND:
            return [_("round %(number)d") % {"number": details["round"]}]
        case Happening.COMES if details.get("minutes"):
            return [_("there in %(minutes)d minutes") % {"minutes": details["minutes"]}]
        case Happening.HANDED_OVER if "photos" in details:
            return [_("photo of paper")]
        case Happening.HANDED_OVER if "photos_removed" in details:
            return [_("photo of paper taken away")]
        case Happening.HANDED_OVER | Happening.REPORTED:
            count = details["facts"]
            facts = ngettext("%(count)d fact", "%(count)d facts", count) % {"count": count}
            return [facts, *_via(details)]
        case Happening.POSTED:
            at = timezone.localtime(datetime.fromisoformat(details["at"]))
            return [PostKind(details["kind"]).label, date_format(at, "n/j H:i")]
        case Happening.ALARMED:
            channels = [CHANNEL[Channel(channel)] for channel in details["channels"]]
            return [WHY[Why(details["why"])], *channels]
        case Happening.CLOSED if details.get("outcome"):
            return [Outcome(details["outcome"]).label]
    return []


def _clock(moment: str) -> str:
    """From ISO 8601 to the hour and minute here."""
    return date_format(timezone.localtime(datetime.fromisoformat(moment)), "H:i")


def _progress(entry: TimelineEntry) -> str:
    channel = entry.details.get("channel") or getattr(entry.attempt, "channel", Channel.VOICE)
    state = AttemptState(entry.details["state"])
    # Whether he pressed a key is an entry of its own.
    ended = state is AttemptState.COMPLETED
    facts = {
        "channel": CHANNEL[Channel(channel)],
        "state": _("the call has ended") if ended else ATTEMPT_STATE[state],
        "code": entry.details.get("code"),
    }
    if facts["code"] is None:
        return _("%(channel)s: %(state)s") % facts
    return _("%(channel)s: %(state)s (code %(code)s)") % facts


def _via(details: Mapping[str, Any]) -> list[Any]:
    return [Via(details["via"]).label] if details.get("via") else []
