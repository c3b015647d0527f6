"""A night on real tables in whatever order Hypothesis thinks of; the audit looks after each step.

What the rules do is what people, the carrier, the clock, the office and a dying worker do. When
something breaks, Hypothesis prints the shortest list of steps that breaks it.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from calls import services, tasks
from calls.dispatch import claiming, clock
from calls.dispatch.vocabulary import Why
from calls.models import Alarm, Attempt, Escalation, Offer, Outcome, TimelineEntry, Via
from calls.models.attempt import ON_ITS_WAY
from calls.telephony import carrier
from calls.telephony.base import CarrierError, Progress
from stations.models import Duty
from teams.models import Order, Unavailability
from tests import invariants
from tests.dispatch.night import Night
from tests.make import make_responsible, mobile, press

pytestmark = pytest.mark.django_db

DOCTORS = st.integers(1, 3)
ANY = st.integers(0, 9)
CALLS = [p for p in Progress if p not in (Progress.SENT, Progress.DELIVERED, Progress.UNDELIVERED)]
TEXTS = [Progress.QUEUED, Progress.SENT, Progress.DELIVERED, Progress.UNDELIVERED, Progress.FAILED]
HIS_WAYS = [Via.KEY, Via.LINK, Via.REPLY]
LOST = CarrierError("no answer", ambiguous=True)
DECISIONS = ["restart", "confirm_contact", "cancel", "close", "reopen"]


class AnyNight(RuleBasedStateMachine):
    """Everything happens in a transaction that is never committed, with a carrier of its own."""

    def __init__(self):
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        carrier.cache_clear()
        self.outbox = carrier().inner
        self.last = {}

    def teardown(self):
        self.night.turn_the_clock_back()
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    @initialize(order=st.sampled_from([Order.LIST, Order.LIST, Order.COORDINATOR]))
    def the_nurse_presses(self, order):
        self.night = Night(self.outbox, rounds=2, order=order)
        region = self.night.nurse.stations.get().region
        make_responsible(region, mobile(911), duty=Duty.COORDINATOR)
        make_responsible(region, mobile(912), rank=2)
        self.night.press()

    # --- the nurse ------------------------------------------------------------------------

    @rule()
    @precondition(lambda self: Escalation.objects.count() < 3)
    def another_nurse_presses(self):
        press(self.night.nurse)

    @rule(which=ANY, doctor=DOCTORS, first=st.booleans())
    def she_skips_or_puts_first(self, which, doctor, first):
        doctor = self.night.doctors[doctor - 1]
        # Whoever had left before the press is not on its list.
        for offer in Offer.objects.filter(escalation=self.escalation(which), doctor=doctor):
            (services.ask_first if first else services.skip)(offer=offer, by=self.night.nurse)

    @rule(which=ANY, what=st.sampled_from(DECISIONS))
    def she_decides(self, which, what):
        more = {"outcome": Outcome.WAITED} if what == "close" else {}
        act = getattr(services, what)
        act(escalation=self.escalation(which), by=self.night.nurse, **more)

    # --- doctors --------------------------------------------------------------------------

    @rule(which=ANY, doctor=DOCTORS, comes=st.sampled_from([True, False, False, None]))
    def she_calls_a_doctor_herself(self, which, doctor, comes):
        doctor = self.night.doctors[doctor - 1]
        for offer in Offer.objects.filter(escalation=self.escalation(which), doctor=doctor):
            if comes is None:
                services.not_reached(offer=offer, by=self.night.nurse)
            else:
                services.reached(offer=offer, comes=comes, by=self.night.nurse)

    @rule(which=ANY, via=st.sampled_from(HIS_WAYS), yes=st.sampled_from([True, False, False]))
    def a_doctor_who_was_asked_answers(self, which, via, yes):
        asked = list(Offer.objects.filter(asked_at__isnull=False).order_by("pk"))
        if asked:
            offer = asked[which % len(asked)]
            (services.accept if yes else services.decline)(offer=offer, via=via)

    @rule(which=ANY)
    def a_yes_comes_to_nothing(self, which):
        accepted = list(Offer.objects.filter(state="accepted").order_by("pk"))
        if accepted:
            offer = accepted[which % len(accepted)]
            if which % 2:
                services.hand_back(offer=offer)
            else:
                services.search_on(offer=offer, by=self.night.nurse)

    @rule(which=ANY, minutes=st.sampled_from([15, 16, 90]), there=st.booleans(), he=st.booleans())
    def somebody_says_when_the_doctor_comes_or_that_he_is_there(self, which, minutes, there, he):
        for offer in Offer.objects.filter(escalation=self.escalation(which), state="accepted"):
            by = None if he else self.night.nurse
            if there:
                services.arrive(offer=offer, by=by)
            else:
                services.give_arrival(offer=offer, minutes=minutes, by=by)

    # --- people in charge, and a coordinator ----------------------------------------------

    @rule(which=ANY)
    def somebody_who_was_alarmed_takes_charge(self, which):
        alarms = list(Alarm.objects.order_by("pk"))
        if alarms:
            services.take_charge_by(alarm=alarms[which % len(alarms)])

    @rule(which=ANY)
    def somebody_who_signed_in_takes_charge(self, which):
        services.take_charge(escalation=self.escalation(which), by=self.night.nurse)

    @rule(which=ANY, why=st.sampled_from(Why))
    def a_check_finds_that_the_office_must_know(self, which, why):
        services.alarm_office(escalation=self.escalation(which).pk, why=why)

    @rule(which=ANY, doctor=DOCTORS)
    def a_coordinator_picks(self, which, doctor):
        who = self.night.doctors[doctor - 1]
        for offer in Offer.objects.filter(escalation=self.escalation(which), doctor=who):
            services.pick(offer=offer, by=self.night.nurse)

    @rule(which=ANY)
    def a_coordinator_leaves_it_to_the_list(self, which):
        services.start_list(escalation=self.escalation(which).pk, by=self.night.nurse)

    # --- the carrier ----------------------------------------------------------------------

    @rule(which=ANY, call=st.sampled_from(CALLS), text=st.sampled_from(TEXTS))
    def the_carrier_reports_something_of_anything_it_ever_took(self, which, call, text):
        taken = list(Attempt.objects.filter(sid__isnull=False).order_by("-pk"))
        if taken:
            attempt = taken[which % len(taken)]
            progress = call if attempt.channel == "voice" else text
            self.night.report(attempt, progress)

    @rule(done=st.booleans())
    def the_next_answer_of_the_carrier_is_lost(self, done):
        self.outbox.fail_next(LOST, done=done)

    @rule()
    def the_carrier_is_asked_what_became_of_everything(self):
        for pk in Attempt.objects.filter(state__in=ON_ITS_WAY).values_list("pk", flat=True):
            tasks.reconcile(pk)

    # --- the clock, the workers, a crash --------------------------------------------------

    @rule(seconds=st.sampled_from([1, 16, 60, 190, 700]))
    def time_passes(self, seconds):
        self.night.later(seconds=seconds)

    @rule(seconds=st.sampled_from([1, 60, 3600]))
    def nobody_works_for_a_while(self, seconds):
        self.night.turn_the_clock(seconds=seconds)

    @rule()
    def the_workers_do_what_is_due(self):
        self.night.work()

    @rule()
    def a_worker_dies_with_a_call_in_its_hands(self):
        planned = Attempt.objects.filter(state="planned").order_by("pk").first()
        if planned is not None:
            claiming.claim(planned.pk)

    # --- the office -----------------------------------------------------------------------

    @rule(doctor=DOCTORS)
    def the_office_enters_or_removes_an_unavailability(self, doctor):
        who = self.night.doctors[doctor - 1]
        if not Unavailability.objects.filter(doctor=who).delete()[0]:
            now = clock.now()
            Unavailability.objects.create(
                doctor=who, starts_at=now, ends_at=now.replace(year=now.year + 1)
            )

    @rule(doctor=DOCTORS)
    def a_doctor_leaves_or_comes_back(self, doctor):
        who = self.night.doctors[doctor - 1]
        who.is_active = not who.is_active
        who.save(update_fields=["is_active"])

    # --- what always holds ----------------------------------------------------------------

    @invariant()
    def the_audit_finds_nothing(self):
        invariants.check()

    @invariant()
    def timelines_only_grow(self):
        now = dict(TimelineEntry.objects.values_list("pk", "hash"))
        assert self.last.items() <= now.items()
        self.last = now

    def escalation(self, which):
        known = list(Escalation.objects.order_by("pk"))
        return known[which % len(known)]


def test_nothing_breaks_whatever_happens_in_whatever_order():
    run_state_machine_as_test(
        AnyNight,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
