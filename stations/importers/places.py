"""Where a provider is: its municipality and its coordinates, as far as the row says."""

import math
import re
from collections.abc import Callable

from stations.importers.problems import Kind

Warn = Callable[[Kind, str], None]
# Degrees; from Okinotorishima to Hokkaido, from Yonaguni to Minamitorishima.
LATITUDES = (20.0, 46.0)
LONGITUDES = (122.0, 154.0)
LONGEST_BEGINNING = 20


class Municipalities:
    """Those that a file has named so far; they complete the rows that do not name theirs."""

    def __init__(self) -> None:
        self._city: dict[str, str] = {}
        self._by_beginning: dict[str, tuple[str, str]] = {}

    def find(self, raw: dict[str, str]) -> tuple[str, str]:
        """Code and city of a row, each `""` when neither the row nor an earlier one tells.

        A row with a code is believed; one without is looked up by how its address begins.
        """
        code, city, address = raw["municipality_code"], raw["city"], raw["address"]
        if not re.fullmatch(r"[0-9]{6}", code):
            return self._at(address) or ("", city)
        if city and city in address[:LONGEST_BEGINNING]:
            self._city.setdefault(code, city)
            self._by_beginning.setdefault(address[: address.index(city) + len(city)], (code, city))
        return code, city or self._city.get(code, "")

    def complete(self, raw: dict[str, str], warn: Warn) -> tuple[str, str]:
        """As `find`, and warn of what was missing."""
        code, city = self.find(raw)
        if not code:
            warn(Kind.NO_MUNICIPALITY, raw["address"])
        elif not city:
            warn(Kind.NO_CITY, raw["address"])
        elif city != raw["city"]:
            warn(Kind.CITY_COMPLETED, city)
        return code, city

    def _at(self, address: str) -> tuple[str, str] | None:
        for length in range(min(len(address), LONGEST_BEGINNING), 0, -1):
            if found := self._by_beginning.get(address[:length]):
                return found
        return None


def coordinates(latitude: str, longitude: str, warn: Warn) -> tuple[float | None, float | None]:
    """Degrees north and east; both or none. Swapped ones are put right."""
    if not latitude and not longitude:
        return None, None
    written = f"{latitude}, {longitude}"
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        north = east = math.nan
    if _in_japan(north, east):
        return north, east
    if _in_japan(east, north):
        warn(Kind.SWAPPED_PLACE, written)
        return east, north
    warn(Kind.PLACE, written)
    return None, None


def _in_japan(north: float, east: float) -> bool:
    return LATITUDES[0] <= north <= LATITUDES[1] and LONGITUDES[0] <= east <= LONGITUDES[1]
