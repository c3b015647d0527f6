"""Doctors' numbers for city staff: what was checked, what came back, and "check it now"."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from calls.checking import check_now
from calls.dispatch import clock
from calls.models import ContactCheck
from calls.number_check import is_needed_elsewhere, may_be_asked_for
from calls.office.codes import in_words
from calls.office.read_only import ReadOnly, moment
from calls.readiness.roster import proven_lately
from teams.admin import ContactAdmin, RegionalAdmin
from teams.models import Contact, Region
from teams.phone import national

# They go out one a second, and who is asked waits by the telephone.
MOST_AT_ONCE = 10


class HowItWent:
    @admin.display(description=_("what came of it"))
    def how(self, check: ContactCheck) -> str:
        """The answer; without one how far it came, and why no further."""
        if check.answer:
            return check.get_answer_display()
        state = check.get_state_display()
        why = in_words(check.error_code)
        return f"{state} ({why})" if why else state


class CheckInline(HowItWent, ReadOnly, admin.TabularInline):
    model = ContactCheck
    fields = ("created_at", "channel", "why", "how", "answered_at")
    readonly_fields = fields
    ordering = ("-pk",)
    extra = 0
    show_change_link = True


class ProofFilter(admin.SimpleListFilter):
    """Whether a number was seen to work within its region's time."""

    title = _("proof")
    parameter_name = "proof"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("old", _("not proven in time")), ("lately", _("proven in time"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in ("old", "lately"):
            return queryset
        now, lately = clock.now(), Q()
        for region in Region.objects.all():
            lately |= Q(proven_lately(region, now), doctor__clinic__team__region=region)
        if self.value() == "lately":
            return queryset.filter(lately)
        return queryset.filter(doctor__is_active=True).exclude(lately)


class CheckedContactAdmin(ContactAdmin):
    inlines = (CheckInline,)

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (ProofFilter, *super().get_list_filter(request))

    actions = ("check_numbers",)

    @admin.action(description=_("Check the selected numbers now"), permissions=["change"])
    def check_numbers(self, request: HttpRequest, contacts: QuerySet) -> None:
        now = clock.now()
        chosen = list(contacts.select_related("doctor")[: MOST_AT_ONCE + 1])
        if refusal := self._refusal(chosen, now):
            self.message_user(request, refusal, messages.ERROR)
            return
        self._tell(request, check_now(chosen))

    def _refusal(self, chosen: list[Contact], now: Any) -> Any:
        if len(chosen) > MOST_AT_ONCE:
            return _("At most %(most)d numbers at once, please.") % {"most": MOST_AT_ONCE}
        if not may_be_asked_for(now):
            return _("Doctors are called for a check from 8:00 until 20:00 only.")
        if is_needed_elsewhere(now):
            return _("A doctor is being searched for, or the carrier is down. Please wait a while.")
        return None

    def _tell(self, request: HttpRequest, planned: int) -> None:
        if not planned:
            nothing = _("Nothing goes out: a check waits already, or no way to it is usable.")
            self.message_user(request, nothing, messages.WARNING)
            return
        goes = ngettext(
            "%(number)d call or SMS goes out within a few minutes. What comes back stands on the"
            " number's page.",
            "%(number)d calls and SMS go out within a few minutes. What comes back stands on each"
            " number's page.",
            planned,
        )
        self.message_user(request, goes % {"number": planned}, messages.SUCCESS)


admin.site.unregister(Contact)
admin.site.register(Contact, CheckedContactAdmin)


@admin.register(ContactCheck)
class ContactCheckAdmin(HowItWent, ReadOnly, RegionalAdmin):
    region_paths = ("doctor__clinic__team__region",)
    made = moment("created_at", _("made"))
    placed = moment("placed_at", _("taken by the carrier"))
    ended = moment("ended_at", _("ended"))
    answered = moment("answered_at", _("answered"))
    list_display = ("made", "doctor", "telephone", "channel", "how", "why")
    list_filter = ("why", "channel", "answer", "state")
    list_select_related = ("doctor",)
    date_hierarchy = "created_at"
    search_fields = ("doctor__name", "doctor__name_kana", "number", "sid")
    search_help_text = _("Doctor, kana, number or SID")
    fields = (
        ("doctor", "telephone", "channel"),
        ("why", "day"),
        ("answer", "answered"),
        ("state", "error_code", "generation", "sid"),
        ("made", "placed", "ended"),
    )
    readonly_fields = ("telephone", "made", "placed", "ended", "answered")

    @admin.display(description=_("number"), ordering="number")
    def telephone(self, check: ContactCheck) -> str:
        return national(check.number)
