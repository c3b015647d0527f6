"""A file that is no list of providers is refused as a whole, with one sentence."""

import io

import pytest
from django.utils import translation

from stations.importers.csvfile import UnreadableFile
from stations.importers.ministry import read_rows
from tests.stations.published import as_text, many

WRONG_FILES = {
    "empty": (b"", "The file is empty."),
    "a BOM alone": (b"\xef\xbb\xbf\r\n", "The file is empty."),
    "a workbook": (b"PK\x03\x04 and so on", "This is an Excel workbook."),
    "an old workbook": (b"\xd0\xcf\x11\xe0 and so on", "This is an Excel workbook."),
    "a web page": (b"\n<!DOCTYPE html><html></html>", "This is a web page"),
    "UTF-16": ("事業所番号,".encode("utf-16"), "This file is UTF-16."),
    "another table": ("氏名,住所\r\n".encode(), "These columns are missing"),
    "rows without a heading": (as_text(many(1)).split("\r\n", 1)[1].encode(), "missing"),
    "a quotation mark that never ends": (b'"' + "事業所番号".encode(), "The heading"),
}


@pytest.mark.parametrize(("content", "sentence"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_wrong_file_is_refused_with_one_clear_sentence(content, sentence):
    with translation.override("en"), pytest.raises(UnreadableFile, match=sentence):
        list(read_rows(io.BytesIO(content)))


def test_the_missing_columns_are_named():
    text = as_text([]).replace("事業所番号", "番号").replace("緯度", "北緯")
    with pytest.raises(UnreadableFile, match="事業所番号、緯度"):
        list(read_rows(io.BytesIO(text.encode())))
