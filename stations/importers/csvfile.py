"""Opens a CSV file as people hand it over: with a BOM or without, UTF-8 or Shift JIS."""

import codecs
import csv
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

# What other files begin with, when somebody picks the wrong one.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
ENOUGH_TO_TELL = 65_536  # bytes; a heading of 24 columns has about 700


class UnreadableFile(ValueError):
    """The file as a whole is not what was asked for; the text is a sentence for a clerk."""


def plain(text: str) -> str:
    """NFKC, so that full-width digits and half-width kana become usual ones, on one line."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def lines(file: BinaryIO) -> Iterator[str]:
    """The file's lines as text, a character that cannot be decoded being U+FFFD.

    The heading decides between UTF-8 and Shift JIS (cp932). Raises `UnreadableFile` for an
    empty file, a workbook, a web page and UTF-16.
    """
    start = file.read(ENOUGH_TO_TELL)
    text = start.removeprefix(codecs.BOM_UTF8)
    if not text.strip():
        raise UnreadableFile(_("The file is empty."))
    if start.startswith(WORKBOOKS):
        raise UnreadableFile(_("This is an Excel workbook. Save it as CSV (UTF-8) first."))
    if start.startswith(UTF16):
        raise UnreadableFile(_("This file is UTF-16. Save it as CSV (UTF-8) first."))
    if text.lstrip().startswith(b"<"):
        raise UnreadableFile(_("This is a web page, not a CSV file. Download the file itself."))
    file.seek(len(start) - len(text))
    encoding = _encoding(text)
    # In neither encoding is the byte of a line's end part of another character.
    return (line.decode(encoding, "replace") for line in file)


def read_table(file: BinaryIO) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield (line, cells) in order, the line being the one on which the row begins.

    What stops the reader, such as a quotation mark that never ends, comes last in the place
    of cells. Raises `UnreadableFile`.
    """
    rows = csv.reader(lines(file), strict=True)
    line = 1
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
            return
        yield line, cells
        line = rows.line_num + 1


def _encoding(start: bytes) -> str:
    heading = start.partition(b"\n")[0]
    try:
        heading.decode("utf-8")
    except UnicodeDecodeError:
        return "cp932"
    return "utf-8"
