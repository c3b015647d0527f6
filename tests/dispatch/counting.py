from typing import ClassVar

from django.test.utils import CaptureQueriesContext

from calls.telephony.memory import MemoryCarrier


class Counting(MemoryCarrier):
    """Remembers how many statements had been sent when it was asked."""

    queries: ClassVar[CaptureQueriesContext]
    statements = 0

    def call(self, call):
        self.statements = len(self.queries)
        return super().call(call)

    def text(self, text):
        self.statements = len(self.queries)
        return super().text(text)
