"""The handover as a form: what the doctor should know."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.facts import asked_of
from calls.facts_form import FactsForm
from calls.handover import SECTIONS


class HandoverForm(FactsForm):
    handover = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=4000,
        show_hidden_initial=True,
        help_text=_("Dictate or write; the doctor reads it as it stands."),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
    )

    def __init__(
        self, data: Any = None, *, known: Mapping[str, str], death: bool, today: date
    ) -> None:
        super().__init__(data, sections=asked_of(SECTIONS, death=death), known=known)
        self.today = today

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born is not None and not 0 <= self.today.year - born.year <= 120:
            raise forms.ValidationError(_("Please look at the year again."))
        return born
