"""The import: all or nothing, and safe to repeat."""

from datetime import UTC, datetime, timedelta

import pytest

from stations.importers import load, ministry
from stations.importers.load import import_stations
from stations.importers.problems import Kind
from stations.models import Station
from tests.make import make_region, make_station
from tests.stations.published import many, provider, published

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, tzinfo=UTC)


def bring(region, *rows, now=NOW, **options):
    return import_stations(file=published(*rows), region=region, now=now, **options)


def counts(report):
    return report.read, report.new, report.changed, report.unchanged


def test_new_stations_enter_the_directory_without_taking_part():
    region = make_region()
    assert counts(bring(region, provider())) == (1, 1, 0, 0)
    station = Station.objects.get()
    assert station.region == region
    assert station.phone == "+81550000001"
    assert station.imported_at == NOW
    assert not station.takes_part


def test_a_repeated_import_changes_nothing_and_duplicates_nothing():
    region = make_region()
    bring(region, *many(5))
    assert counts(bring(region, *many(5), now=NOW + timedelta(days=1))) == (5, 0, 0, 5)
    assert Station.objects.count() == 5


def test_a_changed_row_updates_the_station_of_that_number():
    region = make_region()
    bring(region, *many(2))
    first, second = many(2)
    report = bring(region, first, second | {"事業所名": "訪問看護ステーション改名"})
    assert counts(report) == (2, 0, 1, 1)
    assert (
        Station.objects.get(name="訪問看護ステーション改名").office_number == second["事業所番号"]
    )


def test_what_the_region_keeps_itself_is_never_touched():
    region = make_region()
    own = make_station(
        region, office_number="1960190013", phone="+81550000077", on_call_mobile="+819000000902"
    )
    bring(region, provider(電話番号="055-000-0001", 事業所名="新しい名前"))
    own.refresh_from_db()
    assert own.name == "新しい名前"
    assert own.takes_part
    assert own.on_call_mobile == "+819000000902"
    assert own.phone == "+81550000077"


def test_what_the_list_leaves_empty_stays():
    region = make_region()
    bring(region, provider())
    report = bring(region, provider(電話番号="", 緯度="", 経度="", 事業所名カナ=""))
    station = Station.objects.get()
    assert counts(report) == (1, 0, 0, 1)
    assert (station.phone, station.latitude) == ("+81550000001", 35.6641)


def test_one_bad_row_keeps_everything_out():
    region = make_region()
    report = bring(region, *many(3), provider(事業所番号="?"), provider(事業所名=""))
    assert [(problem.line, problem.kind) for problem in report.errors] == [
        (5, Kind.NUMBER),
        (6, Kind.NO_NAME),
    ]
    assert report.read == 5
    assert not Station.objects.exists()


def test_a_bad_row_in_a_later_batch_takes_the_earlier_ones_back():
    bring(make_region(), *many(load.BATCH + 1), provider(事業所番号="?"))
    assert not Station.objects.exists()


def test_a_rehearsal_reports_the_same_and_changes_nothing():
    region = make_region()
    rehearsed = bring(region, *many(3), dry_run=True)
    assert not Station.objects.exists()
    assert counts(bring(region, *many(3))) == counts(rehearsed) == (3, 3, 0, 0)


def test_a_station_of_another_region_is_never_moved():
    elsewhere = make_region(name="隣の市")
    own = make_station(elsewhere, office_number="1960190013", name="隣の訪問看護")
    report = bring(make_region(), provider())
    assert [(problem.kind, problem.limit) for problem in report.errors] == [
        (Kind.OTHER_REGION, "隣の市")
    ]
    own.refresh_from_db()
    assert (own.region, own.name) == (elsewhere, "隣の訪問看護")


def test_the_longest_texts_that_the_parser_lets_through_fit_the_table():
    for field, (_column, limit) in ministry.COLUMNS.items():
        longest = Station._meta.get_field(field).max_length
        if longest and field not in {"phone", "fax", "corporation_number"}:
            assert limit <= longest, field


def test_two_thousand_rows_take_few_statements(django_assert_max_num_queries):
    region = make_region()
    file = published(*many(2_000))
    with django_assert_max_num_queries(8):
        report = import_stations(file=file, region=region, now=NOW)
    assert counts(report) == (2_000, 2_000, 0, 0)
    assert report.problems == []
