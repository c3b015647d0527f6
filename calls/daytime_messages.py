"""What doctors hear from us by day: planned absences, and whether their numbers work."""

from django.conf import settings
from django.utils import translation

from calls.words import ONE_PART, words_of
from teams.models import Region
from teams.phone import national


def absences_text(region: Region, link: str) -> str:
    """The SMS by which a doctor hears of planned absences: one part, its link whole."""
    with translation.override(settings.LANGUAGE_CODE):
        words = words_of("calls/sms/absences.txt", region=region)
    return f"{words[: ONE_PART - len(link) - 1]} {link}"


def check_text(region: Region, link: str, *, reply: bool) -> str:
    """The SMS that checks a doctor's number: one part, its link whole. `reply`: whether it asks
    for one as well."""
    with translation.override(settings.LANGUAGE_CODE):
        words = words_of("calls/sms/check.txt", region=region, reply=reply)
    return f"{words[: ONE_PART - len(link) - 1]} {link}"


def moved_text(region: Region) -> str:
    """To a number that was replaced by another: one part. Names nobody."""
    with translation.override(settings.LANGUAGE_CODE):
        office = national(region.office_phone) if region.office_phone else ""
        return words_of("calls/sms/moved.txt", region=region, office=office)[:ONE_PART]


def check_spoken(region: Region) -> tuple[str, ...]:
    """What is said on a call that checks a number, a sentence each."""
    with translation.override(settings.LANGUAGE_CODE):
        hello = words_of("calls/voice/hello.txt", region=region)
        return (hello, *words_of("calls/voice/check.txt").split("\n"))
