"""Rows that the product writes, and nobody else."""

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """For a page or an inline of the admin: to be looked at."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
