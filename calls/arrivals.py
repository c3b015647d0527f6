"""When a doctor is there, as it can be chosen on a page."""

# Minutes; a reply by SMS may name any number.
ARRIVALS = (10, 15, 20, 30, 45, 60, 90)
# On the nurse's page, one tap each.
IN_ONE_TAP = (15, 30, 45, 60)


def minutes_chosen(text: str) -> int | None:
    """From the choice on a page; anything else counts as not said."""
    return int(text) if text in map(str, ARRIVALS) else None
