"""Photos of paper, beside what the nurse writes for the doctor."""

from enum import Enum

from calls.dispatch import engine
from calls.dispatch.loading import Loaded
from calls.dispatch.writing import Writer
from calls.models import Escalation, Happening, Photo
from stations.models import User

MOST_PHOTOS = 10


class Refusal(Enum):
    ENDED = "ended"  # the escalation has
    TOO_MANY = "too many"  # `MOST_PHOTOS` are there


class Refused(Exception):
    """A photo was not put with the case."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


def add_photo(*, escalation: Escalation, jpeg: bytes, digest: str, by: User) -> None:
    """Put a picture (JPEG) with the case; `digest` of what was sent. Safe to repeat: the same
    digest is the same photo. Raises `Refused`, and nothing is changed.
    """

    def add(held: engine.Held) -> Refusal | None:
        photos = Photo.objects.filter(escalation=held.escalation)
        if photos.filter(digest=digest).exists():
            return None
        if not held.escalation.is_open:
            return Refusal.ENDED
        if photos.count() >= MOST_PHOTOS:
            return Refusal.TOO_MANY
        photo = Photo(escalation=held.escalation, digest=digest, added_at=held.now, added_by=by)
        photo.seal(jpeg)
        photo.save()
        _note(held, by, {"photos": 1})
        return None

    refusal = engine.under_lock(escalation.pk, add)
    if refusal is not None:
        raise Refused(refusal)


def remove_photo(*, photo: Photo, by: User) -> None:
    """Take it away for good; that it was there stays on the timeline. Safe to repeat. Nothing
    changes once it has ended."""

    def remove(held: engine.Held) -> None:
        if held.escalation.is_open and Photo.objects.filter(pk=photo.pk).delete()[0]:
            _note(held, by, {"photos_removed": 1})

    engine.under_lock(photo.escalation_id, remove)


def _note(held: engine.Held, by: User, details: dict[str, int]) -> None:
    writer = Writer(Loaded(held.escalation, held.now))
    writer.note(Happening.HANDED_OVER, by=by, details=details)
    held.finish(writer)
