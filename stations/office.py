"""What city staff may do in the admin: keep the rosters, and see how the searches went."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

# Nothing that the past refers to is deleted: it is switched off, or it stays.
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
        "notice": "view",
        "absencenotice": "view",
        "alarm": "view",
        "timelineentry": "view",
    },
}


def office_permissions() -> QuerySet[Permission]:
    """The permissions that make up `OFFICE_MAY`."""
    wanted = Q(pk__in=[])
    for app, models in OFFICE_MAY.items():
        for model, actions in models.items():
            names = [f"{action}_{model}" for action in actions.split()]
            wanted |= Q(content_type__app_label=app, codename__in=names)
    return Permission.objects.filter(wanted)


def office_group(name: str) -> Group:
    """The group that a clerk's account belongs to, made when it does not exist yet."""
    group, new = Group.objects.get_or_create(name=name)
    if new:
        group.permissions.set(office_permissions())
    return group
