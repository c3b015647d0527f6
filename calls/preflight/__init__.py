"""Before the night: would calls and SMS go out, and would their answers come back?"""

from calls.preflight.looking import our_addresses, preflight
from calls.preflight.words import found, in_words, keep

__all__ = ["found", "in_words", "keep", "our_addresses", "preflight"]
