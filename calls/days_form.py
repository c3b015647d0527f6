"""A doctor's own unavailable days: a period, once or again and again."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.cover import Period

MOMENT = "%Y-%m-%dT%H:%M"
LONGEST = timedelta(days=62)
FURTHEST = timedelta(days=400)
WEEKLY, FORTNIGHTLY = "7", "14"


class DaysForm(forms.Form):
    """`periods` once it is valid."""

    use_required_attribute = False

    starts_at = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput({"type": "datetime-local"}, MOMENT)
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput({"type": "datetime-local"}, MOMENT)
    )
    repeats = forms.ChoiceField(
        label=_("Again"),
        required=False,
        choices=[
            ("", _("only this once")),
            (WEEKLY, _("every week")),
            (FORTNIGHTLY, _("every second week")),
        ],
    )
    last = forms.DateField(
        label=_("Until the day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("Of the last one, where it is again and again."),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        starts, ends = facts.get("starts_at"), facts.get("ends_at")
        if starts and ends:
            if ends <= starts:
                self.add_error("ends_at", _("The end must be later than the beginning."))
            elif ends <= self.now:
                self.add_error("ends_at", _("This time is over."))
            elif ends - starts > LONGEST or ends - self.now > FURTHEST:
                self.add_error("ends_at", _("Two months at a time at most, a year ahead."))
            elif facts.get("repeats"):
                self._check_last(starts, facts)
        return facts

    def _check_last(self, starts: datetime, facts: dict[str, Any]) -> None:
        last: date | None = facts.get("last")
        if last is None:
            self.add_error("last", _("Please say until when it is so."))
        elif last < timezone.localdate(starts):
            self.add_error("last", _("This is before the first one."))
        elif last > timezone.localdate(self.now + FURTHEST):
            self.add_error("last", _("A year ahead at most."))

    def periods(self) -> list[Period]:
        """At the same hours of each day, whatever the clock may be changed by."""
        facts = self.cleaned_data
        first = Period(facts["starts_at"], facts["ends_at"])
        if not facts["repeats"]:
            return [first]
        step = timedelta(days=int(facts["repeats"]))
        found, place = [], 0
        while timezone.localdate(first.starts + place * step) <= facts["last"]:
            found.append(Period(first.starts + place * step, first.ends + place * step))
            place += 1
        return found
