"""What the nurse fills in: five fields in under two minutes, and what may follow."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.dispatch.vocabulary import Channel, OfferState
from calls.handover import FACTS, LIVES
from calls.models import AbsenceReason, CaseKind, Outcome, PostKind, Wanted
from calls.services import Request
from calls.telephony.replies import LONGEST_DRIVE
from stations.area import no_more_than_a_town
from stations.models import AttendingDoctor, Patient, Station
from stations.unreadable import readable
from teams.phone import PhoneFormField, is_mobile

CHOOSE = {"required": _("Please choose one.")}


class RequestForm(forms.Form):
    """One press of the button, for one station."""

    wanted = forms.ChoiceField(
        label=_("What help do you need?"),
        choices=Wanted.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    case_kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=CaseKind.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    reason = forms.ChoiceField(
        label=_("Why can the attending doctor not come?"),
        choices=AbsenceReason.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    area = forms.CharField(
        label=_("Where? (part of town)"),
        max_length=40,
        help_text=_("The part of town alone. No house number, no name: it goes out by SMS."),
        validators=[no_more_than_a_town],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write the part of town.")},
    )
    call_back_number = PhoneFormField(
        label=_("On which number does the doctor reach you?"), max_length=32
    )
    tell_by = forms.ChoiceField(
        label=_("How shall we tell you that a doctor was found?"),
        choices=[(str(Channel.TEXT), _("By SMS")), (str(Channel.VOICE), _("By a call"))],
        initial=str(Channel.TEXT),
        widget=forms.RadioSelect,
    )
    patient = forms.ModelChoiceField(
        queryset=Patient.objects.none(), required=False, widget=forms.HiddenInput
    )
    lives = forms.ChoiceField(
        label=_("Where does the patient live?"),
        choices=LIVES,
        required=False,
        widget=forms.RadioSelect,
    )
    family_agrees = forms.ChoiceField(
        label=_("Does the family agree that another doctor comes?"),
        choices=FACTS["family_agrees"].choices,
        required=False,
        widget=forms.RadioSelect,
    )
    attending_doctor = forms.ModelChoiceField(
        label=_("Attending doctor"),
        queryset=AttendingDoctor.objects.none(),
        required=False,
        empty_label=_("Not in the list, or not to be named"),
    )
    address = forms.CharField(
        label=_("Address and how to get there"),
        required=False,
        max_length=500,
        help_text=_("Parking, key, where you meet. Shown to the doctor after his yes."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    room_link = forms.CharField(
        label=_("The patient's room in the medical network"),
        required=False,
        max_length=500,
        help_text=_("The address of the room, https://… Shown to the doctor after his yes."),
        validators=[URLValidator(["https"])],
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    handover = forms.CharField(
        label=_("What the doctor should know"),
        required=False,
        max_length=4000,
        help_text=_("State, illness, drugs, wishes. Shown to the doctor after his yes."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )

    use_required_attribute = False  # the page says what is missing, in its own words

    def __init__(
        self, *args: Any, station: Station, patient: Patient | None = None, **kwargs: Any
    ) -> None:
        """`patient`: the one who was chosen first; what is known of her is filled in."""
        super().__init__(*args, **kwargs)
        known = cast(forms.ModelChoiceField, self.fields["patient"])
        known.queryset = Patient.objects.announced().filter(station=station)
        if patient is not None:
            self.initial.update(known_of(patient))
        if not station.region.room_link:
            del self.fields["room_link"]
        attending = cast(forms.ModelChoiceField, self.fields["attending_doctor"])
        attending.queryset = AttendingDoctor.objects.filter(region=station.region_id)
        self.fields["call_back_number"].initial = station.call_back_number
        if not is_mobile(station.call_back_number):
            self.fields["tell_by"].initial = str(Channel.VOICE)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        number = facts.get("call_back_number", "")
        if number and facts.get("tell_by") == Channel.TEXT and not is_mobile(number):
            self.add_error("tell_by", _("A landline takes no SMS. Choose a call."))
        return facts

    def request(self, *, is_drill: bool = False) -> Request:
        """What `services.open_escalation` takes; only after `is_valid`."""
        return Request(is_drill=is_drill, **self.cleaned_data)


class ArrivalForm(forms.Form):
    use_required_attribute = False

    minutes = forms.IntegerField(
        label=_("In how many minutes will the doctor be there?"),
        min_value=1,
        max_value=LONGEST_DRIVE,
        widget=forms.NumberInput(attrs={"autocomplete": "off"}),
    )


class TakeOverForm(forms.Form):
    call_back_number = PhoneFormField(
        label=_("On which number does the doctor reach you?"), max_length=32, required=False
    )


class PostedForm(forms.Form):
    """What was posted in the patient's room, and when; `now` unless she says otherwise."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("What was posted?"), choices=PostKind.choices, widget=forms.RadioSelect
    )
    at = forms.DateTimeField(
        label=_("When?"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("Kept encrypted. The post itself need not be written again."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["at"].initial = now

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        if at > self.now:
            raise ValidationError(_("This time is still to come."))
        return at


def known_of(patient: Patient) -> dict[str, Any]:
    """What the form need not ask, because it was announced; the nurse may still change it."""
    facts = {"patient": patient, "age": patient.age_on(timezone.localdate())}
    return {
        "patient": patient.pk,
        "area": patient.area,
        "lives": "home",
        "family_agrees": "yes",  # else she may not be announced
        "attending_doctor": patient.attending_doctor_id,
        "address": "\n".join(filter(None, map(readable, [patient.address, patient.access_notes]))),
        "room_link": readable(patient.room_link),
        "handover": render_to_string("calls/patients/handover.txt", facts).strip(),
    }


class PastForm(forms.Form):
    """By what past requests are found; all of it may stay empty."""

    use_required_attribute = False

    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    area = forms.CharField(label=_("Area"), required=False, max_length=40)
    doctor = forms.CharField(label=_("Doctor who took it"), required=False, max_length=60)
    case_kind = forms.ChoiceField(
        label=_("Kind of case"), required=False, choices=[("", _("all")), *CaseKind.choices]
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("all")), *Outcome.choices]
    )

    def condition(self) -> Q:
        """What is right of it; what is wrong is told at its field, and finds nothing less."""
        self.full_clean()
        found = Q()
        for name, value in self.cleaned_data.items():
            if value:
                found &= _FINDS[name](value)
        return found


_FINDS: dict[str, Callable[[Any], Q]] = {
    "since": lambda day: Q(opened_at__date__gte=day),
    "until": lambda day: Q(opened_at__date__lte=day),
    "area": lambda town: Q(area__icontains=town),
    "doctor": lambda name: (
        Q(offers__state=OfferState.ACCEPTED, offers__doctor__name__icontains=name)
        | Q(offers__state=OfferState.ACCEPTED, offers__doctor__name_kana__icontains=name)
    ),
    "case_kind": lambda kind: Q(case_kind=kind),
    "outcome": lambda outcome: Q(outcome=outcome),
}


class OutcomeForm(forms.Form):
    use_required_attribute = False

    outcome = forms.ChoiceField(label=_("What came of it?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_drill: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = cast(forms.ChoiceField, self.fields["outcome"])
        outcome.choices = [
            (one.value, one.label) for one in Outcome if (one is Outcome.DRILL) is is_drill
        ]
