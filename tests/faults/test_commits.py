"""F05: the connection dies at the commit. What is there says whether it was done."""

import os
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

import pytest
import requests
from django.conf import settings
from django.db import connection
from twilio.request_validator import RequestValidator

from backup_dispatch.people import Nurse
from calls.models import Attempt, Escalation
from tests.calls.nurses import FORM
from tests.calls.web_server import web_server
from tests.dispatch.night import Night
from tests.faults.proxy import AFTER, BEFORE, Proxy

pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]
PASSWORD = "long enough for nobody"
MOMENTS = [BEFORE, AFTER]


@pytest.fixture
def night(outbox):
    night = Night(outbox, doctors=2)
    night.nurse.set_password(PASSWORD)
    night.nurse.save()
    return night


@pytest.fixture
def line():
    """The address of the tests' database by way of a proxy, and the proxy."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    query = parse_qs(parts.query)
    if "host" not in query:
        pytest.skip("DATABASE_URL names a server that has no socket")
    name = f".s.PGSQL.{query['port'][0]}"
    with tempfile.TemporaryDirectory(prefix="line-") as folder:
        proxy = Proxy(Path(folder), Path(query["host"][0]) / name)
        where = f"host={quote(folder, safe='')}&port={query['port'][0]}"
        path = f"/{connection.settings_dict['NAME']}"
        yield urlunsplit(parts._replace(path=path, query=where)), proxy
        proxy.close()


def key_pressed(url, attempt, digits):
    """Twilio says that the doctor pressed a key."""
    path = f"/twilio/voice/{attempt.key}/key"
    said = {"CallSid": attempt.sid, "CallStatus": "in-progress", "Digits": digits}
    validator = RequestValidator(settings.TWILIO["AUTH_TOKEN"])
    signature = validator.compute_signature(settings.PUBLIC_BASE_URL + path, said)
    return requests.post(
        url + path, data=said, headers={"X-Twilio-Signature": signature}, timeout=10
    )


def test_f05_a_press_is_answered_and_saved_once_whenever_the_line_breaks(night, line):
    address, proxy = line
    with web_server(DATABASE_URL=address) as url:
        nurse = Nurse(url)
        nurse.sign_in(night.nurse.username, PASSWORD)
        for number, moment in enumerate(MOMENTS, 1):
            form = nurse.begin_request()
            proxy.cut(moment)
            escalation = nurse.press(form, FORM)
            assert proxy.cuts == number, "the line did not break"
            assert Escalation.objects.count() == number
            assert nurse.look(escalation)["status"] == "searching"
            asked = Attempt.objects.filter(escalation=escalation)
            assert sorted(asked.values_list("channel", flat=True)) == ["text", "voice"]


@pytest.mark.parametrize("commit", [1, 2], ids=["his call is picked up", "his answer"])
def test_f05_a_yes_by_key_counts_once_and_he_hears_so(night, line, commit):
    address, proxy = line
    with web_server(DATABASE_URL=address) as url:
        for number, moment in enumerate(MOMENTS, 1):
            night.press()
            ringing = night.escalation.attempts.get(channel="voice", offer__isnull=False)
            proxy.cut(moment, commit)
            answer = key_pressed(url, ringing, "1")
            assert proxy.cuts == number, "the line did not break"
            assert answer.status_code == 200
            assert night.status == "accepted"
            assert night.happened.count("accepted") == 1
            told = night.escalation.notices.filter(offer__isnull=True)
            assert [notice.news for notice in told] == ["accepted"]
