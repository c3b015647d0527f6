"""What people of a region's offices may do in the admin. It follows from their role alone.

So it holds for every account at once, the old ones too, when a page is added; no group has to be
made, filled or kept up to date.
"""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from stations.models.user import Role

# City staff keep the rosters, and see how the searches went. Nothing that the past refers to is
# deleted: it is switched off, or it stays.
OFFICE_MAY = {
    "teams": {
        "region": "view change",
        "team": "view add change",
        "clinic": "view add change",
        "doctor": "view add change",
        "contact": "view add change delete",
        "unavailability": "view add change delete",
    },
    "stations": {
        "station": "view add change",
        "stationpreference": "view add change delete",
        "attendingdoctor": "view add change",
        "absence": "view add change",
        "absencecover": "view",
        "responsible": "view add change",
        "user": "view add change",
    },
    # Timings, numbers and outcomes; those pages hold no patient, no area and no kind of case.
    "calls": {
        "escalation": "view",
        "offer": "view",
        "attempt": "view",
        "carriercallback": "view",
        "notice": "view",
        "absencenotice": "view",
        "contactcheck": "view",
        "preflightrun": "view",
        "dayslink": "view add delete",
        "alarm": "view",
        "timelineentry": "view",
    },
}
# Auditors see what happened, when, and whether it was tampered with; no roster, no number.
AUDITOR_MAY = {
    "calls": {
        "escalation": "view",
        "offer": "view",
        "timelineentry": "view",
    },
}


def permissions(may: dict[str, dict[str, str]]) -> frozenset[str]:
    """As Django names them: `calls.view_escalation`."""
    return frozenset(
        f"{app}.{action}_{model}"
        for app, models in may.items()
        for model, actions in models.items()
        for action in actions.split()
    )


BY_ROLE = {Role.STAFF: permissions(OFFICE_MAY), Role.AUDITOR: permissions(AUDITOR_MAY)}


class RightsByRole(BaseBackend):
    """Signs nobody in; says what somebody who signed in may do. Reads no database."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        return set(BY_ROLE.get(user_obj.role, ()))

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(one.startswith(f"{app_label}.") for one in self.get_all_permissions(user_obj))
