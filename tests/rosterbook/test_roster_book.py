"""The roster as a workbook: out and back in is the same, all of it or nothing, each error named."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook, load_workbook

from stations.models import AttendingDoctor
from stations.rosterbook import UnreadableBook, book_of, load, read
from teams.models import Clinic, Contact, Doctor, Team, Unavailability
from tests.calls.test_admin import clerk_of
from tests.make import (
    make_attending,
    make_clinic,
    make_contact,
    make_doctor,
    make_region,
    make_unavailable,
    mobile,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    region = make_region()
    clinic = make_clinic(region, name="見本クリニック", phone="+81550000001")
    doctor = make_doctor(clinic, mobile(1), name="見本　太郎", name_kana="ミホン タロウ")
    make_contact(doctor, "+81550000009", can_text=False, sheet_consent_on=date(2026, 11, 1))
    make_unavailable(doctor=doctor, note="=1+1")
    make_unavailable(clinic=clinic)
    make_attending(region, name="主治 花子", clinic_name="見本医院", phone="+81550000002")
    return region


def again(content, region, commit=True):
    return load(read(BytesIO(content)), region, commit=commit)


def edited(content, sheet, cells):
    """The same workbook with other words in these cells."""
    workbook = load_workbook(BytesIO(content))
    for place, value in cells.items():
        workbook[sheet][place] = value
    return saved(workbook)


def saved(workbook):
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Team, Clinic, Doctor, Contact, Unavailability, AttendingDoctor)
    ]


def problems(report):
    return [(one.sheet, one.row, one.column, one.words) for one in report.problems]


# --- Out and in -------------------------------------------------------------------------


def test_out_and_back_in_changes_nothing(region):
    before = everything()
    report = again(book_of(region), region)
    assert problems(report) == []
    assert report.is_empty
    assert sum(count.unchanged for count in report.counts.values()) == 8 - 1
    assert everything() == before


def test_into_an_empty_region_it_brings_all_of_it(region):
    content = book_of(region)
    Contact.objects.all().delete()
    other = make_region(name="となりの市")
    report = again(content, other)
    assert problems(report) == []
    assert Doctor.objects.of_region(other).get().name == "見本　太郎"
    assert Contact.objects.get(number=mobile(1)).doctor.clinic.team.region == other
    assert Unavailability.objects.filter(doctor__clinic__team__region=other).get().note == "=1+1"
    assert AttendingDoctor.objects.get(region=other).name == "主治 花子"


def test_an_empty_workbook_has_examples_that_are_not_read(region):
    before = everything()
    report = again(book_of(None), region)
    assert (problems(report), report.is_empty) == ([], True)
    assert everything() == before


def test_a_changed_cell_is_a_change_an_empty_one_is_none_and_nobody_is_taken_out(region):
    content = edited(book_of(region), "医師", {"C2": "", "D2": 7, "E2": "いいえ"})
    report = again(content, region)
    assert report.counts["doctors"].changed == 1
    doctor = Doctor.objects.get()
    assert (doctor.name_kana, doctor.position, doctor.is_active) == ("ミホン タロウ", 7, False)


def test_without_the_word_nothing_is_done(region):
    content = edited(book_of(region), "医師", {"D2": 7})
    before = everything()
    assert again(content, region, commit=False).counts["doctors"].changed == 1
    assert everything() == before


def test_nothing_is_a_formula(region):
    [row] = [
        row for row in load_workbook(BytesIO(book_of(region)))["対応困難日"].iter_rows(min_row=2)
        if row[4].value == "=1+1"
    ]  # fmt: skip
    assert row[4].data_type == "s"


def test_a_workbook_in_english_is_read_too(region):
    with translation.override("en"):
        content = book_of(region)
    assert "Doctors" in [name.title() for name in load_workbook(BytesIO(content)).sheetnames]
    assert problems(again(content, region)) == []


# --- What clerks write --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("０９０−００００−０００７", mobile(7)),
        ("09000000007", mobile(7)),
        (9000000007, mobile(7)),
        (9000000007.0, mobile(7)),
    ],
)
def test_a_number_however_it_is_written(region, written, number):
    content = edited(
        book_of(region), "連絡先", {"A4": "見本クリニック", "B4": "見本　太郎", "C4": written}
    )
    assert problems(again(content, region)) == []
    assert Contact.objects.filter(number=number).exists()


@pytest.mark.parametrize(
    "written", ["2026/12/03 18:00", "2026-12-03 18:00", datetime(2026, 12, 3, 18)]
)
def test_a_moment_however_it_is_written(region, written):
    cells = {"A4": "見本クリニック", "B4": "見本　太郎", "C4": written, "D4": "2026/12/04 08:00"}
    assert problems(again(edited(book_of(region), "対応困難日", cells), region)) == []
    assert Unavailability.objects.count() == 3


@pytest.mark.parametrize(
    ("sheet", "cells", "place", "words"),
    [
        ("連絡先", {"C2": "0900"}, (2, "番号"), "電話番号"),
        ("連絡先", {"E2": "たぶん"}, (2, "電話を受けられる"), "はい"),
        ("連絡先", {"B2": "いない 医師"}, (2, "医師"), "いません"),
        ("連絡先", {"D2": "一番"}, (2, "順位"), "数値"),
        ("連絡先", {"H2": "きのう"}, (2, "印刷に同意した日"), "2026/12/01"),
        ("連絡先", {"E2": "いいえ", "F2": "いいえ"}, (2, ""), "電話かSMS"),
        ("医師", {"A2": "ない診療所"}, (2, "診療所"), "ありません"),
        ("医師", {"B2": None}, (2, "医師"), "空欄"),
        ("医師", {"D2": 1.5}, (2, "順番"), "整数"),
        ("医師", {"B1": "なまえ"}, (1, "医師"), "列"),
        ("診療所", {"D2": "すごい診療所"}, (2, "届出区分"), "次のどれか"),
        ("診療所", {"G2": 95.0, "H2": 138.5}, (2, "緯度"), "46"),
        ("対応困難日", {"D2": "2020/01/01 00:00"}, (2, ""), "終了は開始より後"),
        ("対応困難日", {"C2": "年末"}, (2, "開始"), "日時"),
    ],
)
def test_each_error_is_named_with_its_cell_and_nothing_is_changed(
    region, sheet, cells, place, words
):
    content = edited(book_of(region), sheet, cells | {})
    content = edited(content, "医師", {"A3": "見本クリニック", "B3": "新しい 医師"})
    before = everything()
    report = again(content, region)
    named = [
        (one.row, one.column, words in one.words) for one in report.problems if one.sheet == sheet
    ]
    assert (*place, True) in named, problems(report)
    assert everything() == before


def test_the_same_twice_is_named_by_the_first_row(region):
    cells = {"A3": "見本クリニック", "B3": "見本　太郎"}
    [problem] = again(edited(book_of(region), "医師", cells), region).problems
    assert (problem.row, "2行目" in problem.words) == (3, True)


def test_a_number_of_another_doctor_is_refused_in_words(region):
    make_doctor(Clinic.objects.get(), mobile(5), name="別の 医師")
    cells = {"A5": "見本クリニック", "B5": "見本　太郎", "C5": "090-0000-0005"}
    [problem] = again(edited(book_of(region), "連絡先", cells), region).problems
    assert "別の医師に登録" in problem.words


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", "医師,氏名\n".encode(), b"PK\x03\x04" + b"\0" * 50],
    ids=["nothing", "a pdf", "csv", "a broken zip"],
)
def test_what_is_no_workbook_is_refused_in_words(content):
    with pytest.raises(UnreadableBook, match="Excel"):
        read(BytesIO(content))


def test_a_workbook_of_other_sheets_is_refused_in_words():
    with pytest.raises(UnreadableBook, match="診療所"):
        read(BytesIO(saved(Workbook())))


# --- On the page --------------------------------------------------------------------------


def page_of(region):
    return reverse("admin:stations_rosterbook_change", args=[region.pk])


def send(client, region, content):
    book = SimpleUploadedFile("名簿.xlsx", content)
    return client.post(page_of(region), {"try": "1", "book": book}).content.decode()


def test_a_clerk_sees_what_it_would_do_and_does_it(region):
    client = clerk_of(region)
    address = reverse("admin:stations_rosterbook_download", args=[region.pk])
    content = client.get(address).content
    assert "取り込むものはありません" in send(client, region, content)
    changed = edited(content, "医師", {"D2": 7})
    html = send(client, region, changed)
    assert Doctor.objects.get().position != 7
    digest = html.split('name="do" value="')[1].split('"')[0]
    answer = client.post(page_of(region), {"do": digest}, follow=True).content.decode()
    assert "新規0件、変更1件" in answer
    assert Doctor.objects.get().position == 7
    answer = client.post(page_of(region), {"do": digest}, follow=True).content.decode()
    assert "もう一度ファイルを選んでください" in answer


def test_errors_stand_on_the_page_and_there_is_no_button(region):
    client = clerk_of(region)
    html = send(client, region, edited(book_of(region), "連絡先", {"C2": "0900"}))
    assert "直すところが1件" in html
    assert 'name="do"' not in html
    assert "Excelファイル（.xlsx）ではありません" in send(client, region, b"nonsense")


def test_whoever_does_not_keep_this_roster_gets_nothing(region, client):
    clerk = clerk_of(make_region())
    download = reverse("admin:stations_rosterbook_download", args=[region.pk])
    for address in (download, page_of(region)):
        assert clerk.get(address).status_code == 302
        assert client.get(address).status_code == 302
    digest = "0" * 64
    before = everything()
    clerk.post(page_of(region), {"do": digest})
    send(clerk, region, edited(book_of(region), "医師", {"D2": 7}))
    assert everything() == before
