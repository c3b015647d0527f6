"""A region on real tables, out of a seed: the same rosters and policies as in memory."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random

from calls import services
from calls.dispatch.candidates import Place as OnTheMap
from calls.dispatch.state import Policy
from calls.dispatch.vocabulary import Channel
from calls.models import AbsenceReason, Cooperation, Wanted
from calls.simulation import rosters
from calls.simulation.deeds import Who
from calls.simulation.dispatch import Case
from calls.simulation.listed import Rules
from calls.simulation.rows import Doctor as Colleague
from calls.simulation.rows import Responsible as InCharge
from calls.simulation.store import KINDS
from stations.models import (
    Absence,
    AbsenceCover,
    AttendingDoctor,
    Duty,
    Patient,
    ReachedBy,
    Responsible,
    Role,
    SecondaryDoctor,
    Station,
    StationPreference,
    User,
)
from teams.models import Clinic, Contact, Doctor, Order, Region, Team, Unavailability

STATIONS = 3
BEGINS = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)  # ten in the evening in Kofu
PROVEN = "2026-10-01T09:00:00+09:00"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Place:
    """`doctors` and `clinics` are primary keys, `doctors` in the order of the roster."""

    nurses: dict[Who, User]
    stations: list[Station]
    clinics: list[int]
    doctors: list[int]
    calls_per_second: float
    patients: list[Patient]  # one of each station

    def attending(self, doctor: int) -> AttendingDoctor:
        """Who is this doctor of the team, and somebody's attending doctor."""
        return AttendingDoctor.objects.get_or_create(
            team_doctor_id=self.doctors[doctor - 1],
            defaults={"region": self.stations[0].region, "name": f"見本医師{doctor}"},
        )[0]

    def request(self, case: Case) -> services.Request:
        """What the nurse says of a case, as her form does."""
        number, where = case.station, self.stations[case.station - 1]
        return services.Request(
            wanted=Wanted.VISIT,
            case_kind=KINDS[number - 1],
            reason=AbsenceReason.NO_ANSWER,
            area="",
            call_back_number=where.on_call_mobile,
            attending_doctor=self.attending(case.attending) if case.attending else None,
            patient=self.patients[number - 1] if case.announced else None,
            tell_by=Channel.VOICE if number % 2 == 0 else Channel.TEXT,
            is_drill=case.is_drill,
        )

    def make_unavailable(self, doctor: int, unavailable: bool, now: datetime) -> None:
        key = self.doctors[doctor - 1]
        Unavailability.objects.filter(doctor=key).delete()
        if unavailable:
            Unavailability.objects.create(doctor_id=key, starts_at=now - HOUR, ends_at=now + DAY)

    def close_clinic(self, clinic: int, closed: bool, now: datetime) -> None:
        key = self.clinics[clinic - 1]
        Unavailability.objects.filter(clinic=key).delete()
        if closed:
            Unavailability.objects.create(clinic_id=key, starts_at=now - HOUR, ends_at=now + DAY)

    def leave(self, doctor: int) -> None:
        Doctor.objects.filter(pk=self.doctors[doctor - 1]).update(is_active=False)

    def change_number(self, doctor: int) -> None:
        """His first number becomes one that nobody had."""
        contact = Contact.objects.filter(doctor=self.doctors[doctor - 1]).order_by("pk").first()
        if contact is not None:
            changed = Contact.objects.filter(number__startswith=rosters.NEW_NUMBERS).count()
            contact.number = f"{rosters.NEW_NUMBERS}{changed:03d}"
            contact.save(update_fields=["number"])


def make(rng: Random, doctors: int) -> Place:
    setting = rosters.setting(rng, doctors)
    policy = setting.policy
    within = int(policy.answer_within.total_seconds())
    wider = policy.widen_after
    region = Region.objects.create(
        code="simulation",
        name="見本市",
        service_name="見本市往診応援",
        sms_name="見本往診",
        ring_for=25,
        advice_first=setting.rules.advice_first,
        replies_count=setting.rules.replies_count,
        ring_again=policy.ring_again,
        answer_within=within,
        rounds=policy.rounds,
        pause_between_rounds=int(policy.pause.total_seconds()),
        confirm_within=int(policy.confirm_within.total_seconds()),
        widen_after=None if wider is None else int(wider.total_seconds()),
        order=_order(policy, setting.rules),
        alarm_again=int(policy.alarm_again.total_seconds()),
        coordinator_picks_within=int(policy.picks_within.total_seconds()),
        **dict(
            zip(("first_by", "then_by", "last_by"), (*setting.rules.hints, "", ""), strict=False)
        ),
    )
    stations = [
        Station.objects.create(
            region=region,
            name=f"訪問看護ステーション見本{number}",
            on_call_mobile=f"+8190000090{number}",
            takes_part=True,
            **_on_a_map(setting.rules.stations[number]),
        )
        for number in range(1, STATIONS + 1)
    ]
    nurses = {who: _nurse(who, stations) for who in Who}
    team = Team.objects.create(region=region, name="Aチーム")
    teams = [team] * rosters.CLINICS
    if any(one.is_outside for one in setting.doctors):
        teams.append(Team.objects.create(region=region, name="チーム外", is_outside=True))
    clinics = [
        Clinic.objects.create(
            team=team, name=f"見本診療所{number}", **_on_a_map(setting.rules.clinics.get(number))
        ).pk
        for number, team in enumerate(teams, 1)
    ]
    place = Place(nurses, stations, clinics, [], setting.calls_per_second, [])
    _doctors(place, setting.doctors)
    _list_is_ruled(place, setting.rules)
    _responsible(region, stations, setting.responsible)
    return place


def _list_is_ruled(place: Place, rules: Rules) -> None:
    """What is known beforehand of who is asked first, and who last."""
    region, nurse = place.stations[0].region, place.nurses[Who.NURSE]
    if rules.last_resort is not None:
        region.last_resort_clinic_id = place.clinics[rules.last_resort - 1]
        region.save(update_fields=["last_resort_clinic"])
    for which, station in enumerate(place.stations, 1):
        home = rules.homes[which]
        patient = Patient.objects.create(
            station=station,
            initials="K.A.",
            area="丸の内",
            pin="" if home is None else f"{home.latitude}, {home.longitude}",
            consent_on=BEGINS.date(),
            entered_by=nurse,
            entered_at=BEGINS,
        )
        place.patients.append(patient)
        for position, number in enumerate(rules.secondaries, 1):
            doctor = place.doctors[number - 1]
            SecondaryDoctor.objects.create(patient=patient, doctor_id=doctor, position=position)
        for position, number in enumerate(rules.preferred, 1):
            doctor = place.doctors[number - 1]
            StationPreference.objects.create(station=station, doctor_id=doctor, position=position)
    Cooperation.objects.bulk_create(
        Cooperation(
            station=place.stations[which - 1], doctor_id=place.doctors[number - 1], times=times
        )
        for (which, number), times in rules.worked.items()
    )
    for away, its in rules.absences.items():
        absence = Absence.objects.create(
            attending_doctor=place.attending(away),
            starts_at=BEGINS - DAY,
            ends_at=BEGINS + DAY,
            substitute_id=None if its.named is None else place.doctors[its.named - 1],
            entered_by=nurse,
            entered_at=BEGINS - DAY,
        )
        for number in its.took_it:
            said = BEGINS - HOUR
            AbsenceCover.objects.create(
                absence=absence, doctor_id=place.doctors[number - 1], said_at=said
            )


def _on_a_map(where: OnTheMap | None) -> dict[str, float]:
    return {} if where is None else {"latitude": where.latitude, "longitude": where.longitude}


def _nurse(who: Who, stations: list[Station]) -> User:
    nurse = User.objects.create(
        username=f"simulated-{who.value}", display_name=f"見本看護師{who.value}", role=Role.NURSE
    )
    nurse.stations.add(*stations)
    return nurse


def _order(policy: Policy, rules: Rules) -> Order:
    if rules.secondary_first:
        return Order.SECONDARY
    if policy.coordinated:
        return Order.COORDINATOR
    return Order.ALL_AT_ONCE if policy.all_at_once else Order.LIST


def _responsible(region: Region, stations: list[Station], people: list[InCharge]) -> None:
    """City staff work by day, and this is a night."""
    Responsible.objects.bulk_create(
        Responsible(
            region=region,
            station=None if one.station is None else stations[one.station - 1],
            duty=Duty.COORDINATOR if one.picks else Duty.OTHER,
            name=f"見本担当{one.number}",
            number=one.phone,
            reached_by=_REACHED_BY[one.channels],
            rank=one.number,
            from_time=None if one.in_hours else time(9),
            until_time=None if one.in_hours else time(17),
        )
        for one in people
    )


_REACHED_BY = {
    (Channel.VOICE,): ReachedBy.CALL,
    (Channel.TEXT,): ReachedBy.TEXT,
    (Channel.VOICE, Channel.TEXT): ReachedBy.BOTH,
}


def _doctors(place: Place, roster: list[Colleague]) -> None:
    for one in roster:
        doctor = Doctor.objects.create(
            clinic_id=place.clinics[one.clinic - 1],
            name=f"見本医師{one.number}",
            position=one.number,
        )
        place.doctors.append(doctor.pk)
        Contact.objects.bulk_create(
            Contact(
                doctor=doctor,
                number=contact.phone,
                can_voice=contact.voice,
                can_text=contact.text,
                is_shared=contact.shared,
                voice_proven_at=PROVEN,
                text_proven_at=PROVEN,
                reply_proven_at=PROVEN,
            )
            for contact in one.contacts
        )
        if one.unavailable:
            place.make_unavailable(one.number, True, BEGINS)
