"""Numbers as people write them, as we keep them, as people read them."""

import pytest
from django.core.exceptions import ValidationError

from teams.phone import e164, is_mobile, national
from teams.searching import spellings

WRITTEN = {
    "hyphens": ("090-0000-0001", "+819000000001"),
    "full width": ("０９０－００００－０００１", "+819000000001"),
    "no hyphens": ("09000000001", "+819000000001"),
    "international": ("+81 90 0000 0001", "+819000000001"),
    "landline": ("(055)000-0001", "+81550000001"),
}


@pytest.mark.parametrize(("written", "kept"), WRITTEN.values(), ids=WRITTEN)
def test_a_number_is_kept_as_e164(written, kept):
    assert e164(written) == kept


@pytest.mark.parametrize("written", ["", "119番", "090-0000", "090-0000-00011", "abc"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValidationError):
        e164(written)


def test_an_invented_number_is_refused_where_it_could_be_dialled(settings):
    settings.INVENTED_NUMBERS_ALLOWED = False
    with pytest.raises(ValidationError):
        e164("090-0000-0001")


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("+819000000001", "090-0000-0001"),
        ("+81550000001", "055-000-0001"),
        ("", ""),
        ("nothing", "nothing"),
    ],
)
def test_a_number_is_shown_as_people_read_it(number, read):
    assert national(number) == read


def test_a_mobile_is_known_by_its_first_digits():
    assert is_mobile("+819000000001")
    assert not is_mobile("+81550000001")


SEARCHED = {
    "as it is": ("丸の内", ["丸の内", "丸ノ内"]),
    "full-width letters": ("ＡＢＣ", ["ABC"]),
    "hiragana": ("みほん", ["みほん", "ミホン"]),
    "a number with hyphens": ("090-0000-0001", ["090-0000-0001", "9000000001"]),
    "the end of a number": ("0001", ["0001", "001"]),
    "two words": ("みほん 090", ["みほん 090", "ミホン 90"]),
    "nothing": (" ", [""]),
    "a zero": ("0", ["0"]),
}


@pytest.mark.parametrize(("typed", "searched"), SEARCHED.values(), ids=SEARCHED)
def test_a_search_tries_the_spelling_that_is_kept(typed, searched):
    assert spellings(typed) == searched
