"""Photos of paper: whatever a camera gives becomes a picture that can be read, and says no more."""

from io import BytesIO

import pytest
from PIL import Image

from calls.paper import LARGEST, LONGEST_SIDE, NotAPicture, as_jpeg

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F
ON_ITS_SIDE = 6  # the camera was held upright: the first row is the right edge


def picture(size=(40, 20), form="JPEG", mode="RGB", color="white", **options):
    file = BytesIO()
    Image.new(mode, size, color).save(file, form, **options)
    file.seek(0)
    return file


def opened(jpeg):
    made = Image.open(BytesIO(jpeg))
    made.load()
    return made


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_it_comes_out_as_a_jpeg(form):
    made = opened(as_jpeg(picture(form=form)))
    assert (made.format, made.size, made.mode) == ("JPEG", (40, 20), "RGB")


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (4000, 500)])
def test_it_is_made_small_in_its_own_shape(size):
    made = opened(as_jpeg(picture(size)))
    assert max(made.size) == LONGEST_SIDE
    assert made.width / made.height == pytest.approx(size[0] / size[1], rel=0.02)


def test_a_small_one_is_not_made_larger():
    assert opened(as_jpeg(picture((300, 200)))).size == (300, 200)


def test_place_time_and_camera_are_gone():
    exif = Image.Exif()
    exif[MAKER] = "KAMERA"
    exif.get_ifd(GPS)[2] = (35.0, 39.0, 50.0)
    before = picture(exif=exif, comment=b"KAMERA")
    assert b"KAMERA" in before.getvalue()
    jpeg = as_jpeg(before)
    assert b"KAMERA" not in jpeg
    assert b"Exif" not in jpeg
    assert not opened(jpeg).getexif()


def test_one_that_lies_on_its_side_is_set_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = ON_ITS_SIDE
    assert opened(as_jpeg(picture((40, 20), exif=exif))).size == (20, 40)


def test_what_is_see_through_is_white_and_not_black():
    made = opened(as_jpeg(picture(form="PNG", mode="RGBA", color=(0, 0, 0, 0))))
    assert min(made.getpixel((5, 5))) > 250


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_in_whatever_colours_it_comes(mode):
    color = {"L": 128, "CMYK": (0, 0, 0, 0), "RGB": "white"}[mode]
    assert opened(as_jpeg(picture(mode=mode, color=color))).mode == "RGB"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n%",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 50,
        b"\xff\xd8\xff\xe0" + b"\0" * 40,
        picture((500, 500)).getvalue()[:400],
        picture(form="TIFF").getvalue(),
    ],
    ids=["nothing", "pdf", "svg", "gif", "the beginning of a jpeg", "torn", "tiff"],
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(NotAPicture):
        as_jpeg(BytesIO(content))


def test_a_few_bytes_that_claim_to_be_huge_are_refused_before_they_are_read():
    side = 9_000
    assert side * side > LARGEST
    huge = picture((side, side), form="PNG", mode="1", color=1)
    assert len(huge.getvalue()) < 100_000
    with pytest.raises(NotAPicture):
        as_jpeg(huge)
