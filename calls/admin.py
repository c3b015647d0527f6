"""What the office sees of escalations: numbers, timings and outcomes, read only.

Never a patient, never a 町名, never the kind of a case: district, night and death name a
person. So those columns are not on these pages, for nobody.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from calls.audit.timelines import breaks_at
from calls.history import how
from calls.models import AbsenceNotice, Alarm, Attempt, Escalation, Notice, Offer, TimelineEntry
from calls.office import checks, days, log, preflight, prospects, readiness, sheets  # noqa: F401  register
from calls.office.read_only import ReadOnly
from teams.admin import RegionalAdmin
from teams.phone import national


class OfferInline(ReadOnly, admin.TabularInline):
    model = Offer
    fields = ("position", "doctor", "state", "asked_at", "answered_at", "answered_via", "bar")
    readonly_fields = fields
    ordering = ("position",)
    extra = 0
    show_change_link = True


class ToldInWords:
    """A timeline's entry, with how it went; never with anybody's own words."""

    @admin.display(description=_("how"))
    def how(self, entry: TimelineEntry) -> str:
        return how(entry)


class TimelineInline(ToldInWords, ReadOnly, admin.TabularInline):
    model = TimelineEntry
    fields = ("number", "at", "happening", "how", "offer", "by")
    readonly_fields = fields
    ordering = ("number",)
    extra = 0


@admin.register(Escalation)
class EscalationAdmin(ReadOnly, RegionalAdmin):
    region_paths = ("station__region",)
    list_display = (
        "__str__",
        "opened_at",
        "station",
        "status",
        "outcome",
        "accepted_at",
        "is_drill",
    )
    list_filter = ("is_drill", "status", "outcome", ("station", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("station",)
    date_hierarchy = "opened_at"
    search_fields = ("station__name", "offers__doctor__name")
    search_help_text = _("Name of a station or a doctor")
    fields = (
        ("station", "is_drill"),
        "status",
        "outcome",
        "reason",
        ("opened_at", "accepted_at", "ended_at"),
        ("round", "reminded"),
        ("alarm_why", "alarm_since", "in_charge_since", "in_charge_user", "in_charge_person"),
        "chain",
    )
    readonly_fields = ("chain",)
    inlines = (OfferInline, TimelineInline)

    @admin.display(description=_("timeline"))
    def chain(self, escalation: Escalation) -> str:
        """Whether anybody has changed it past the product."""
        broken = breaks_at(escalation)
        if broken is None:
            return _("unbroken: %(number)d entries") % {"number": escalation.sequence}
        return _("broken at entry %(number)d") % {"number": broken}


class AttemptInline(ReadOnly, admin.TabularInline):
    model = Attempt
    fields = ("channel", "number", "state", "error_code", "created_at", "placed_at", "ended_at")
    readonly_fields = fields
    ordering = ("pk",)
    extra = 0


@admin.register(Offer)
class OfferAdmin(ReadOnly, RegionalAdmin):
    region_paths = ("escalation__station__region",)
    list_display = ("doctor", "escalation", "state", "asked_at", "answered_at", "answered_via")
    list_filter = ("escalation__is_drill", "state", "answered_via")
    list_select_related = ("doctor", "escalation")
    date_hierarchy = "asked_at"
    search_fields = ("doctor__name", "doctor__name_kana")
    search_help_text = _("Name of a doctor, or its kana")
    fields = (
        ("escalation", "doctor"),
        ("state", "position", "turn", "bar"),
        ("asked_at", "deadline", "answered_at", "answered_via"),
        ("arrives_at", "arrived_at"),
    )
    inlines = (AttemptInline,)


@admin.register(Notice)
class NoticeAdmin(ReadOnly, RegionalAdmin):
    region_paths = ("escalation__station__region",)
    list_display = ("created_at", "news", "offer", "escalation")
    list_filter = ("escalation__is_drill", "news")
    list_select_related = ("offer__doctor", "escalation")
    date_hierarchy = "created_at"
    fields = ("escalation", "offer", "news", "created_at")
    inlines = (AttemptInline,)


@admin.register(Alarm)
class AlarmAdmin(ReadOnly, RegionalAdmin):
    region_paths = ("escalation__station__region",)
    list_display = ("created_at", "person", "why", "escalation", "ended_at")
    list_filter = ("why", ("person", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("person", "escalation")
    date_hierarchy = "created_at"
    search_fields = ("person__name", "person__number")
    search_help_text = _("Name or number (+81…) of somebody in charge")
    fields = ("escalation", "person", "why", ("created_at", "ended_at"))
    inlines = (AttemptInline,)


@admin.register(TimelineEntry)
class TimelineEntryAdmin(ToldInWords, ReadOnly, RegionalAdmin):
    region_paths = ("escalation__station__region",)
    list_display = ("at", "escalation", "number", "happening", "how", "offer", "by")
    list_filter = ("escalation__is_drill", "happening")
    list_select_related = ("escalation", "offer__doctor", "by", "attempt")
    date_hierarchy = "at"
    search_fields = ("offer__doctor__name",)
    search_help_text = _("Name of a doctor")
    fields = (("escalation", "number"), "at", "happening", "how", "offer", "by", "hash")
    readonly_fields = ("how",)


@admin.register(AbsenceNotice)
class AbsenceNoticeAdmin(ReadOnly, RegionalAdmin):
    region_paths = ("doctor__clinic__team__region",)
    list_display = ("created_at", "doctor", "telephone", "state", "error_code", "ended_at")
    list_filter = ("state",)
    list_select_related = ("doctor",)
    date_hierarchy = "created_at"
    search_fields = ("doctor__name", "doctor__name_kana", "number", "sid")
    search_help_text = _("Doctor, kana, number or SID")
    fields = (
        ("doctor", "number", "day"),
        "absences",
        ("state", "error_code", "generation", "sid"),
        ("created_at", "placed_at", "ended_at"),
    )

    @admin.display(description=_("number"), ordering="number")
    def telephone(self, notice: AbsenceNotice) -> str:
        return national(notice.number)
