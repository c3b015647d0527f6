"""One night on real tables: a nurse, doctors 1, 2, 3 …, an outbox, and a clock to turn."""

import uuid
from datetime import timedelta

from django.db import connection

from calls import services, tasks
from calls.dispatch import clock, engine
from calls.dispatch.events import Woken
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.models import Attempt, Escalation, Notice, Via
from calls.telephony.base import Progress
from tests.make import make_night, make_request, mobile, press


class Night:
    """Whatever a worker and the watch would do happens in `work`, at once."""

    def __init__(self, outbox, *, doctors=3, **region):
        self.outbox = outbox
        self.nurse, self.doctors = make_night(doctors, **region)
        self.escalation = None
        self.offset = timedelta()

    def press(self, **fields):
        self.escalation = press(self.nurse, **fields)
        self.work()
        return self.escalation

    def request(self, **fields):
        """What `services.open_escalation` wants; nothing is placed before `work`."""
        return {
            "station": self.nurse.stations.get(),
            "by": self.nurse,
            "request_id": uuid.uuid4(),
            "request": make_request(**fields),
        }

    # --- what happens -------------------------------------------------------------------

    def work(self):
        """Place, hang up and step whatever is due, until nothing is left to do."""
        while due := self._due():
            for job, pk in due:
                job(pk)

    def _due(self):
        now, at_once = clock.now(), timedelta()
        unplaced = Attempt.objects.unplaced(now, at_once).values_list("pk", flat=True)
        to_stop = Attempt.objects.to_stop(now).values_list("pk", flat=True)
        overdue = Escalation.objects.overdue(now).values_list("pk", flat=True)
        return [
            *((tasks.place, pk) for pk in unplaced),
            *((tasks.hang_up, pk) for pk in to_stop),
            *((lambda pk: engine.step(pk, Woken()), pk) for pk in overdue),
        ]

    def later(self, **duration):
        """Let time pass: `later(seconds=30)`."""
        self.turn_the_clock(**duration)
        self.work()

    def turn_the_clock(self, **duration):
        """Let time pass while nobody does anything."""
        self.offset += timedelta(**duration)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('backup_dispatch.clock_offset', %s, false)",
                [f"{self.offset.total_seconds()} seconds"],
            )

    def call(self, number, *progress, code=None):
        """The carrier reports on the newest call to a doctor's mobile."""
        self.report(self.attempt(number, Channel.VOICE), *progress, code=code)

    def text(self, number, *progress, code=None):
        self.report(self.attempt(number, Channel.TEXT), *progress, code=code)

    def report(self, attempt, *progress, code=None):
        for one in progress:
            services.carrier_reported(key=attempt.key, sid=attempt.sid, progress=one, code=code)
        self.work()

    def alarm_call(self, number, *progress):
        """The newest call to somebody in charge, after the carrier's reports on it."""
        alarms = Attempt.objects.filter(number=number, channel=Channel.VOICE, alarm__isnull=False)
        if progress:
            self.report(alarms.latest("pk"), *progress)
        return alarms.latest("pk")

    def rings_out(self, number):
        self.call(number, Progress.RINGING, Progress.NO_ANSWER)

    def accept(self, number, via=Via.KEY, **answer):
        answer = services.accept(offer=self.offer(number), via=via, **answer)
        self.work()
        return answer

    def decline(self, number, via=Via.KEY):
        answer = services.decline(offer=self.offer(number), via=via)
        self.work()
        return answer

    def nobody_answers(self):
        """Everybody rings out, in every round, until nobody is left to ask."""
        while self.status == "searching":
            ringing = Attempt.objects.filter(
                escalation=self.escalation, channel=Channel.VOICE, state=AttemptState.QUEUED
            ).first()
            if ringing is None:
                self.later(seconds=self.escalation.station.region.pause_between_rounds)
            else:
                self.report(ringing, Progress.NO_ANSWER)

    def turn_the_clock_back(self):
        """A connection keeps its offset longer than a test lives."""
        if self.offset:
            self.turn_the_clock(seconds=-self.offset.total_seconds())

    # --- what came of it ------------------------------------------------------------------

    def offer(self, number):
        return self.escalation.offers.select_related("escalation").get(
            doctor=self.doctors[number - 1]
        )

    def attempt(self, number, channel):
        """The newest of the offer's calls or SMS to 090-0000-000n."""
        to = number if isinstance(number, str) else mobile(number)
        return Attempt.objects.filter(number=to, channel=channel, offer__isnull=False).latest("pk")

    @property
    def status(self):
        self.escalation.refresh_from_db()
        return self.escalation.status

    @property
    def states(self):
        """Where each doctor stands, in the order in which they were made."""
        return [self.offer(number).state for number, _ in enumerate(self.doctors, 1)]

    @property
    def rung(self):
        """Whom the carrier was asked to call, in order, as short numbers."""
        return [short(call.to) for call in self.outbox.calls]

    @property
    def texted(self):
        return [short(text.to) for text in self.outbox.texts]

    @property
    def alarmed(self):
        """The names of the people in charge whom we alarmed, in order."""
        return list(self.escalation.alarms.order_by("pk").values_list("person__name", flat=True))

    @property
    def told(self):
        """The notices: to a doctor, to somebody in charge, or to the nurse, who is None."""
        doctors = {doctor.pk: number for number, doctor in enumerate(self.doctors, 1)}
        notices = Notice.objects.filter(escalation=self.escalation).order_by("pk")
        return [
            (
                doctors[one.offer.doctor_id] if one.offer else one.person and one.person.name,
                one.news,
            )
            for one in notices.select_related("offer", "person")
        ]

    @property
    def bars(self):
        """Why doctors were passed over, as the timeline says it, in order."""
        passed = self.escalation.timeline.filter(happening="passed").order_by("number")
        return [entry.details["bar"] for entry in passed]

    @property
    def happened(self):
        """The timeline in words, without the progress of single calls."""
        entries = self.escalation.timeline.order_by("number")
        return [entry.happening for entry in entries if entry.happening != "moved"]


def short(number):
    """1 for 090-0000-0001; the whole number for any other shape."""
    known = number.startswith(mobile(0)[:-4])
    return int(number[-4:]) if known else number
