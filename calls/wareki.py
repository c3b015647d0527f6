"""Days as paper in Japan carries them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

REIWA_BEGAN = 2019  # on the first of May


def reiwa(day: date) -> str:
    """令和8年11月27日; in another language, or before the era, as that language writes it.

    The first year of an era is written 元年.
    """
    if not (get_language() or "").startswith("ja") or day < date(REIWA_BEGAN, 5, 1):
        return date_format(day, "DATE_FORMAT")
    year = day.year - REIWA_BEGAN + 1
    return f"令和{'元' if year == 1 else year}年{day.month}月{day.day}日"
