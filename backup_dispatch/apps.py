"""Makes the Celery application the current one in every Django process."""

from importlib import import_module

from django.apps import AppConfig


class BackupDispatchConfig(AppConfig):
    name = "backup_dispatch"

    def ready(self) -> None:
        import_module("backup_dispatch.celery")
