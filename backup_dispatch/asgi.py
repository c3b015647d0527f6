"""The web process's door."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backup_dispatch.settings")

application = get_asgi_application()
