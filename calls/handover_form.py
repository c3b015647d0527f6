"""The handover as a form: all of it may stay empty, and only what she changes is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.handover import Fact, Kind, Section, asked_of
from stations.models.patient import place_on_a_map
from teams.phone import PhoneFormField

LONGEST_LINE, LONGEST_TEXT = 200, 2000


class HandoverForm(forms.Form):
    """`facts`: what is known so far, by key.

    Each field carries along what it showed, so that what a colleague wrote meanwhile in another
    field is not written over.
    """

    use_required_attribute = False

    handover = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=4000,
        show_hidden_initial=True,
        help_text=_("Dictate or write; the doctor reads it as it stands."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )

    def __init__(
        self, data: Any = None, *, facts: Mapping[str, str], death: bool, today: date
    ) -> None:
        super().__init__(data, initial=dict(facts))
        self.sections = asked_of(death=death)
        self.today = today
        for section in self.sections:
            for fact in section.facts:
                self.fields[fact.key] = _field(fact)

    @property
    def parts(self) -> list["Shown"]:
        """For the page: the sections with their fields."""
        return [
            Shown(section, [ShownField(fact, self[fact.key]) for fact in section.facts])
            for section in self.sections
        ]

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born is not None and not 0 <= self.today.year - born.year <= 120:
            raise forms.ValidationError(_("Please look at the year again."))
        return born

    def changes(self) -> dict[str, str]:
        """What she wrote, or took back, as `services.hand_over` takes it; once it is valid."""
        return {key: _written(self.cleaned_data[key]) for key in self.changed_data}


@dataclass(frozen=True)
class ShownField:
    fact: Fact
    field: forms.BoundField

    @property
    def is_choice(self) -> bool:
        return self.fact.kind is Kind.CHOICE

    @property
    def columns(self) -> int:
        return len(self.fact.choices)

    @property
    def as_it_was(self) -> str:
        """What the field showed, hidden: a field of radio buttons does not carry it by itself."""
        return self.field.as_hidden(only_initial=True)


@dataclass(frozen=True)
class Shown:
    """`is_open`: something stands in it already, or is wrong with it."""

    section: Section
    fields: list[ShownField]

    @property
    def is_open(self) -> bool:
        return any(one.field.value() or one.field.errors for one in self.fields)


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()


def _field(fact: Fact) -> forms.Field:
    common: dict[str, Any] = {
        "label": fact.label,
        "help_text": fact.hint,
        "required": False,
        "show_hidden_initial": True,
    }
    off = {"autocomplete": "off"}
    match fact.kind:
        case Kind.LINES:
            area = forms.Textarea(attrs=off | {"rows": 3})
            return forms.CharField(max_length=LONGEST_TEXT, widget=area, **common)
        case Kind.NUMBER:
            figures = forms.TextInput(attrs=off | {"inputmode": "decimal"})
            return forms.CharField(max_length=20, widget=figures, **common)
        case Kind.DAY:
            day = forms.DateInput(attrs=off | {"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(widget=day, **common)
        case Kind.PHONE:
            return PhoneFormField(max_length=32, **common)
        case Kind.PIN:
            line = forms.TextInput(attrs=off)
            return forms.CharField(
                max_length=60, widget=line, validators=[place_on_a_map], **common
            )
        case Kind.CHOICE:
            choices = [(key, words) for key, words in fact.choices]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=LONGEST_LINE, widget=forms.TextInput(attrs=off), **common)
