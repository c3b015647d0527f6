"""Telephone numbers: written as people write them, kept as E.164, shown as people read them."""

import re
import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

HOME = "JP"
# 090-0000-xxxx is assigned to nobody, so demonstrations use it.
INVENTED = re.compile(r"\+8190" + r"0000[0-9]{4}")
# Nor is 055-000-xxxx, which the library takes for a number of another town.
INVENTED_LANDLINE = "+8155" + "000"


def e164(written: str) -> str:
    """Return the number as E.164, `+819000000001` for `０９０-００００-０００１`.

    Raises `ValidationError` for what is no telephone number. Numbers of the shape that is
    never assigned pass only where nothing can be sent to the world
    (`INVENTED_NUMBERS_ALLOWED`).
    """
    text = unicodedata.normalize("NFKC", written).strip()
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        message = _("This is not a telephone number: %(text)s")
        raise ValidationError(message, "phone", {"text": text}) from None
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    invented = settings.INVENTED_NUMBERS_ALLOWED and re.fullmatch(INVENTED, formatted)
    if not phonenumbers.is_possible_number(number) or not (
        phonenumbers.is_valid_number(number) or invented
    ):
        message = _("This telephone number does not exist: %(text)s")
        raise ValidationError(message, "phone", {"text": text})
    return formatted


def national(number: str) -> str:
    """`+819000000001` → `090-0000-0001`; what cannot be read comes back as it is."""
    if number.startswith(INVENTED_LANDLINE):
        return f"055-000-{number.removeprefix(INVENTED_LANDLINE)}"
    try:
        parsed = phonenumbers.parse(number, HOME)
    except phonenumbers.NumberParseException:
        return number
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if phonenumbers.region_code_for_country_code(parsed.country_code or 0) == HOME
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, style)


def is_mobile(number: str) -> bool:
    """Whether a Japanese number is a mobile one (070, 080, 090), by its first digits."""
    return number.startswith(("+8170", "+8180", "+8190"))


class PhoneFormField(forms.CharField):
    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"})

    def prepare_value(self, value: Any) -> Any:
        return national(value) if isinstance(value, str) and value.startswith("+") else value

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return e164(text) if text else ""


class PhoneField(models.CharField):
    """A number in E.164, at most 16 characters; `""` where there is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 16)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: Any) -> Any:
        return super().clean(e164(value) if value else value, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", PhoneFormField)
        kwargs["max_length"] = 32
        return super().formfield(**kwargs)
