"""People in charge of a station's requests, and whom of them an escalation has alarmed."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, overload

from calls.dispatch import state as plain
from calls.dispatch.vocabulary import AttemptState, Channel, Why
from calls.models import Alarm, Attempt
from stations.models import Duty, Responsible

if TYPE_CHECKING:
    from calls.dispatch.loading import Loaded


class People(Sequence[plain.Person]):
    """In order of alarming. Read when the decision first looks at them: most steps alarm nobody."""

    def __init__(self, loaded: "Loaded") -> None:
        self._loaded = loaded
        self._escalation = loaded.escalation
        self._now = loaded.now

    @overload
    def __getitem__(self, index: int) -> plain.Person: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[plain.Person]: ...
    def __getitem__(self, index: int | slice) -> plain.Person | Sequence[plain.Person]:
        return self._plain[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[plain.Person]:
        return iter(self._plain)

    def row(self, person: int) -> Responsible:
        return self._rows[person]

    @cached_property
    def _rows(self) -> dict[int, Responsible]:
        rows = Responsible.objects.to_alarm_for(self._escalation.station)
        return {row.pk: row for row in rows}

    @cached_property
    def _plain(self) -> tuple[plain.Person, ...]:
        return tuple(
            plain.Person(
                row.pk,
                channels_of(row),
                in_hours=row.may_be_alarmed_at(self._now),
                picks=row.duty == Duty.COORDINATOR,
            )
            for row in self._rows.values()
        )

    @cached_property
    def alarms(self) -> dict[int, Alarm]:
        """Everybody this escalation has alarmed, oldest first, with the person. No statement
        where no call and no SMS was made for it."""
        if not any(attempt.alarm_id for attempt in self._loaded.attempts.values()):
            return {}
        rows = self._escalation.alarms.select_related("person").order_by("pk")
        return {alarm.pk: alarm for alarm in rows}

    def trouble(self) -> plain.Trouble | None:
        """What is alarmed about at this moment."""
        escalation = self._escalation
        if escalation.alarm_at is None or escalation.alarm_since is None:
            return None
        since = escalation.alarm_since
        return plain.Trouble(
            why=Why(escalation.alarm_why),
            look_at=escalation.alarm_at,
            in_charge=escalation.in_charge_since is not None,
            alarmed=tuple(
                plain.Alarmed(alarm.person_id, alarm.created_at, self._tries(alarm))
                for alarm in self.alarms.values()
                if alarm.created_at >= since
            ),
        )

    def attempts(self, alarm: Alarm) -> list[Attempt]:
        every = self._loaded.attempts.values()
        return [attempt for attempt in every if attempt.alarm_id == alarm.pk]

    def _tries(self, alarm: Alarm) -> tuple[plain.Try, ...]:
        return tuple(
            plain.Try(one.pk, None, Channel(one.channel), AttemptState(one.state))
            for one in self.attempts(alarm)
        )

    def end_alarms(self, now: datetime) -> None:
        """Nobody takes charge by them any more."""
        if self.alarms:
            self._escalation.alarms.running().update(ended_at=now)


def channels_of(person: Responsible) -> tuple[Channel, ...]:
    able = ((Channel.VOICE, person.takes_calls), (Channel.TEXT, person.takes_texts))
    return tuple(channel for channel, takes in able if takes)
