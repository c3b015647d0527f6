"""The last step, when nobody has said yes: a contracted service outside the teams."""

from dataclasses import dataclass

from teams.models import Region
from teams.phone import national


@dataclass(frozen=True)
class OutsideService:
    """Its number as E.164 and as people read it; what the office wants the nurse to know."""

    name: str
    number: str
    national: str
    notes: str


def outside_service(region: Region) -> OutsideService | None:
    """The region's, None where it has none."""
    if not region.outside_service_number:
        return None
    return OutsideService(
        name=region.outside_service_name,
        number=region.outside_service_number,
        national=national(region.outside_service_number),
        notes=region.outside_service_notes,
    )
