"""The product itself as processes, on a stack of its own, with its telephones."""

import json
import os
import signal
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

from backup_dispatch.embedded.waiting import until
from backup_dispatch.people import Nurse
from backup_dispatch.phones import Phones
from backup_dispatch.stack import WORKERS, Stack
from tests.telephony.simulator_process import SimulatorProcess

# It starts servers of its own, whatever these tests use.
OWN = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
FIRST, SECOND = "+819000000001", "+819000000002"
# Half a second of the watch's tick and a third of grace; and what a press may take on a machine
# that does much else beside. A process that waits for a lease or a lock would take longer.
LATE, HEALTHY = 1.0, 4.0
ANSWERS = {
    "wanted": "visit",
    "case_kind": "fever",
    "reason": "no_answer",
    "area": "丸の内",
    "call_back_number": "090-0000-0901",
    "tell_by": "text",
    "address": "丸の内0丁目0-0",
    "handover": "カナリア様 昨夜から38.8度",
}
PRESS = """
import uuid
from calls import services
from stations.models import Station, User
station = Station.objects.asking().get()
services.open_escalation(station=station, by=station.nurses.first(), request_id=uuid.uuid4(),
    request=services.Request(wanted="visit", case_kind="fever", reason="no_answer",
                             area="丸の内", call_back_number=station.call_back_number))
"""
CANCEL = """
from calls import services
from calls.models import Escalation
for escalation in Escalation.objects.open():
    services.cancel(escalation=escalation, by=escalation.opened_by)
"""


@contextmanager
def running_product(*, speed=20):
    """`speed` divides what telephones need: at 20 a minute's ringing is over in three seconds."""
    folder = Path(tempfile.mkdtemp(prefix="backup-dispatch-"))
    folder.chmod(0o711)  # the account that root lends to PostgreSQL has to get through
    stack = Stack(folder, environ=OWN, speed=speed, calls_per_second=50, fsync=False)
    try:
        stack.start()
        yield Product(stack)
    finally:
        stack.erase()


class Product:
    """The stack, its telephones, and what its database knows."""

    def __init__(self, stack):
        self.stack = stack
        self.phones = SimulatorProcess()
        self.phones.url = stack.simulator_url

    def begin_anew(self):
        for name in ("web", *WORKERS, "watch"):
            self.stack.start_process(name)
        self.stack.wait_until_ready()
        self.stack.manage("shell", "-c", CANCEL)
        self.sql("UPDATE teams_region SET answer_within = 6, ring_for = 5")
        self.phones.clear_faults()
        for phone in json.loads(self.stack.phones.read_text("utf-8")):
            self.phones.behave(phone["number"], call="no_answer", sms="deliver")
        # Of some no report came, for nobody was there to hear it: the watch asks after them now.
        self.sql(
            "UPDATE calls_attempt SET placed_at = placed_at - interval '1 hour'"
            " WHERE ended_at IS NULL AND placed_at IS NOT NULL"
        )
        assert until(self.is_quiet, 30), "telephones of the test before still ring"
        self.phones.reset()

    def is_quiet(self):
        [[ringing]] = self.sql(
            "SELECT count(*) FROM calls_attempt WHERE channel = 'voice' AND ended_at IS NULL"
        )
        return ringing == 0

    def sql(self, statement):
        with psycopg.connect(self.stack.env["DATABASE_URL"], autocommit=True) as connection:
            answer = connection.execute(statement)
            return answer.fetchall() if answer.description else []

    # --- people ---------------------------------------------------------------------------

    def press(self):
        self.stack.manage("shell", "-c", PRESS)

    def nurse(self):
        nurse = Nurse(self.stack.web_url)
        nurse.sign_in("nurse", self.stack.env["DEMO_PASSWORD"])
        return nurse

    def press_timed(self, nurse):
        """The escalation, and the seconds until her browser had an answer."""
        form = nurse.begin_request()
        begun = time.monotonic()
        escalation = nurse.press(form, ANSWERS)
        return escalation, time.monotonic() - begun

    # --- telephones -----------------------------------------------------------------------

    def seconds_until_it_rang(self, number, escalation=None):
        """From the moment in which the call was ordered until the carrier had taken it."""
        assert until(lambda: self.phones.calls_to(number), 30), f"{number} never rang"
        assert until(lambda: self._placed(number, escalation), 30)
        return self._placed(number, escalation)[0][0]

    def _placed(self, number, escalation):
        which = "" if escalation is None else f" AND escalation_id = {escalation}"
        return self.sql(
            "SELECT extract(epoch FROM placed_at - created_at)::float FROM calls_attempt"
            f" WHERE number = '{number}' AND channel = 'voice' AND placed_at IS NOT NULL"
            f"{which} ORDER BY id DESC LIMIT 1"
        )

    def was_placed_once(self):
        """Each call and SMS was asked of the carrier once, and no more."""
        asked = Phones(self.stack.simulator_url).record().attempts
        return len(asked) == len(set(asked))

    # --- processes ------------------------------------------------------------------------

    def pid(self, name):
        if name == "valkey":
            return self.stack.valkey.pid
        return self.stack.supervisor.pid(name)

    @contextmanager
    def frozen(self, *names):
        pids = [self.pid(name) for name in names]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def start_another_watch(self, name):
        """Returns when it looks."""
        command = self.stack._command("watch")
        self.stack.supervisor.start(name, command, self.stack.env | {"PROCESS_NAME": name})
        looks = f"SELECT 1 FROM pg_stat_activity WHERE application_name = '{name}'"
        assert until(lambda: self.sql(looks), 20), f"{name} does not start"


def said(product, number):
    [call] = product.phones.calls_to(number)
    return "".join(line["text"] for line in call["transcript"] if line["who"] == "voice")
