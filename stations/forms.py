"""A planned absence as a nurse enters it, with the substitute whom the doctor has named."""

import re
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from stations.models import Absence, AttendingDoctor, User
from stations.services import Outsider, outside_doctor
from teams.models import Contact, Doctor, Region
from teams.phone import PhoneFormField, is_mobile, national

# As one writes a person's name; the note goes to doctors who do not know the patient.
A_PERSON = re.compile(r"様(?![子式々])|(?<!患者)(?<!皆)さん|氏(?!名)")


class Kind(TextChoices):
    """Who stands in."""

    NOBODY = "nobody", _("Nobody in particular")
    TEAM = "team", _("A doctor of the teams")
    OUTSIDE = "outside", _("Somebody outside the teams")


class Takes(TextChoices):
    """What a number can do."""

    BOTH = "both", _("Calls and SMS")
    VOICE = "voice", _("Calls only")
    TEXT = "text", _("SMS only")


def no_patient(note: str) -> None:
    """Refuse what looks like a person's name. Raises `ValidationError`."""
    if A_PERSON.search(note):
        raise ValidationError(_("No names here: the doctors of the teams read this note."))


class TeamDoctorField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.clinic.name}）"


class AbsenceForm(forms.ModelForm):
    """`regions` are those of the nurse's stations; `now` is when she enters it."""

    use_required_attribute = False  # the page says what is missing, in its own words

    kind = forms.ChoiceField(
        label=_("Who stands in?"),
        choices=Kind.choices,
        initial=Kind.NOBODY,
        widget=forms.RadioSelect,
    )
    substitute = TeamDoctorField(
        label=_("Which doctor of the teams?"), queryset=Doctor.objects.none(), required=False
    )
    outside_name = forms.CharField(label=_("Name"), max_length=60, required=False)
    outside_workplace = forms.CharField(
        label=_("Clinic or hospital"), max_length=80, required=False
    )
    outside_number = PhoneFormField(
        label=_("Telephone number"),
        max_length=32,
        required=False,
        help_text=_("At night it is called first. The person must have agreed to that."),
    )
    outside_takes = forms.ChoiceField(
        label=_("What can this number do?"),
        choices=Takes.choices,
        initial=Takes.BOTH,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Absence
        fields = ("attending_doctor", "starts_at", "ends_at", "substitute", "note")

    def __init__(self, *args: Any, regions: QuerySet[Region], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        attending = cast(forms.ModelChoiceField, self.fields["attending_doctor"])
        attending.queryset = AttendingDoctor.objects.filter(region__in=regions)
        attending.empty_label = _("Please choose")
        attending.disabled = self.instance.pk is not None
        team = cast(forms.ModelChoiceField, self.fields["substitute"])
        team.queryset = (
            Doctor.objects.in_teams()
            .active()
            .filter(clinic__team__region__in=regions)
            .select_related("clinic")
            .in_asking_order()
        )
        team.empty_label = _("Please choose")
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = forms.DateTimeInput(
                format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
            )
        note = cast(forms.CharField, self.fields["note"])
        note.validators.append(no_patient)
        note.widget.attrs["autocomplete"] = "off"
        self._fill_in_substitute()

    def _fill_in_substitute(self) -> None:
        known = self.instance.substitute
        if known is None:
            return
        self.initial["kind"] = Kind.TEAM
        if known.is_outside:
            contact = known.contacts.order_by("rank", "pk").first()
            self.initial.update(
                {
                    "kind": Kind.OUTSIDE,
                    "substitute": None,
                    "outside_name": known.name,
                    "outside_workplace": (
                        "" if known.clinic.name == known.clinic.team.name else known.clinic.name
                    ),
                    "outside_number": contact.number if contact else "",
                    "outside_takes": _takes(contact),
                }
            )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        kind = facts.get("kind")
        if kind != Kind.TEAM:
            facts["substitute"] = None
        elif facts.get("substitute") is None and "substitute" not in self.errors:
            self.add_error("substitute", _("Choose the doctor who stands in."))
        if kind == Kind.OUTSIDE:
            self._check_outsider(facts)
        if facts.get("ends_at") and facts["ends_at"] <= self.now:
            self.add_error("ends_at", _("This is over already."))
        return facts

    def _check_outsider(self, facts: dict[str, Any]) -> None:
        if not facts.get("outside_name") and "outside_name" not in self.errors:
            self.add_error("outside_name", _("Who is it?"))
        number = facts.get("outside_number")
        if not number:
            if "outside_number" not in self.errors:
                self.add_error("outside_number", _("Without a number nobody can be asked."))
            return
        facts["outside_takes"] = facts.get("outside_takes") or Takes.BOTH
        if facts["outside_takes"] != Takes.VOICE and not is_mobile(number):
            self.add_error("outside_takes", _("A landline takes calls only."))
        if facts.get("attending_doctor") and (wrong := self._whose(number, facts)):
            self.add_error("outside_number", wrong)

    def _whose(self, number: str, facts: dict[str, Any]) -> Any:
        """A sentence when the number is known as somebody else's."""
        region = facts["attending_doctor"].region_id
        for contact in Contact.objects.to(number).select_related("doctor__clinic__team"):
            doctor = contact.doctor
            if doctor.clinic.team.region_id != region:
                return _("This number is in another region's roster. Please ask the office.")
            if not doctor.is_outside:
                return _("This is the number of Dr %(name)s of the teams: choose the doctor.") % {
                    "name": doctor.name
                }
            if _plain(doctor.name) != _plain(facts.get("outside_name", "")):
                return _("%(number)s is registered for %(name)s. Please check both.") % {
                    "number": national(number),
                    "name": doctor.name,
                }
        return None

    @transaction.atomic
    def enter(self, by: User) -> Absence:
        """Save it, the person outside the teams included; only after `is_valid`."""
        facts, absence = self.cleaned_data, self.instance
        if facts["kind"] == Kind.OUTSIDE:
            absence.substitute = outside_doctor(
                region=absence.attending_doctor.region, who=_outsider(facts)
            )
        if absence.pk is None:
            absence.entered_by, absence.entered_at = by, self.now
        absence.save()
        return absence


def _outsider(facts: dict[str, Any]) -> Outsider:
    takes = facts["outside_takes"]
    return Outsider(
        name=facts["outside_name"],
        workplace=facts["outside_workplace"],
        number=facts["outside_number"],
        can_voice=takes != Takes.TEXT,
        can_text=takes != Takes.VOICE,
    )


def _takes(contact: Contact | None) -> Takes:
    if contact is None or (contact.can_voice and contact.can_text):
        return Takes.BOTH
    return Takes.VOICE if contact.can_voice else Takes.TEXT


def _plain(name: str) -> str:
    """Names are compared without spaces, which people write as they like."""
    return "".join(name.split())
