"""Photos of paper as they come from a browser, several at once."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from calls.paper import NotAPicture, as_jpeg

# iPhones give JPEG where it stands here, and their own format where "image/*" does.
ACCEPTED = "image/jpeg,image/png,image/webp"


@dataclass(frozen=True)
class Picture:
    jpeg: bytes
    digest: str


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """`clean` gives a list of `Picture`."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Picture]:
        files = data or [None]
        return [_picture(super(PicturesField, self).clean(file, initial)) for file in files]


class PhotoForm(forms.Form):
    use_required_attribute = False

    photos = PicturesField(
        label=_("Photos of paper"),
        error_messages={
            "required": _(
                "No photo has arrived. It may be too large: please send them one by one."
            ),
            "empty": _("No photo has arrived. It may be too large: please send them one by one."),
        },
        widget=ManyFilesInput({"accept": ACCEPTED}),
    )


def _picture(file: UploadedFile) -> Picture:
    try:
        jpeg = as_jpeg(file)
    except NotAPicture:
        raise forms.ValidationError(
            _("This is no photo that we can read. Please send JPEG, PNG or WebP.")
        ) from None
    file.seek(0)
    return Picture(jpeg, hashlib.file_digest(file, "sha256").hexdigest())
