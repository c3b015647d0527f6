"""What a preflight found, in words: what is wrong, and how to mend it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from calls.dispatch import clock
from calls.models import PreflightRun
from calls.telephony.base import Finding, Problem

# What is wrong, and how it is mended; the console is Twilio's.
WORDS: dict[Problem, tuple[Any, Any]] = {
    Problem.NO_ANSWER: (
        _("Twilio does not answer (account %(account)s, %(what)s)."),
        _("Look whether this host reaches the internet, and at status.twilio.com."),
    ),
    Problem.CREDENTIALS: (
        _("Twilio does not know us (account %(account)s, %(what)s)."),
        _("Copy Account SID and Auth Token from the console to TWILIO_ACCOUNT_SID and …_TOKEN."),
    ),
    Problem.ACCOUNT: (
        _("The account %(account)s is not active: %(status)s."),
        _("Open the console: a bill, or a question of Twilio's, waits there for an answer."),
    ),
    Problem.TRIAL: (
        _(
            "The account %(account)s is a trial account: it calls verified numbers only, and says"
            " so first."
        ),
        _("Upgrade it in the console under Billing."),
    ),
    Problem.BALANCE: (
        _("%(balance)s %(currency)s are left on the account %(account)s."),
        _("Pay in, and switch automatic recharge on, in the console under Billing."),
    ),
    Problem.NOT_OURS: (
        _("The account %(account)s has no number %(number)s."),
        _("Buy it in the console, or correct TWILIO_VOICE_FROM and TWILIO_SMS_FROM."),
    ),
    Problem.CANNOT_CALL: (
        _("%(number)s cannot make calls."),
        _("Choose a number with Voice in the console for TWILIO_VOICE_FROM."),
    ),
    Problem.CANNOT_TEXT: (
        _("%(number)s cannot send SMS."),
        _("Choose a number with SMS in the console for TWILIO_SMS_FROM."),
    ),
    Problem.VOICE_ADDRESS: (
        _("Whoever calls %(number)s back does not reach us: it points to %(is)s."),
        _("In the console, at the number, “A call comes in”: Webhook, %(wanted)s, HTTP POST."),
    ),
    Problem.FALLBACK_ADDRESS: (
        _("If we are down, whoever calls %(number)s hears an error in English (%(is)s)."),
        _("In the console, at the number, “Primary handler fails”: %(wanted)s, HTTP POST."),
    ),
    Problem.TEXT_ADDRESS: (
        _("SMS replies to %(number)s do not reach us: it points to %(is)s."),
        _("In the console, at the number, “A message comes in”: Webhook, %(wanted)s, HTTP POST."),
    ),
    Problem.COUNTRY: (
        _("The account %(account)s may not call numbers in %(country)s."),
        _("In the console under Voice, Geo permissions: tick the country, low-risk numbers."),
    ),
    Problem.EDGE: (
        _(
            "Calls of the account %(account)s leave from the edge “%(edge)s”: doctors may not see"
            " our number."
        ),
        _("Write TWILIO_EDGE=%(wanted)s."),
    ),
    Problem.CLOCK: (
        _("Our clock differs from Twilio's by %(seconds)s s."),
        _("Switch time synchronisation (NTP) on, on the host of the database."),
    ),
    Problem.PUBLIC_ADDRESS: (
        _("%(address)s is not answered by us (%(what)s): no key, reply or receipt comes in."),
        _("Look at PUBLIC_BASE_URL, its DNS entry, the certificate, and the reverse proxy."),
    ),
    Problem.SIGNATURE: (
        _("%(address)s refuses what Twilio signs: no key, reply or receipt comes in."),
        _(
            "PUBLIC_BASE_URL has to be the address as Twilio calls it, and the proxy must change"
            " neither path nor body; all processes need the same TWILIO_AUTH_TOKEN."
        ),
    ),
    Problem.LINK_ADDRESS: (
        _("%(address)s is not answered by us (%(what)s): links in SMS lead nowhere."),
        _("Look at LINK_BASE_URL, its DNS entry, the certificate, and the reverse proxy."),
    ),
    Problem.FIELD_KEYS: (
        _("No key opens what is written in %(number)s of the newest rows of %(table)s."),
        _("Add the key of before to FIELD_KEYS, behind the new one, for all processes."),
    ),
}


def in_words(findings: Iterable[Finding]) -> list[str]:
    """A line for each, with what to do."""
    return [" ".join(str(part) % one.facts for part in WORDS[one.problem]) for one in findings]


def keep(findings: list[Finding]) -> list[Finding]:
    """Write them down for the office, and give them back."""
    rows = [{"problem": str(one.problem), "facts": one.facts} for one in findings]
    PreflightRun.objects.create(at=clock.now(), findings=rows)
    return findings


def found(run: PreflightRun) -> list[Finding]:
    return [Finding(Problem(row["problem"]), row["facts"]) for row in run.findings]
