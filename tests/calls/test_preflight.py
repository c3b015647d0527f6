"""Every misconfiguration that an operator can make is found, and he is told how to mend it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from calls.dispatch import clock
from calls.duties import DAILY, do
from calls.models import DutyName, PreflightRun
from calls.preflight import in_words, our_addresses, preflight
from calls.preflight.words import WORDS
from calls.telephony import carrier
from calls.telephony.base import Problem
from calls.telephony.twilio import TwilioCarrier, _asking
from calls.telephony.twilio_preflight import Preflight
from stations.models import Role, User
from tests.calls.clocks import TOKYO, set_clock, turn_back
from tests.calls.web_server import web_server
from tests.make import make_region
from tests.telephony.documented import operation_of, violations
from tests.telephony.simulator_process import SimulatorProcess

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = configured.TWILIO["VOICE_FROM"]
LATE = timedelta(minutes=5)
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def twilio():
    with SimulatorProcess(
        account_sid=configured.TWILIO["ACCOUNT_SID"],
        auth_token=configured.TWILIO["AUTH_TOKEN"],
        number=NUMBER,
    ) as running:
        yield running


@pytest.fixture
def well(twilio, settings, live_server):
    """An installation in which all is well: the product on its address, known at Twilio."""
    settings.CARRIER = "calls.telephony.twilio.TwilioCarrier"
    settings.TWILIO = configured.TWILIO | {"API_BASE_URL": twilio.url}
    settings.PUBLIC_BASE_URL = settings.LINK_BASE_URL = live_server.url
    carrier.cache_clear()
    twilio.reset()
    ours = our_addresses()
    console(
        twilio,
        voice_url=ours.voice,
        voice_fallback_url=ours.voice_fallback,
        sms_url=ours.text,
    )
    yield settings
    turn_back()


def account(twilio, **changes):
    twilio.ask("PUT", "/simulator/account", changes)


def console(twilio, **changes):
    """What the operator enters at the number."""
    account(twilio, numbers={NUMBER: changes})


def anew(settings, **twilio):
    settings.TWILIO = settings.TWILIO | twilio
    carrier.cache_clear()


SEEDED = {
    "the account is suspended": (
        lambda twilio, _: account(twilio, status="suspended"),
        Problem.ACCOUNT,
        "suspended",
    ),
    "a trial account": (lambda twilio, _: account(twilio, type="Trial"), Problem.TRIAL, "試用"),
    "nearly no money": (
        lambda twilio, _: account(twilio, balance="3.2"),
        Problem.BALANCE,
        "3.20 USD",
    ),
    "a number that was given back": (
        lambda twilio, _: account(twilio, numbers={NUMBER: None}),
        Problem.NOT_OURS,
        NUMBER,
    ),
    "a number without voice": (
        lambda twilio, _: console(twilio, voice=False),
        Problem.CANNOT_CALL,
        "TWILIO_VOICE_FROM",
    ),
    "a number without SMS": (
        lambda twilio, _: console(twilio, sms=False),
        Problem.CANNOT_TEXT,
        "TWILIO_SMS_FROM",
    ),
    "calls go to Twilio's own greeting": (
        lambda twilio, _: console(twilio, voice_url="https://demo.twilio.com/welcome/voice/"),
        Problem.VOICE_ADDRESS,
        "/twilio/voice",
    ),
    "no other address if ours fails": (
        lambda twilio, _: console(twilio, voice_fallback_url=""),
        Problem.FALLBACK_ADDRESS,
        "/twilio/voice/fallback",
    ),
    "SMS come by GET": (
        lambda twilio, _: console(twilio, sms_method="GET"),
        Problem.TEXT_ADDRESS,
        "/twilio/sms",
    ),
    "calls are handed to an application": (
        lambda twilio, _: console(twilio, voice_application_sid="AP" + "1" * 32),
        Problem.VOICE_ADDRESS,
        "AP111",
    ),
    "Japan may not be called": (
        lambda twilio, _: account(twilio, calls_to={"JP": False}),
        Problem.COUNTRY,
        "JP",
    ),
    "a wrong token": (
        lambda _, settings: anew(settings, AUTH_TOKEN="9" * 32),
        Problem.CREDENTIALS,
        "TWILIO_ACCOUNT_SID",
    ),
    "no way to Twilio": (
        lambda _, settings: anew(settings, API_BASE_URL=NOWHERE),
        Problem.NO_ANSWER,
        "status.twilio.com",
    ),
    "the database's clock is five minutes late": (
        lambda _, __: set_clock(f"{clock.now().astimezone(TOKYO) - LATE:%Y-%m-%d %H:%M}"),
        Problem.CLOCK,
        "NTP",
    ),
    "the short address leads nowhere": (
        lambda _, settings: setattr(settings, "LINK_BASE_URL", NOWHERE),
        Problem.LINK_ADDRESS,
        "LINK_BASE_URL",
    ),
    "the short address is somebody else's": (
        lambda twilio, settings: setattr(settings, "LINK_BASE_URL", twilio.url),
        Problem.LINK_ADDRESS,
        "404",
    ),
}


def test_where_all_is_well_nothing_is_found(well):
    assert preflight() == []


@pytest.mark.parametrize("seeded", SEEDED)
def test_it_is_found_alone_and_said_how_to_mend_it(well, twilio, seeded):
    change, problem, words = SEEDED[seeded]
    change(twilio, well)
    findings = preflight()
    assert [one.problem for one in findings] == [problem]
    assert words in in_words(findings)[0]
    assert "%(" not in in_words(findings)[0]


@pytest.mark.parametrize("address", ["nobody", "somebody else"])
def test_a_public_address_that_is_not_ours(well, twilio, address):
    well.PUBLIC_BASE_URL = NOWHERE if address == "nobody" else twilio.url
    ours = our_addresses()
    console(twilio, voice_url=ours.voice, voice_fallback_url=ours.voice_fallback, sms_url=ours.text)
    [finding] = preflight()
    assert finding.problem is Problem.PUBLIC_ADDRESS
    assert "PUBLIC_BASE_URL" in in_words([finding])[0]


def test_a_public_address_where_signatures_do_not_hold(well, twilio):
    """The process behind it was told another address."""
    with web_server() as url:
        well.PUBLIC_BASE_URL = url
        ours = our_addresses()
        console(
            twilio, voice_url=ours.voice, voice_fallback_url=ours.voice_fallback, sms_url=ours.text
        )
        [finding] = preflight()
    assert finding.problem is Problem.SIGNATURE


def test_another_edge_than_tokyos(well, twilio):
    own = TwilioCarrier.from_settings()
    look = Preflight(own._client, own._http, _asking, NUMBER, NUMBER, edge="ashburn").look
    [finding] = look(our_addresses(), clock.now())
    assert finding.problem is Problem.EDGE
    assert finding.facts["edge"] == "ashburn"


def test_several_things_are_found_at_once_and_a_refusal_hides_no_other(well, twilio):
    account(twilio, type="Trial", balance="1", calls_to={"JP": False})
    console(twilio, sms=False)
    twilio.fault("500", on="list", count=1)
    found = [one.problem for one in preflight()]
    assert found == [Problem.TRIAL, Problem.BALANCE, Problem.NO_ANSWER]
    found = [one.problem for one in preflight()]
    assert found == [Problem.TRIAL, Problem.BALANCE, Problem.CANNOT_TEXT, Problem.COUNTRY]


def test_a_subaccount_has_no_balance_of_its_own(well, twilio):
    account(twilio, balance=None)
    assert preflight() == []


def test_each_account_is_named(well, twilio):
    account(twilio, balance="3.2")
    sid = configured.TWILIO["ACCOUNT_SID"]
    assert f"…{sid[-4:]}" in in_words(preflight())[0]


def test_every_problem_has_words():
    assert set(WORDS) == set(Problem)


def test_nothing_is_changed_at_twilio(well, twilio):
    preflight()
    asked = twilio.record()["requests"]
    assert {one["method"] for one in asked} == {"GET"}
    for one in asked:
        given = {name: [value] for name, value in one["params"].items()}
        assert violations(operation_of(one["method"], one["path"]), given) == []


# --- Command, duty, page ------------------------------------------------------------------


def test_the_command_says_so_and_fails(well, twilio):
    account(twilio, balance="0.50")
    out = StringIO()
    with pytest.raises(CommandError, match="1"):
        call_command("preflight", stdout=out)
    assert "0.50 USD" in out.getvalue()


def test_the_command_is_content_and_for_machines_too(well):
    out = StringIO()
    call_command("preflight", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"findings": []}


@pytest.mark.logs("ERROR calls.duties Preflight: .*0.50 USD")
def test_once_a_day_it_is_done_by_itself_and_the_office_sees_it(well, twilio, client):
    account(twilio, balance="0.50")
    [daily] = [one for one in DAILY if one.name == DutyName.PREFLIGHT]
    assert do(daily)
    assert not do(daily), "it is done for today"
    clerk = User.objects.create_user("clerk", role=Role.STAFF, is_staff=True, region=make_region())
    client.force_login(clerk)
    page = client.get("/admin/calls/preflightrun/").content.decode()
    assert "0.50 USD" in page
    run = PreflightRun.objects.get()
    assert client.get(f"/admin/calls/preflightrun/{run.pk}/change/").status_code == 200


def test_the_round_trip_is_for_ourselves_alone(client):
    assert client.post("/twilio/preflight", {"Nonce": "1"}).status_code == 403
    assert client.get("/twilio/preflight").status_code == 403
