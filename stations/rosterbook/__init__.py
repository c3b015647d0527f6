"""A region's roster as one workbook (xlsx): out, back in, and empty to begin with."""

from stations.rosterbook.loading import Report, load
from stations.rosterbook.reading import UnreadableBook, read
from stations.rosterbook.writing import book_of

__all__ = ["Report", "UnreadableBook", "book_of", "load", "read"]
