"""Once a day: what was found is kept, and staff are told by mail of what has turned bad."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from calls.dispatch import clock
from calls.dispatch.daytime import day_of
from calls.models import ReadinessRun
from calls.readiness.items import Item, Level
from calls.readiness.looking import readiness_of
from calls.readiness.machine import staff_addresses
from teams.models import Region

logger = logging.getLogger(__name__)

# So long an answer to a monitor holds: anybody may ask.
ANSWER_HOLDS = 60  # seconds


def check_regions() -> None:
    """Look at every region, keep what was found, and tell staff. Safe to repeat: nobody is told
    of the same on the same day twice. Raises what the mail server raises."""
    now = clock.now()
    with translation.override(settings.LANGUAGE_CODE):
        for region in Region.objects.all():
            _check(region, now)


def _check(region: Region, now: datetime) -> None:
    items = readiness_of(region, now)
    bad = [item for item in items if item.level is Level.BAD]
    day = day_of(now)
    facts = {
        "at": now,
        "bad": len(bad),
        "look": sum(item.level is Level.LOOK for item in items),
        "found": [{"what": item.what, "level": item.level.name.lower()} for item in items],
    }
    run, _ = ReadinessRun.objects.update_or_create(region=region, day=day, defaults=facts)
    before = ReadinessRun.objects.filter(region=region, day__lt=day).first()
    known = {one["what"] for one in before.found if one["level"] == "bad"} if before else set()
    new = [item for item in bad if item.what not in known | set(run.told)]
    if new:
        _tell(region, new)
        run.told = [*run.told, *(item.what for item in new)]
        run.save(update_fields=["told"])


def _tell(region: Region, items: list[Item]) -> None:
    addresses = staff_addresses(region)
    if not addresses or not settings.MAIL_GOES_OUT:
        logger.error("Readiness of %s: %s", region.code, ", ".join(one.what for one in items))
        return
    page = reverse("admin:calls_regionreadiness_change", args=[region.pk])
    context = {"region": region, "items": items, "page": settings.PUBLIC_BASE_URL + page}
    subject = render_to_string("calls/readiness/mail_subject.txt", context).strip()
    body = render_to_string("calls/readiness/mail.txt", context)
    for address in addresses:  # one by one: nobody reads who else is told
        send_mail(subject, body, None, [address])


def holds(region: Region, now: datetime) -> bool:
    """Whether nothing is bad, as of the last minute."""
    key = f"readiness:{region.pk}"
    known: bool | None = cache.get(key)
    if known is None:
        known = not any(item.level is Level.BAD for item in readiness_of(region, now))
        cache.set(key, known, ANSWER_HOLDS)
    return known
