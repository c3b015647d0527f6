"""Rosters and policies out of a seed."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from calls.dispatch.state import Policy
from calls.dispatch.vocabulary import Channel
from calls.simulation import listed
from calls.simulation.listed import Rules
from calls.simulation.rows import Contact, Doctor, Responsible

CLINICS = 2
NEW_NUMBERS = "+8190000008"
OUTSIDE = CLINICS + 1  # where a doctor works who belongs to no team


@dataclass(frozen=True)
class Setting:
    """What a night is played with."""

    calls_per_second: float
    policy: Policy
    doctors: list[Doctor]
    responsible: list[Responsible]
    rules: Rules


def setting(rng: Random, number_of_doctors: int) -> Setting:
    pace, its = calls_per_second(rng), policy(rng)
    roster, people = doctors(rng, number_of_doctors), responsible(rng, its)
    return Setting(pace, its, roster, people, listed.rules(rng, its, roster, CLINICS))


def policy(rng: Random) -> Policy:
    order = rng.choice(("list", "list", "list", "all at once", "coordinator"))
    return Policy(
        answer_within=timedelta(seconds=rng.choice((30, 60, 180, 180, 300))),
        ring_again=rng.random() < 0.7,
        rounds=rng.choice((1, 2, 2, 3)),
        pause=timedelta(seconds=rng.choice((5, 60, 60, 300))),
        confirm_within=timedelta(seconds=rng.choice((60, 600, 600))),
        widen_after=rng.choice((None, None, timedelta(seconds=15), timedelta(seconds=90))),
        all_at_once=order == "all at once",
        alarm_again=timedelta(seconds=rng.choice((60, 300, 300, 300))),
        coordinated=order == "coordinator",
        picks_within=timedelta(seconds=rng.choice((30, 180))),
    )


def calls_per_second(rng: Random) -> float:
    """Now and then the carrier takes two calls in four, or in fifty, seconds."""
    return rng.choice((*(1000.0,) * 10, 0.5, 0.04))


def responsible(rng: Random, policy: Policy) -> list[Responsible]:
    """Up to three; a coordinator, where there is one, works at any hour, city staff by day."""
    ways = ((Channel.VOICE,), (Channel.TEXT,), (Channel.VOICE, Channel.TEXT))
    people = []
    for number in range(1, rng.choice((0, 0, 1, 2, 3)) + 1):
        picks = policy.coordinated and rng.random() < 0.6
        people.append(
            Responsible(
                number,
                phone=f"+819000007{number:03d}",
                station=rng.choice((None, None, 1)),
                channels=rng.choice((*ways, ways[-1])),
                in_hours=picks or rng.random() < 0.8,
                picks=picks,
            )
        )
    return people


def doctors(rng: Random, number: int) -> list[Doctor]:
    """Mobiles, landlines, numbers that only take SMS, and now and then one shared by two.

    The last may be from outside the teams."""
    roster: list[Doctor] = []
    made = 0
    for doctor in range(1, number + 1):
        is_outside = doctor == number > 1 and rng.random() < 0.3
        contacts = []
        for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3)) if rng.random() < 0.3 else 1):
            made += 1
            kind = rng.choice(("mobile", "mobile", "mobile", "landline", "reads"))
            contacts.append(
                Contact(
                    number=made,
                    phone=f"+8155000{made:04d}" if kind == "landline" else f"+81900000{made:04d}",
                    voice=kind != "reads",
                    text=kind != "landline",
                    mobile=kind != "landline",
                )
            )
        shares = roster and roster[-1].contacts and rng.random() < 0.15
        if shares and not is_outside:
            made += 1
            theirs = roster[-1].contacts[-1]
            theirs.shared = True
            contacts.append(
                Contact(
                    made, theirs.phone, voice=True, text=False, mobile=theirs.mobile, shared=True
                )
            )
        clinic = OUTSIDE if is_outside else rng.choice((1, 1, CLINICS))
        roster.append(Doctor(doctor, contacts, clinic, is_outside, unavailable=rng.random() < 0.1))
    return roster
