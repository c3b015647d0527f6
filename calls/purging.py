"""What is kept for a while and then deleted: rows that no escalation needs.

An escalation, its timeline and its calls and SMS are not among them: they are the record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from calls.dispatch import clock
from calls.models import AbsenceNotice, Backup, ContactCheck, Duty, PreflightRun

# A year's rounds of checks can be compared with those of the year before.
KEPT = timedelta(days=400)
AT_A_TIME = 5_000


@dataclass(frozen=True)
class Rule:
    """Rows of `model` whose `moment` is longer ago than `KEPT`."""

    name: Any
    model: type[models.Model]
    moment: str

    def old(self, now: datetime) -> "QuerySet[Any]":
        rows: QuerySet[Any] = self.model._default_manager.filter(
            **{f"{self.moment}__lt": now - KEPT}
        )
        return rows


RULES = (
    Rule(_("contact checks"), ContactCheck, "created_at"),
    Rule(_("notices of planned absences"), AbsenceNotice, "created_at"),
    Rule(_("checks of the telephones"), PreflightRun, "at"),
    Rule(_("daily duties"), Duty, "day"),
    Rule(_("backups"), Backup, "at"),
)


def purge(*, dry_run: bool = False) -> dict[str, int]:
    """Delete what is old, and return how many of what; `dry_run`: only count. Safe to repeat."""
    now = clock.now()
    return {str(rule.name): _count(rule, now) if dry_run else _delete(rule, now) for rule in RULES}


def _count(rule: Rule, now: datetime) -> int:
    return rule.old(now).count()


def _delete(rule: Rule, now: datetime) -> int:
    """A few thousand at a time, so that nothing is locked for long."""
    deleted = 0
    while pks := list(rule.old(now).values_list("pk", flat=True)[:AT_A_TIME]):
        rule.model._default_manager.filter(pk__in=pks).delete()
        deleted += len(pks)
    return deleted
