"""The log of calls and SMS for city staff: one attempt's whole life, and "ask the carrier now".

What was said or written is not kept: the words are in the templates, and an SMS to a doctor names
an area, which is not for staff.
"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from calls import tasks
from calls.dispatch.vocabulary import AttemptState, Channel
from calls.history import how
from calls.models import Attempt, CarrierCallback, TimelineEntry
from calls.models.labels import ATTEMPT_STATE
from calls.office.codes import in_words
from calls.office.read_only import ReadOnly, moment
from calls.telephony import carrier, statuses
from calls.telephony.base import CarrierError
from teams.admin import RegionalAdmin
from teams.phone import national

MOST_AT_ONCE = 10


class CallbackInline(ReadOnly, admin.TabularInline):
    model = CarrierCallback
    received = moment("received_at", _("received"))
    fields = ("received", "progress", "why", "sid")
    readonly_fields = fields
    ordering = ("pk",)
    extra = 0

    @admin.display(description=_("status"))
    def progress(self, report: CarrierCallback) -> str:
        """In our words, and the carrier's own."""
        words = statuses.CALL if report.attempt.channel == Channel.VOICE else statuses.MESSAGE
        progress = words.get(report.status)
        if progress is None:
            return report.status
        return f"{ATTEMPT_STATE[AttemptState(str(progress))]} ({report.status})"

    @admin.display(description=_("why"))
    def why(self, report: CarrierCallback) -> str:
        return in_words(report.error_code)


class EntryInline(ReadOnly, admin.TabularInline):
    model = TimelineEntry
    fk_name = "attempt"
    happened = moment("at", _("at"))
    fields = ("happened", "happening", "how")
    readonly_fields = fields
    ordering = ("number",)
    extra = 0

    @admin.display(description=_("details"))
    def how(self, entry: TimelineEntry) -> str:
        return how(entry)


@admin.register(Attempt)
class AttemptAdmin(ReadOnly, RegionalAdmin):
    region_paths = ("escalation__station__region",)
    made = moment("created_at", _("made"))
    placed = moment("placed_at", _("taken by the carrier"))
    ended = moment("ended_at", _("ended"))
    reconciled = moment("reconciled_at", _("asked the carrier"))
    list_display = ("made", "channel", "telephone", "whom", "state", "why", "case")
    ordering = ("-pk",)
    list_filter = ("escalation__is_drill", "channel", "state")
    list_select_related = ("escalation", "offer__doctor", "notice", "alarm__person")
    date_hierarchy = "created_at"
    search_fields = ("number", "sid", "offer__doctor__name", "offer__doctor__name_kana")
    search_help_text = _("Number (+81…), SID or doctor")
    fields = (
        ("escalation", "offer", "notice", "alarm"),
        ("channel", "telephone", "sid"),
        ("state", "error_code", "why"),
        ("generation", "queue_seconds", "in_line"),
        ("made", "placed", "ended", "reconciled"),
    )
    readonly_fields = ("why", "telephone", "made", "placed", "ended", "reconciled")
    inlines = (CallbackInline, EntryInline)
    actions = ("ask_carrier",)

    @admin.display(description=_("case"), ordering="escalation")
    def case(self, attempt: Attempt) -> str:
        return str(attempt.escalation)

    @admin.display(description=_("number"), ordering="number")
    def telephone(self, attempt: Attempt) -> str:
        return national(attempt.number)

    @admin.display(description=_("whom"))
    def whom(self, attempt: Attempt) -> str:
        if attempt.offer is not None:
            return str(attempt.offer.doctor)
        return str(attempt.alarm.person) if attempt.alarm is not None else str(attempt.notice)

    @admin.display(description=_("why"))
    def why(self, attempt: Attempt) -> str:
        return in_words(attempt.error_code)

    @admin.action(description=_("Ask the carrier how it stands"), permissions=["view"])
    def ask_carrier(self, request: HttpRequest, attempts: QuerySet) -> None:
        chosen = list(attempts[: MOST_AT_ONCE + 1])
        if len(chosen) > MOST_AT_ONCE:
            refusal = _("At most %(most)d at once, please.") % {"most": MOST_AT_ONCE}
            self.message_user(request, refusal, messages.ERROR)
            return
        for attempt in chosen:
            said, level = _asked(attempt)
            self.message_user(request, f"{attempt}: {said}", level)


def _asked(attempt: Attempt) -> tuple[Any, int]:
    """What the carrier says of it. Of one that is under way, that is written down, too."""
    if attempt.sid is None and attempt.generation == 0:
        return _("the carrier has never had it."), messages.WARNING
    if attempt.sid is None:
        return _("it is not known whether the carrier has it."), messages.WARNING
    look = carrier().look_up_call if attempt.channel == Channel.VOICE else carrier().look_up_text
    try:
        found = look(attempt.sid)
    except CarrierError as error:
        said = _("the carrier does not say (%(why)s).")
        return said % {"why": in_words(error.code) or str(error)}, messages.ERROR
    if AttemptState(attempt.state).is_live:
        tasks.reconcile(attempt.pk)
        attempt.refresh_from_db(fields=["state"])
    theirs = ATTEMPT_STATE[AttemptState(str(found.progress))]
    said = _("the carrier says “%(theirs)s”; here it stands as “%(ours)s”.")
    same = AttemptState(str(found.progress)) == AttemptState(attempt.state)
    facts = {"theirs": theirs, "ours": attempt.get_state_display()}
    return said % facts, messages.SUCCESS if same else messages.WARNING
