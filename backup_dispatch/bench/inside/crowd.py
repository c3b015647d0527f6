"""Cities with their teams and stations, made in bulk: who presses, and whom it reaches."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db.models import Model

from calls.dispatch import clock
from stations.models import Station, User
from teams.models import Clinic, Contact, Doctor, Region, Team

DOCTORS, CLINICS = 12, 4  # of each city
# Numbers of a shape that is never assigned; the demo's own begin below.
FIRST_DOCTOR, FIRST_STATION = 10_000, 50_000
M = TypeVar("M", bound=Model)


def number(position: int) -> str:
    return f"+81900000{position:05d}"


def make(
    *, cities: int, stations: int, password: str = "", takes_texts: bool = True, **policy: Any
) -> dict[str, Any]:
    """`stations` in all, spread over the cities; with a password each has a nurse of her own.

    Returns the doctors' numbers, the stations' keys, and the nurses' names.
    """
    assert cities * DOCTORS <= FIRST_STATION - FIRST_DOCTOR, "there are not so many numbers"
    regions = _made(
        Region(
            code=f"bench-{n}", name=f"見本市{n}", service_name="見本往診", sms_name="見本", **policy
        )
        for n in range(cities)
    )
    teams = _made(Team(region=region, name="見本") for region in regions)
    clinics = _made(
        Clinic(team=team, name=f"見本医院{n}", position=n) for team in teams for n in range(CLINICS)
    )
    each = DOCTORS // CLINICS
    doctors = _made(
        Doctor(clinic=clinic, name="見本医師", position=n)
        for clinic in clinics
        for n in range(each)
    )
    now = clock.now()
    contacts = _made(
        Contact(
            doctor=doctor,
            number=number(FIRST_DOCTOR + n),
            can_text=takes_texts,
            voice_proven_at=now,
            text_proven_at=now if takes_texts else None,
        )
        for n, doctor in enumerate(doctors)
    )
    places = _made(
        Station(
            region=regions[n % cities],
            name=f"訪問看護ステーション見本{n}",
            on_call_mobile=number(FIRST_STATION + n),
            takes_part=True,
        )
        for n in range(stations)
    )
    nurses = _nurses(places, password) if password else []
    return {
        "doctors": [contact.number for contact in contacts],
        "stations": [place.pk for place in places],
        "nurses": [nurse.username for nurse in nurses],
    }


def _nurses(places: list[Station], password: str) -> list[User]:
    hashed = make_password(password)  # once: it takes a long time, and shall
    nurses = _made(
        User(username=f"bench-{n}", display_name="見本", password=hashed)
        for n, _place in enumerate(places)
    )
    belongs = User.stations.through
    _made(
        belongs(user_id=nurse.pk, station_id=place.pk)
        for nurse, place in zip(nurses, places, strict=True)
    )
    return nurses


def _made(rows: Iterable[M]) -> list[M]:
    every = list(rows)
    if not every:
        return []
    return type(every[0])._default_manager.bulk_create(every, batch_size=1000)
