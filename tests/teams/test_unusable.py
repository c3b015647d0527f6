"""Why a number cannot be used is said in words, for every code that makes it so."""

import pytest

from calls.telephony.twilio_errors import ERRORS
from teams.unusable import WORDS, in_words


def test_every_code_that_gives_a_number_up_has_words():
    assert set(WORDS) == {str(code) for code, verdict in ERRORS.items() if verdict.permanent}


@pytest.mark.parametrize(("code", "shown"), [("", ""), ("99999", "99999")])
def test_nothing_and_what_nobody_knows_stay_as_they_are(code, shown):
    assert in_words(code) == shown
