"""From the orders about the people in charge to rows in memory."""

from typing import TYPE_CHECKING

from calls.dispatch import orders
from calls.dispatch.orders import Action, News
from calls.dispatch.vocabulary import Channel, Why
from calls.models import Happening
from calls.simulation.rows import Alarm, Escalation
from calls.simulation.store import Broken

if TYPE_CHECKING:
    from calls.simulation.applying import Applying


def carry_out(applying: "Applying", action: Action) -> None:
    escalation = applying.escalation
    match action:
        case orders.Alarm(person, why, channels):
            _raise_alarm(applying, person, why, channels)
        case orders.AlarmAt(at, why):
            if escalation.alarm_why is not why:
                escalation.alarm_why, escalation.alarm_since = why, applying.now
            escalation.alarm_at = at
        case orders.TakeCharge(number):
            escalation.in_charge = True
            alarm = None if number is None else applying.store.alarms[number]
            escalation.in_charge_person = None if alarm is None else alarm.person
            _end(escalation)
            escalation.note(Happening.TOOK_CHARGE)
        case orders.StandDown():
            _stand_down(applying)
        case orders.AlarmOver():
            escalation.alarm_why = escalation.alarm_since = escalation.alarm_at = None
            escalation.in_charge, escalation.in_charge_person = False, None
            _end(escalation)


def _raise_alarm(
    applying: "Applying", person: int, why: Why, channels: tuple[Channel, ...]
) -> None:
    escalation = applying.escalation
    if escalation.in_charge:
        raise Broken(f"{person} is alarmed although somebody has taken charge")
    if not escalation.status.is_open:
        raise Broken(f"I3: {person} is alarmed after the end of #{escalation.number}")
    alarm = Alarm(len(applying.store.alarms) + 1, escalation, person, why, applying.now)
    applying.store.alarms[alarm.number] = alarm
    escalation.alarms.append(alarm)
    phone = applying.store.responsible[person - 1].phone
    for channel in channels:
        applying.plan(channel, phone, alarm=alarm)
    escalation.note(Happening.ALARMED)


def _stand_down(applying: "Applying") -> None:
    escalation = applying.escalation
    if escalation.in_charge_person is None:
        return
    person = applying.store.responsible[escalation.in_charge_person - 1]
    channel = Channel.TEXT if Channel.TEXT in person.channels else Channel.VOICE
    applying.plan(channel, person.phone, news=News.SOLVED)
    escalation.note(Happening.TOLD)


def _end(escalation: Escalation) -> None:
    for alarm in escalation.alarms:
        alarm.over = True
