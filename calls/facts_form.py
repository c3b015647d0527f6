"""Facts as a form: all of it may stay empty, and only what was changed is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from calls.facts import Fact, Kind, Section
from calls.models.facts_as_text import UNREADABLE
from stations.models.patient import place_on_a_map
from teams.phone import PhoneFormField

LONGEST_LINE, LONGEST_TEXT = 200, 2000
MOST_YEN = 1_000_000


class FactsForm(forms.Form):
    """`known`: what stands there so far, by key.

    Each field carries along what it showed, so that what somebody else wrote meanwhile in
    another field is not written over.
    """

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, sections: Iterable[Section], known: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial=dict(known))
        self.sections = tuple(sections)
        for section in self.sections:
            for fact in section.facts:
                self.fields[fact.key] = _field(fact)

    @property
    def is_begun(self) -> bool:
        """Something stood there before."""
        return any(self.initial.values())

    @property
    def unreadable(self) -> bool:
        """Something stands there that no key opens; it is kept, whatever is written."""
        return UNREADABLE in self.initial

    @property
    def parts(self) -> list["Shown"]:
        """For the page: the sections with their fields."""
        return [
            Shown(section, [ShownField(fact, self[fact.key]) for fact in section.facts])
            for section in self.sections
        ]

    def changes(self) -> dict[str, str]:
        """What was written, or taken back, by key; once it is valid."""
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
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value).strip()


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
        case Kind.YEN:
            yen = forms.NumberInput(attrs=off)
            return forms.IntegerField(min_value=0, max_value=MOST_YEN, widget=yen, **common)
        case Kind.CHOICE:
            choices = [(key, words) for key, words in fact.choices]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    return forms.CharField(max_length=LONGEST_LINE, widget=forms.TextInput(attrs=off), **common)
