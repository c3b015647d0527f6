"""The parser of the Ministry's list, quirk by quirk."""

import io

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from stations.importers.csvfile import UnreadableFile
from stations.importers.ministry import Row, luhn, read_rows
from stations.importers.problems import Kind, Problem
from tests.stations.published import HEADING, as_text, many, provider, published


def read(*rows, **options):
    return list(read_rows(published(*rows), **options))


def the_row(found):
    (row,) = [item for item in found if isinstance(item, Row)]
    return row


def kinds(found):
    return [item.kind for item in found if isinstance(item, Problem)]


def test_a_faultless_row_is_read_without_a_word():
    (row,) = read(provider())
    assert row == Row(
        line=2,
        office_number="1960190013",
        name="訪問看護ステーション見本",
        name_kana="ホウモンカンゴステーションミホン",
        service="訪問看護",
        municipality_code="192015",
        prefecture="山梨県",
        city="甲府市",
        address="山梨県甲府市丸の内0丁目0-1",
        building="",
        latitude=35.6641,
        longitude=138.5662,
        phone="+81550000001",
        fax="+81550000002",
        corporation_number="1234567890123",
        corporation="医療法人見本会",
        url="",
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
def test_a_file_is_read_in_the_encoding_it_has(encoding):
    (row,) = read_rows(published(provider(), encoding=encoding))
    assert row.name == "訪問看護ステーション見本"


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_file_is_read_with_either_line_end(end):
    file = io.BytesIO(as_text([provider()]).replace("\r\n", end).encode())
    assert len(list(read_rows(file))) == 1


CLEANED = {
    "half-width kana in the name": ("事業所名", "ﾐﾎﾝ訪問看護", "name", "ミホン訪問看護"),
    "full-width letters and spaces": ("事業所名", "ＡＢＣ　訪問看護", "name", "ABC 訪問看護"),
    "address without its prefecture": (
        "住所",
        "甲府市　丸の内0",
        "address",
        "山梨県甲府市 丸の内0",
    ),
    "full-width telephone": ("電話番号", "０５５－０００－０００３", "phone", "+81550000003"),
    "telephone without hyphens": ("電話番号", "0550000003", "phone", "+81550000003"),
    "telephone in brackets": ("電話番号", "(055)000-0003", "phone", "+81550000003"),
    "telephone with a kana dash": ("電話番号", "055ｰ000-0003", "phone", "+81550000003"),
    "no telephone": ("電話番号", "", "phone", ""),
    "full-width provider number": (
        "事業所番号",
        "１９６０１９００１３",
        "office_number",
        "1960190013",
    ),
    "letters in the provider number": ("事業所番号", "01b1400014", "office_number", "01B1400014"),
}


@pytest.mark.parametrize(("column", "written", "field", "kept"), CLEANED.values(), ids=CLEANED)
def test_a_quirk_is_put_right_without_a_warning(column, written, field, kept):
    found = read(provider(**{column: written}))
    assert getattr(the_row(found), field) == kept
    assert kinds(found) == []


WARNED = {
    "telephone too short": ({"電話番号": "055-12"}, Kind.PHONE, "phone", ""),
    "telephone with a note": ({"電話番号": "055-000-0003(代)"}, Kind.PHONE, "phone", ""),
    "fax unreadable": ({"FAX番号": "なし"}, Kind.FAX, "fax", ""),
    "corporate number short": (
        {"法人番号": "123"},
        Kind.CORPORATION,
        "corporation_number",
        "",
    ),
    "corporate number as a spreadsheet rounds it": (
        {"法人番号": "1.23457E+12"},
        Kind.CORPORATION,
        "corporation_number",
        "",
    ),
    "place at zero": ({"緯度": "0.0", "経度": "0.0"}, Kind.PLACE, "latitude", None),
    "place in Ireland": ({"緯度": "53.4", "経度": "-8.2"}, Kind.PLACE, "longitude", None),
    "half a place": ({"経度": ""}, Kind.PLACE, "latitude", None),
    "place in words": ({"緯度": "北", "経度": "東"}, Kind.PLACE, "latitude", None),
    "place that is no number": ({"緯度": "nan", "経度": "inf"}, Kind.PLACE, "latitude", None),
    "place swapped": (
        {"緯度": "138.5", "経度": "35.6"},
        Kind.SWAPPED_PLACE,
        "latitude",
        35.6,
    ),
    "name and kana swapped": (
        {"事業所名": "ﾐﾎﾝｶﾝｺﾞ", "事業所名カナ": "見本看護"},
        Kind.SWAPPED_NAMES,
        "name",
        "見本看護",
    ),
    "check digit unusual": (
        {"事業所番号": "1960190014"},
        Kind.CHECK_DIGIT,
        "office_number",
        "1960190014",
    ),
    "municipality code missing": (
        {"都道府県コード又は市町村コード": "", "市区町村名": "境川町", "住所": "山梨県境川町0"},
        Kind.NO_MUNICIPALITY,
        "city",
        "境川町",
    ),
    "city missing": ({"市区町村名": "", "住所": "山梨県丸の内0"}, Kind.NO_CITY, "city", ""),
}


@pytest.mark.parametrize(("cells", "kind", "field", "kept"), WARNED.values(), ids=WARNED)
def test_what_cannot_be_read_is_left_empty_with_a_warning(cells, kind, field, kept):
    found = read(provider(**cells))
    assert kinds(found) == [kind]
    assert not kind.refused
    assert getattr(the_row(found), field) == kept


REFUSED = {
    "no provider number": ({"事業所番号": ""}, Kind.NO_NUMBER),
    "provider number that lost its zero": ({"事業所番号": "190100370"}, Kind.NUMBER),
    "provider number with a sign": ({"事業所番号": "19601-0013"}, Kind.NUMBER),
    "another service": ({"サービスの種類": "訪問介護"}, Kind.SERVICE),
    "no name": ({"事業所名": ""}, Kind.NO_NAME),
    "name too long": ({"事業所名": "あ" * 201}, Kind.TOO_LONG),
    "address too long with its prefecture": ({"住所": "あ" * 299}, Kind.TOO_LONG),
    "a NUL byte": ({"備考": "a\0b"}, Kind.CHARACTERS),
}


@pytest.mark.parametrize(("cells", "kind"), REFUSED.values(), ids=REFUSED)
def test_a_bad_row_is_refused_with_line_and_reason(cells, kind):
    found = read(provider(事業所番号="1960190021"), provider(**cells))
    assert [(item.line, item.kind) for item in found[1:]] == [(3, kind)]
    assert kind.refused


def test_every_reason_is_a_whole_sentence():
    with translation.override("en"):
        for kind in Kind:
            sentence = str(Problem(1, kind, "the value", 7))
            assert sentence[0].isupper() or sentence[0] == "“"
            assert "%(" not in sentence


def test_a_very_long_cell_is_cut_in_the_sentence():
    assert len(str(Problem(1, Kind.SERVICE, "長" * 5000))) < 200


def test_a_number_that_comes_twice_names_the_first_line():
    found = read(provider(), provider(事業所番号="１９６０１９００１３"))
    assert found[1:] == [Problem(3, Kind.TWICE, "1960190013", 2)]


def test_blank_rows_are_passed_over_and_still_counted_as_lines():
    blank = dict.fromkeys(HEADING, "")
    found = read(blank, provider(), blank, provider(事業所番号=""))
    assert [item.line for item in found] == [3, 5]


def test_half_a_file_ends_in_a_row_with_too_few_columns():
    whole = as_text(many(3)).encode()
    found = list(read_rows(io.BytesIO(whole[:-60])))
    assert [type(item) for item in found] == [Row, Row, Problem]
    assert found[2].kind is Kind.WIDTH
    assert found[2].line == 4


def test_a_quotation_mark_that_never_ends_is_named_where_it_begins():
    text = as_text(many(3)).replace("訪問看護ステーション見本1", '"訪問看護', 1)
    found = list(read_rows(io.BytesIO(text.encode())))
    assert [item.line for item in found] == [2, 3]
    assert found[1].kind is Kind.BROKEN


def test_bytes_that_are_no_text_are_named_in_their_row():
    raw = published(provider(), provider(事業所番号="1960190021")).read()
    broken = raw.replace("見本会".encode(), b"\xff\xfe\xfd", 1)
    found = list(read_rows(io.BytesIO(broken)))
    assert found[0] == Problem(2, Kind.CHARACTERS)
    assert isinstance(found[1], Row)


def test_a_missing_city_is_completed_from_earlier_rows():
    found = read(
        provider(),
        provider(事業所番号="1960190021", 市区町村名=""),
        provider(
            **{"事業所番号": "1960190039", "都道府県コード又は市町村コード": "", "市区町村名": "?"}
        ),
    )
    rows = [item for item in found if isinstance(item, Row)]
    assert [(row.municipality_code, row.city) for row in rows] == [("192015", "甲府市")] * 3
    assert kinds(found) == [Kind.CITY_COMPLETED, Kind.CITY_COMPLETED]


def test_only_the_rows_of_the_municipalities_asked_for_are_judged():
    found = read(
        provider(),
        provider(**{"都道府県コード又は市町村コード": "192023", "事業所番号": "wrong"}),
        provider(**{"都道府県コード又は市町村コード": "", "住所": "山梨県不明0"}),
        municipalities=["192015"],
    )
    assert [item.line for item in found] == [2, 4]
    assert found[1].kind is Kind.LEFT_OUT


def test_another_service_is_taken_when_asked_for():
    (row,) = read(provider(サービスの種類="訪問介護"), any_service=True)
    assert row.service == "訪問介護"


def test_columns_are_found_by_their_names_wherever_they_stand():
    text = as_text([provider()])
    lines = [",".join([*reversed(line.split(",")), "x"]) for line in text.splitlines()]
    (row,) = read_rows(io.BytesIO("\n".join(lines).encode()))
    assert row.name == "訪問看護ステーション見本"


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_parser(content):
    try:
        found = list(read_rows(io.BytesIO(content)))
    except UnreadableFile:
        return
    assert all(isinstance(item, (Row, Problem)) for item in found)


@given(st.lists(st.text(max_size=30), max_size=30), st.text(max_size=60))
def test_no_text_below_a_true_heading_crashes_the_parser(cells, rest):
    text = ",".join(HEADING) + "\r\n" + ",".join(cells) + "\r\n" + rest
    for item in read_rows(io.BytesIO(text.encode("utf-8", "surrogatepass")), any_service=True):
        assert str(item) if isinstance(item, Problem) else len(item.office_number) == 10


@given(st.fixed_dictionaries({name: st.text(max_size=20) for name in HEADING}))
def test_any_cell_may_hold_any_text(cells):
    text = as_text([provider(**{k: v for k, v in cells.items() if v})])
    content = text.encode("utf-8", "surrogatepass")
    for item in read_rows(io.BytesIO(content), any_service=True):
        if isinstance(item, Row):
            assert "\0" not in "".join(str(value) for value in (item.name, item.city, item.url))


@pytest.mark.parametrize(("number", "right"), [("1960190013", True), ("1960190031", False)])
def test_luhn_checks_the_last_digit(number, right):
    assert luhn(number) is right
