"""What the nurse writes for the doctor while the telephones ring, and after."""

from collections.abc import Mapping

from calls.dispatch import engine
from calls.dispatch.loading import Loaded
from calls.dispatch.writing import Writer
from calls.models import Escalation, Handover, Happening
from stations.models import User

# These go with the press, and stand with the escalation.
OF_THE_PRESS = ("address", "handover")


def hand_over(*, escalation: Escalation, changes: Mapping[str, str], by: User) -> None:
    """Write these facts, by key; an empty text takes one back. What a colleague has written
    meanwhile under other keys stays. Safe to repeat. Nothing changes once it has ended.

    On the timeline stands who wrote, and how many facts: none of their words.
    """

    def write(held: engine.Held) -> None:
        if not changes or not held.escalation.is_open:
            return
        row = Handover.objects.filter(pk=held.escalation.pk).first()
        row = row or Handover(escalation=held.escalation)
        facts = row.facts
        for key, value in changes.items():
            if key not in OF_THE_PRESS:
                facts[key] = value
        row.write(facts)
        row.changed_at, row.changed_by = held.now, by
        row.save()
        of_the_press = {key: changes[key] for key in OF_THE_PRESS if key in changes}
        if of_the_press:
            Escalation.objects.filter(pk=held.escalation.pk).update(**of_the_press)
        writer = Writer(Loaded(held.escalation, held.now))
        writer.note(Happening.HANDED_OVER, by=by, details={"facts": len(changes)})
        held.finish(writer)

    engine.under_lock(escalation.pk, write)
