"""Rows that the product writes, and nobody else."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone


class ReadOnly:
    """For a page or an inline of the admin: to be looked at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def moment(field: str, name: Any) -> Callable[[Any, Any], str]:
    """For a class of the admin: a column with a time to the second, in local time. Of a call much
    happens within a minute."""

    @admin.display(description=name, ordering=field)
    def shown(_: Any, row: Any) -> str:
        at = getattr(row, field)
        return "" if at is None else f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"

    return shown
