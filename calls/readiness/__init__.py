"""Would the net hold tonight, and in the two weeks to come?"""

from calls.readiness.items import Item, Level
from calls.readiness.keeping import check_regions, holds
from calls.readiness.looking import readiness_of

__all__ = ["Item", "Level", "check_regions", "holds", "readiness_of"]
