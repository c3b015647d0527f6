"""`manage.py load_demo`: the demonstration's region, its people and their telephones."""

import json
import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from stations.demo.region import DESCRIPTION, load, telephones


class Command(BaseCommand):
    help = "Load the demo region of Kofu. DEMO_PASSWORD sets the password of its people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--phones", type=Path, metavar="FILE", help="write the telephones for the simulator"
        )

    def handle(self, *, phones: Path | None, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError(_("The demonstration does not run with production settings."))
        given = os.environ.get("DEMO_PASSWORD", "")
        password = given or secrets.token_urlsafe(12)
        if load(password=password, now=timezone.now()):
            names = ", ".join(user["username"] for user in DESCRIPTION["users"])
            self.stdout.write(_("The demo region was loaded. User names: %s") % names)
            if not given:
                self.stdout.write(_("Their password, shown this once: %s") % password)
        else:
            self.stdout.write(_("The demo region is already there; nothing was changed."))
        if phones:
            phones.write_text(json.dumps(telephones(), ensure_ascii=False, indent=2), "utf-8")
