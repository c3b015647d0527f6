"""`manage.py import_stations` as an operator sees it."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from stations.models import Station
from tests.make import make_region
from tests.stations.published import many, provider, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def run(tmp_path):
    def run(*rows, region="kofu", **options):
        path = tmp_path / "jigyosho_130.csv"
        path.write_bytes(published(*rows).read())
        out = io.StringIO()
        try:
            call_command("import_stations", path, region=region, stdout=out, **options)
        except CommandError as error:
            return out.getvalue(), str(error)
        return out.getvalue(), ""

    return run


def test_the_summary_counts_everything(run):
    make_region(code="kofu")
    printed, error = run(*many(3), provider(電話番号="?"))
    assert error == ""
    assert "line 5: The telephone number cannot be read" in printed
    assert "Rows read: 4, new: 4, changed: 0, unchanged: 0, warnings: 1, errors: 0" in printed
    assert Station.objects.count() == 4


def test_errors_are_listed_by_line_and_nothing_is_imported(run):
    make_region(code="kofu")
    printed, error = run(*many(1), provider(サービスの種類="訪問介護"))
    assert "line 3: “訪問介護” is another kind of service" in printed
    assert error.startswith("Nothing was imported.")
    assert not Station.objects.exists()


def test_a_long_list_of_errors_is_cut_and_counted(run):
    make_region(code="kofu")
    printed, _error = run(*(row | {"事業所名": ""} for row in many(205)))
    assert printed.count("The name is missing.") == 201
    assert "… and 5 more" in printed
    assert "205 × The name is missing." in printed


def test_a_rehearsal_says_so(run):
    make_region(code="kofu")
    printed, _error = run(*many(2), dry_run=True)
    assert "new: 2" in printed
    assert "nothing was changed" in printed
    assert not Station.objects.exists()


def test_only_the_municipality_asked_for_is_imported(run):
    make_region(code="kofu")
    elsewhere = provider(**{"都道府県コード又は市町村コード": "192023", "事業所番号": "1961290010"})
    run(provider(), elsewhere, municipality=["192015"])
    assert Station.objects.get().municipality_code == "192015"


def test_an_unknown_region_is_answered_with_the_known_ones(run):
    make_region(code="kofu")
    _printed, error = run(provider(), region="tokyo")
    assert error == "There is no region “tokyo”. There are: kofu"


def test_a_file_that_is_not_there_is_named():
    make_region(code="kofu")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_stations", "nowhere.csv", region="kofu")


def test_a_wrong_file_is_answered_with_its_sentence(tmp_path):
    make_region(code="kofu")
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(CommandError, match=r"list.xlsx: This is an Excel workbook"):
        call_command("import_stations", path, region="kofu")


def test_a_municipality_code_is_six_digits():
    with pytest.raises(CommandError, match="six digits"):
        call_command("import_stations", "x.csv", "--region=kofu", "--municipality=19201")
