"""A patient as a nurse announces her, with the doctors who are asked for her."""

from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stations.forms import TeamDoctorField
from stations.models import AttendingDoctor, Patient, SecondaryDoctor, Station, User
from stations.unreadable import Unreadable
from teams.models import Doctor

# So many can be named on one page; a committee rarely names more.
SECONDARIES = 3
DAY = {"type": "date"}


class PatientForm(forms.ModelForm):
    """`stations` are those of the nurse; `now` is when she enters it."""

    use_required_attribute = False  # the page says what is missing, in its own words

    class Meta:
        model = Patient
        fields = (
            "station",
            "initials",
            "full_name",
            "birth_date",
            "age",
            "sex",
            "area",
            "address",
            "access_notes",
            "pin",
            "attending_doctor",
            "wish",
            "wish_written",
            "room_link",
            "consent_on",
        )
        widgets: ClassVar = {
            "full_name": forms.TextInput,
            "birth_date": forms.DateInput(DAY, "%Y-%m-%d"),
            "sex": forms.RadioSelect,
            "address": forms.Textarea({"rows": 2}),
            "access_notes": forms.Textarea({"rows": 2}),
            "pin": forms.TextInput,
            "wish": forms.RadioSelect,
            "wish_written": forms.TextInput,
            "room_link": forms.URLInput,
            "consent_on": forms.DateInput(DAY, "%Y-%m-%d"),
        }
        help_texts: ClassVar = {
            "initials": _("Colleagues find the patient by them, such as Y.K."),
            "full_name": _("Kept encrypted. A doctor reads it after his yes, at the door."),
            "age": _("Where the birth date is not known."),
            "area": _("The part of town alone. No house number, no name: it goes out by SMS."),
            "access_notes": _("Floor, parking, key, dog, who opens."),
            "pin": _("From a map, such as 35.6641, 138.5662. Doctors are told how far it is."),
            "wish_written": _("Which paper, and where it lies."),
            "room_link": _("The address of the patient's room, https://…"),
            "consent_on": _("The day on which the patient or the family agreed to this entry."),
        }

    def __init__(
        self, *args: Any, stations: QuerySet[Station], now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        regions = stations.values("region")
        self._choose("station", stations, needed=True)
        if len(stations) == 1:
            self.initial["station"] = stations[0].pk
            self.fields["station"].widget = forms.HiddenInput()
        attending = AttendingDoctor.objects.filter(region__in=regions)
        self._choose("attending_doctor", attending)
        doctors = Doctor.objects.active().filter(clinic__team__region__in=regions)
        doctors = doctors.select_related("clinic").in_asking_order()
        for number, known in zip(range(1, SECONDARIES + 1), self._known(), strict=True):
            self.fields[f"secondary_{number}"] = TeamDoctorField(
                label=_("Secondary doctor %(number)s") % {"number": number},
                queryset=doctors,
                required=False,
                initial=known,
                empty_label=_("Nobody"),
            )
        if not stations.filter(region__room_link=True).exists():
            del self.fields["room_link"]
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = "off"
            if isinstance(self.initial.get(name), Unreadable):
                field.widget.attrs["placeholder"] = str(self.initial.pop(name))

    def _choose(self, name: str, rows: QuerySet, *, needed: bool = False) -> None:
        field = cast(forms.ModelChoiceField, self.fields[name])
        field.queryset = rows
        field.empty_label = _("Please choose") if needed else _("Not in the list")

    def _known(self) -> list[int | None]:
        known: list[int | None] = []
        if self.instance.pk is not None:
            known = list(self.instance.secondaries.values_list("doctor", flat=True))
        return (known + [None] * SECONDARIES)[:SECONDARIES]

    @property
    def secondaries(self) -> list[Any]:
        """Their fields, in order, for the template."""
        return [self[f"secondary_{number}"] for number in range(1, SECONDARIES + 1)]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        station = facts.get("station")
        seen: set[Doctor] = set()
        for name in [one.name for one in self.secondaries]:
            doctor = facts.get(name)
            if doctor in seen:
                self.add_error(name, _("This doctor already stands above."))
            elif doctor is not None:
                seen.add(doctor)
        if station is not None:
            self._same_region(facts, station)
        today = timezone.localdate(self.now)
        for name in ("consent_on", "birth_date"):
            if facts.get(name) and facts[name] > today:
                self.add_error(name, _("This day is still to come."))
        return facts

    def _same_region(self, facts: dict[str, Any], station: Station) -> None:
        """For a nurse whose stations belong to several regions."""
        attending = facts.get("attending_doctor")
        if attending is not None and attending.region_id != station.region_id:
            self.add_error("attending_doctor", _("This doctor belongs to another region."))
        for one in self.secondaries:
            doctor = facts.get(one.name)
            if doctor is not None and doctor.clinic.team.region_id != station.region_id:
                self.add_error(one.name, _("This doctor belongs to another region."))

    @transaction.atomic
    def enter(self, by: User) -> Patient:
        """Save the patient and the order of the secondary doctors; only after `is_valid`."""
        patient: Patient = self.instance
        if patient.pk is None:
            patient.entered_by, patient.entered_at = by, self.now
        patient.save()
        named = [self.cleaned_data[one.name] for one in self.secondaries]
        patient.secondaries.all().delete()
        SecondaryDoctor.objects.bulk_create(
            SecondaryDoctor(patient=patient, doctor=doctor, position=position)
            for position, doctor in enumerate((one for one in named if one is not None), 1)
        )
        return patient
