"""Why a doctor stands where he stands on the list, in words."""

from typing import Any

from django.utils.translation import gettext as _

from calls.dispatch.vocabulary import Standing
from calls.models.labels import STANDING


def reason_words(reason: dict[str, Any]) -> str:
    """Why a doctor stands where he stands: what `candidates.reasons` says, in words."""
    match reason:
        case {"stands_in": standing}:
            return str(STANDING[Standing(standing)])
        case {"secondary": 1}:
            return _("secondary doctor")
        case {"secondary": _place}:
            return _("secondary doctor, number %(secondary)s") % reason
        case {"last_resort": _flag}:
            return _("asked last of all")
        case {"unproven": _flag}:
            return _("number not proven")
        case {"preferred": _position}:
            return _("in the station's order, number %(preferred)s") % reason
        case {"km": _km, "from_home": _flag}:
            return _("%(km)s km from the patient") % reason
        case {"km": _km}:
            return _("%(km)s km") % reason
        case {"worked": _times}:
            return _("worked together %(worked)s times") % reason
        case {"rested": _flag}:
            return _("not asked lately")
    return _("%(team)s, number %(place)s") % reason
