"""Facts that stand in one row, encrypted as one text."""

import json
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from stations.encryption import EncryptedTextField
from stations.unreadable import Unreadable

# Under this key stands, as it was stored, what could not be read when somebody wrote over it.
UNREADABLE = "unreadable"


class FactsAsText(models.Model):
    text = EncryptedTextField(_("what was written"), blank=True)

    class Meta:
        abstract = True

    @property
    def facts(self) -> dict[str, str]:
        """By the key of the fact; under `UNREADABLE` what no key opens."""
        if isinstance(self.text, Unreadable):
            return {UNREADABLE: self.text.stored}
        return dict(json.loads(self.text)) if self.text else {}

    def write(self, facts: Mapping[str, str]) -> None:
        """All of them; an empty text is not kept."""
        kept = {key: value for key, value in facts.items() if value}
        self.text = json.dumps(kept, ensure_ascii=False) if kept else ""
