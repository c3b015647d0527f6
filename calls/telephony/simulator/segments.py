"""How many parts an SMS is sent in."""

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("^{}\\[~]|€\f")


def count_segments(body: str) -> int:
    """Return the number of parts: GSM-7 160/153 septets, otherwise UCS-2 70/67 units."""
    if all(letter in GSM_BASIC or letter in GSM_EXTENDED for letter in body):
        length = sum(2 if letter in GSM_EXTENDED else 1 for letter in body)
        alone, joined = 160, 153
    else:
        length = len(body.encode("utf-16-le")) // 2
        alone, joined = 70, 67
    return 1 if length <= alone else -(-length // joined)
