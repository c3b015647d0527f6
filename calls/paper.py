"""Photos of paper: whatever a camera gives, checked by its content, made small enough to send and
large enough to read, and without a word of where and when it was taken. No database.
"""

from io import BytesIO
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

# What cameras and screens make. Others are for printers, or bring programs along.
FORMATS = ("JPEG", "PNG", "WEBP")
# A4 at 150 dots an inch, and a little more.
LONGEST_SIDE = 1800
QUALITY = 80
# Of pixels; a file of a few bytes can claim to be much larger.
LARGEST = 64_000_000


class NotAPicture(ValueError):
    """It is none of `FORMATS`, is broken, or is larger than any camera's."""


def as_jpeg(file: IO[bytes]) -> bytes:
    """Upright, of `LONGEST_SIDE` pixels at most, in JPEG. Raises `NotAPicture`."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            if picture.width * picture.height > LARGEST:
                raise NotAPicture
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG need not be read in full
            made = ImageOps.exif_transpose(picture)
            made.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            out = BytesIO()
            # A new picture carries nothing of the old one but its pixels.
            _on_white(made).save(out, "JPEG", quality=QUALITY, optimize=True)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise NotAPicture from error
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """What is see-through would come out black."""
    paper = Image.new("RGB", picture.size, "white")
    solid = picture.convert("RGBA")
    paper.paste(solid, mask=solid)
    return paper
