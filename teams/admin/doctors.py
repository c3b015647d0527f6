"""Doctors, their numbers, and the days on which they cannot come."""

from datetime import datetime, time
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from teams.admin.regional import OwnChoices, RegionalAdmin
from teams.models import Contact, Doctor, Unavailability
from teams.phone import national
from teams.unusable import in_words

CONTACT = ("number", "rank", ("can_voice", "can_text", "is_shared"))
STANDING = (
    "voice_proven_at",
    "text_proven_at",
    "reply_proven_at",
    "doubted_at",
    ("voice_unusable", "text_unusable"),
    "checks_muted",
    "sheet_consent_on",
)
NOT_YET = _("not yet")
STANDING_TITLE = _("Proven, unusable, on paper")


class ContactInline(OwnChoices, admin.StackedInline):
    model = Contact
    fieldsets = (
        (None, {"fields": CONTACT}),
        (STANDING_TITLE, {"classes": ("collapse",), "fields": STANDING}),
    )
    extra = 0


class UnavailabilityInline(OwnChoices, admin.TabularInline):
    model = Unavailability
    fields = ("starts_at", "ends_at", "note")
    extra = 0


@admin.register(Doctor)
class DoctorAdmin(RegionalAdmin):
    region_paths = ("clinic__team__region",)
    list_display = ("name", "clinic", "numbers", "away_until", "is_active", "team", "position")
    list_filter = (
        "is_active",
        ("clinic__team", admin.RelatedOnlyFieldListFilter),
        ("clinic", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("clinic__team",)
    search_fields = ("name", "name_kana", "contacts__number", "clinic__name")
    search_help_text = _("Name, kana, telephone number or clinic")
    ordering = ("clinic__team__position", "clinic__team", "clinic__position", "clinic", "position")
    autocomplete_fields = ("clinic",)
    fields = ("clinic", ("name", "name_kana"), "position", "is_active")
    inlines = (ContactInline, UnavailabilityInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        away = Unavailability.objects.covering(timezone.now()).order_by("-ends_at")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("contacts"),
                Prefetch("unavailabilities", away, to_attr="away"),
                Prefetch("clinic__unavailabilities", away, to_attr="away"),
            )
        )

    @admin.display(description=_("team"), ordering="clinic__team__position")
    def team(self, doctor: Doctor) -> str:
        return doctor.clinic.team.name

    @admin.display(description=_("numbers"))
    def numbers(self, doctor: Doctor) -> str | None:
        numbers = ((national(contact.number),) for contact in doctor.contacts.all())
        return format_html_join(mark_safe("<br>"), "{}", numbers) or None

    @admin.display(description=_("unavailable until"))
    def away_until(self, doctor: Any) -> str | None:
        ends = [period.ends_at for period in [*doctor.away, *doctor.clinic.away]]
        if not ends:
            return None
        return date_format(timezone.localtime(max(ends)), "SHORT_DATETIME_FORMAT")


@admin.register(Contact)
class ContactAdmin(RegionalAdmin):
    region_paths = ("doctor__clinic__team__region",)
    list_display = (
        "telephone",
        "doctor",
        "trouble",
        "proven",
        "replies",
        "rank",
        "clinic",
    )
    list_filter = (
        "can_voice",
        "can_text",
        "is_shared",
        ("voice_proven_at", admin.EmptyFieldListFilter),
        ("text_proven_at", admin.EmptyFieldListFilter),
        "checks_muted",
        ("doubted_at", admin.EmptyFieldListFilter),
        ("voice_unusable", admin.EmptyFieldListFilter),
        ("text_unusable", admin.EmptyFieldListFilter),
        ("doctor__clinic__team", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("doctor__clinic",)
    search_fields = ("number", "doctor__name", "doctor__name_kana")
    search_help_text = _("Telephone number, name or kana of the doctor")
    autocomplete_fields = ("doctor",)
    fieldsets = (
        (None, {"fields": ("doctor", *CONTACT)}),
        (STANDING_TITLE, {"fields": STANDING}),
    )

    @admin.display(description=_("number"), ordering="number")
    def telephone(self, contact: Contact) -> str:
        return national(contact.number)

    @admin.display(description=_("clinic"), ordering="doctor__clinic")
    def clinic(self, contact: Contact) -> str:
        return contact.doctor.clinic.name

    @admin.display(description=_("proven"))
    def proven(self, contact: Contact) -> str | None:
        """When by which way; a way that it does not have is not named."""
        ways = (
            (_("call"), contact.can_voice, contact.voice_proven_at),
            (_("SMS"), contact.can_text, contact.text_proven_at),
        )
        said = [f"{way}: {_day(at) if at else NOT_YET}" for way, able, at in ways if able]
        return format_html_join(mark_safe("<br>"), "{}", ((one,) for one in said))

    @admin.display(description=_("SMS reply"), boolean=True)
    def replies(self, contact: Contact) -> bool | None:
        """None where no reply is ever asked for."""
        may_reply = contact.can_text and not contact.is_shared
        return contact.reply_proven_at is not None if may_reply else None

    @admin.display(description=_("to be looked at"))
    def trouble(self, contact: Contact) -> str | None:
        said = [
            (_("calls: %(why)s"), contact.voice_unusable),
            (_("SMS: %(why)s"), contact.text_unusable),
        ]
        lines = [words % {"why": in_words(code)} for words, code in said if code]
        if contact.doubted_at is not None:
            lines.append(_("somebody else answered, %(day)s") % {"day": _day(contact.doubted_at)})
        if contact.checks_muted:
            lines.append(str(_("wants no checks")))
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines)) or None


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


@admin.register(Unavailability)
class UnavailabilityAdmin(RegionalAdmin):
    region_paths = ("doctor__clinic__team__region", "clinic__team__region")
    list_display = ("who", "starts_at", "ends_at", "note")
    list_filter = (
        ("doctor", admin.RelatedOnlyFieldListFilter),
        ("clinic", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("doctor__clinic", "clinic")
    date_hierarchy = "starts_at"
    search_fields = ("doctor__name", "doctor__name_kana", "clinic__name", "note")
    search_help_text = _("Doctor, clinic or note")
    autocomplete_fields = ("doctor", "clinic")
    fields = ("doctor", "clinic", "starts_at", "ends_at", "note")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The calendar leads here with two days, `first` and `until`, from midnight to midnight."""
        days = {"starts_at": request.GET.get("first"), "ends_at": request.GET.get("until")}
        found = {name: parse_date(text) for name, text in days.items() if text}
        return super().get_changeform_initial_data(request) | {
            name: timezone.make_aware(datetime.combine(day, time()))
            for name, day in found.items()
            if day is not None
        }

    @admin.display(description=_("who cannot come"))
    def who(self, period: Unavailability) -> str:
        return str(period.doctor or period.clinic)
