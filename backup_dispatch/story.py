"""What happens in the night that `backup_dispatch.night` plays, and what must hold after each step.

Only by what people have: pages, the API, telephones, links. Sentences are msgids.
"""

import re
import time

from backup_dispatch.people import Browser, form_with
from backup_dispatch.stack import Stack
from backup_dispatch.witness import Teller, Witness
from backup_dispatch.wording import marked as _

# The demo region's telephones, in the order in which it asks, and its station's.
FIRST, SECOND, THIRD, FOURTH, FIFTH = (f"+81900000{number:04d}" for number in range(1, 6))
NURSE = "+819000000901"
REQUEST = {
    "wanted": "visit",
    "case_kind": "fever",
    "reason": "away",
    "area": "湯村",
    "call_back_number": "090-0000-0901",
    "tell_by": "text",
    "address": "湯村0丁目0-7、駐車場は裏",
    "handover": "三日前から39度。点滴を希望。",
}
# Unreachable, unless his SMS was delivered before the call came back busy.
TURN_IS_OVER = ("unreachable", "silent")
LINK = re.compile(r"https?://\S+/[A-Za-z0-9_-]{22}$")
# Nobody but the doctor who has accepted may see these.
SECRETS = (REQUEST["call_back_number"], REQUEST["address"], REQUEST["handover"])
ONE_PART = 70  # characters of a Japanese SMS that arrives whole


class Night(Witness):
    """A nurse and the telephones of five doctors. `play` raises `NotAsTold`."""

    def __init__(self, stack: Stack, teller: Teller, language: str) -> None:
        super().__init__(stack, teller, language)
        self._password = stack.env["DEMO_PASSWORD"]
        self._language = language

    def play(self) -> None:
        for title, step in (
            (_("The nurse presses"), self._the_nurse_presses),
            (_("The first doctor is busy"), self._the_first_is_busy),
            (_("The second declines by key"), self._the_second_declines),
            (_("The third does not pick up"), self._the_third_does_not_pick_up),
            (_("The third accepts by SMS"), self._the_third_accepts),
            (_("The fifth answers too late"), self._the_fifth_is_too_late),
            (_("The third opens his page"), self._the_third_opens_his_page),
            (_("The nurse ends it"), self._the_nurse_ends_it),
            (_("The record is clean"), self._the_record_is_clean),
        ):
            self.step = title
            step()

    # --- the steps --------------------------------------------------------------------

    def _the_nurse_presses(self) -> None:
        self.nurse.sign_in("nurse", self._password)
        form = self.nurse.begin_request()
        self.phones.behave(FIRST, call="busy")
        self.teller.begin()
        pressed = time.time()
        self.escalation = self.nurse.press(form, REQUEST)
        saved = time.time()
        self.tell(
            _("The nurse presses the button: a house call, somewhere in {area}."),
            area=REQUEST["area"],
        )
        state = self.state(
            _("the search is on, with nine doctors on the list"),
            lambda state: state["status"] == "searching" and len(state["offers"]) == 9,
        )
        self.doctors = sorted(state["offers"], key=lambda doctor: doctor["position"])
        self.check(
            _("the doctors are asked in the roster's order"),
            [doctor["numbers"][0]["number"] for doctor in self.doctors[:5]],
            lambda numbers: numbers == [FIRST, SECOND, THIRD, FOURTH, FIFTH],
        )
        record = self.record(
            _("a call and an SMS go to the first doctor"),
            lambda record: record.calls(FIRST) and record.texts(FIRST),
        )
        self.tell(
            _("Saved after {saved:.0f} ms; {first}'s telephone is called after {called:.0f} ms."),
            saved=(saved - pressed) * 1000,
            called=(record.created("Calls")[0]["at"] - pressed) * 1000,
            first=self.name(1),
        )
        self.check(
            _("the SMS is one part, carries a link, and says nothing about the patient"),
            record.texts(FIRST)[0]["body"],
            lambda body: len(body) <= ONE_PART and LINK.search(body) and _is_discreet(body),
        )
        self.tell(_("The SMS that goes with it: {body}"), body=record.texts(FIRST)[0]["body"])

    def _the_first_is_busy(self) -> None:
        self.state(
            _("the first doctor's turn is over, and the second one's telephone rings"),
            lambda state: self.stands(state, 1) in TURN_IS_OVER and self.rings(state, 2),
        )
        calls = self.record(
            _("the first doctor was called once, and was busy"),
            lambda record: [call["status"] for call in record.calls(FIRST)] == ["busy"],
        )
        busy = calls.calls(FIRST)[0]["history"][-1]["at"]
        self.tell(
            _("{first} is on the telephone. {after:.0f} ms later {second} is called."),
            first=self.name(1),
            second=self.name(2),
            after=(calls.created("Calls")[1]["at"] - busy) * 1000,
        )

    def _the_second_declines(self) -> None:
        self.phones.answer(SECOND)
        call = self.wait(
            _("the second doctor hears what it is about, and which keys to press"),
            lambda: self.phones.call(SECOND),
            lambda call: call.get("listening") and len(call["transcript"]) > 2,
        )
        said = " ".join(line["text"] for line in call["transcript"])
        self.check(_("what is said names no patient"), said, _is_discreet)
        self.tell(_("{second} picks up and hears: {said}"), second=self.name(2), said=said)
        self.phones.press(SECOND, "2")
        self.state(
            _("his no is noted, and the third doctor's telephone rings"),
            lambda state: self.stands(state, 2) == "declined" and self.rings(state, 3),
        )
        self.tell(
            _("{second} presses 2. No reason is asked for; {third}'s telephone rings."),
            second=self.name(2),
            third=self.name(3),
        )

    def _the_third_does_not_pick_up(self) -> None:
        self.wait(
            _("the third doctor's telephone rings twice"),
            lambda: [call["status"] for call in self.phones.record().calls(THIRD)],
            lambda seen: seen == ["no-answer", "no-answer"],
        )
        self.tell(
            _("{third} does not pick up, nor when it rings again, as night modes allow."),
            third=self.name(3),
        )
        self.state(
            _("his turn is over, the fourth is passed over, and the fifth one's telephone rings"),
            lambda state: (
                self.stands(state, 3) in TURN_IS_OVER
                and self.stands(state, 4) == "skipped"
                and self.rings(state, 5)
            ),
        )
        self.tell(
            _("{fourth} is on leave and is passed over; {fifth}'s telephone rings."),
            fourth=self.name(4),
            fifth=self.name(5),
        )

    def _the_third_accepts(self) -> None:
        self.phones.reply(THIRD, "１")
        state = self.state(
            _("the third doctor's late yes counts"),
            lambda state: state["status"] == "accepted" and self.stands(state, 3) == "accepted",
        )
        self.check(
            _("it is noted that he answered by SMS"),
            state["accepted"]["note"],
            lambda note: note == self.teller.translate("by an SMS reply"),
        )
        self.tell(
            _("{third} has read the SMS and replies with a full-width １: it counts."),
            third=self.name(3),
        )
        record = self.record(
            _("the fifth doctor's telephone stops ringing, and everybody is told"),
            lambda record: (
                [call["status"] for call in record.calls(FIFTH)] == ["canceled"]
                and len(record.texts(FIFTH)) == 2
                and len(record.texts(THIRD)) == 2
                and len(record.texts(NURSE)) == 1
            ),
        )
        self.tell(
            _("{fifth}'s telephone stops ringing. SMS: {body}"),
            fifth=self.name(5),
            body=record.texts(FIFTH)[-1]["body"],
        )
        told = self.check(
            _("the nurse's SMS names the doctor"),
            record.texts(NURSE)[0]["body"],
            lambda body: self.name(3) in body and len(body) <= ONE_PART,
        )
        self.tell(_("The nurse gets an SMS: {body}"), body=told)

    def _the_fifth_is_too_late(self) -> None:
        page = self._page_of(FIFTH, sms=0)
        words = self.teller.translate("Another doctor has taken it")
        browser = Browser(self._language)
        for answer in (browser.read(page), browser.read(browser.send(page, answer="yes").url)):
            self.check(_("his page says that a colleague goes"), answer.text, lambda t: words in t)
        state = self.state(
            _("his yes changes nothing, and stands in the history"),
            lambda state: any(
                entry["happening"] == "too_late" and entry["doctor"] == self.name(5)
                for entry in state["timeline"]
            ),
        )
        self.check(
            _("the third doctor still has it"), self.stands(state, 3), lambda s: s == "accepted"
        )
        self.tell(
            _("{fifth} opens the link now and says yes. He reads: {words}."),
            fifth=self.name(5),
            words=words,
        )

    def _the_third_opens_his_page(self) -> None:
        page = self._page_of(THIRD, sms=1)
        own, other = Browser(self._language), Browser(self._language)
        form = form_with("answer", own.read(page))
        opened = own.read(own.submit(form, answer="open"))
        self.check(
            _("his page shows the nurse's number, the address and the handover"),
            opened.text,
            lambda text: all(secret in text for secret in SECRETS),
        )
        self.check(
            _("on another device the same link shows nothing of it"),
            other.read(page).text,
            _is_discreet,
        )
        self.tell(
            _("{third} opens the link: number, address, handover; on this device and no other."),
            third=self.name(3),
        )

    def _the_nurse_ends_it(self) -> None:
        self.nurse.confirm_contact(self.escalation)
        self.state(_("they have spoken"), lambda state: state["status"] == "contacted")
        self.nurse.close(self.escalation, "visited")
        state = self.state(_("the request is closed"), lambda state: state["status"] == "closed")
        self.tell(
            _("They have spoken. The house call was made; the history has {entries} entries."),
            entries=len(state["timeline"]),
        )

    def _the_record_is_clean(self) -> None:
        record = self.record(_("nothing is under way any more"), lambda record: record.is_quiet)
        self.check(_("no request and no report failed"), record.errors, lambda errors: not errors)
        self.check(
            _("nobody else was called or texted"),
            sorted(record.numbers),
            lambda numbers: numbers == sorted({FIRST, SECOND, THIRD, FIFTH, NURSE}),
        )
        calls = {number: len(record.calls(number)) for number in (FIRST, SECOND, THIRD, FIFTH)}
        self.check(
            _("everybody was called as often as told, and no attempt twice"),
            calls,
            lambda calls: (
                calls == {FIRST: 1, SECOND: 1, THIRD: 2, FIFTH: 1}
                and len(record.attempts) == len(set(record.attempts))
            ),
        )
        self.tell(
            _("{calls} calls and {texts} SMS, one request each; {reports} signed reports."),
            calls=len(record.created("Calls")),
            texts=len(record.created("Messages")),
            reports=len(record.callbacks),
        )

    # --- what is looked at ------------------------------------------------------------

    def _page_of(self, number: str, *, sms: int) -> str:
        """The link that stands in this doctor's SMS (0 is the first one)."""
        record = self.record(
            _("an SMS with a link is there"), lambda record: len(record.texts(number)) > sms
        )
        return str(LINK.findall(record.texts(number)[sms]["body"])[0])


def _is_discreet(words: str) -> bool:
    """Nothing of what only a doctor who has accepted may know."""
    return not any(secret in words for secret in SECRETS)
