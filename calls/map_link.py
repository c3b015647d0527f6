"""A link that opens the map which the telephone brings along, at a place."""

from stations.models.patient import PIN

APPLES = ("iPhone", "iPad", "Macintosh")


def map_link(pin: str, user_agent: str) -> str:
    """`pin` is "latitude, longitude" in degrees; `""` where there is none. Nothing of the address
    is in the link, and nothing is fetched before somebody taps it.

    `geo:` (RFC 5870) is what Android's maps open; Apple's devices know it not, and open their own
    map by an address of Apple's.
    """
    found = PIN.fullmatch(pin.strip())
    if found is None:
        return ""
    place = f"{found[1]},{found[2]}"
    if any(apple in user_agent for apple in APPLES):
        return f"https://maps.apple.com/?q={place}"
    return f"geo:{place}?q={place}"
