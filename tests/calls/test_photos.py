"""Photos of paper: the station's, and the doctor's who has it, once he has said yes."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from calls import services
from calls.models import Happening, Outcome, Photo
from calls.services import Refusal, Refused
from stations import encryption
from tests.calls.nurses import page
from tests.dispatch.night import Night
from tests.make import make_nurse, make_station

pytestmark = pytest.mark.django_db


@pytest.fixture
def night(outbox, client):
    night = Night(outbox, doctors=2)
    client.force_login(night.nurse)
    night.press()
    return night


def file(color="white", name="訪問看護指示書_見本患者.jpg", form="JPEG"):
    content = BytesIO()
    Image.new("RGB", (60, 40), color).save(content, form)
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def send(client, night, *files):
    return client.post(reverse("photos", args=[night.escalation.pk]), {"photos": list(files)})


def said_yes(client, night, number=1):
    offer = night.offer(number)
    client.post(f"/{offer.token}", {"answer": "yes"})
    night.work()
    return offer


def test_she_sends_several_and_sees_them(night, client):
    assert send(client, night, file("white"), file("gray")).status_code == 303
    html = page(client, "photos", night.escalation.pk)
    assert html.count("<figure") == 2
    photo = night.escalation.photos.first()
    response = client.get(reverse("photo", args=[night.escalation.pk, photo.pk]))
    assert response["Content-Type"] == "image/jpeg"
    assert "no-store" in response["Cache-Control"]
    assert Image.open(BytesIO(response.content)).size == (60, 40)
    assert "（2枚）" in page(client, "live", night.escalation.pk)


def test_the_same_file_sent_twice_is_one_photo(night, client):
    send(client, night, file("white"))
    assert send(client, night, file("white"), file("gray")).status_code == 303
    assert night.escalation.photos.count() == 2
    assert night.happened.count(Happening.HANDED_OVER) == 2


def test_it_stands_encrypted_and_nowhere_with_its_name(night, client, caplog):
    send(client, night, file())
    photo = Photo.objects.get()
    assert bytes(photo.sealed).startswith(b"gAAAA"), "a Fernet token"
    assert photo.jpeg.startswith(b"\xff\xd8")
    response = client.get(reverse("photo", args=[night.escalation.pk, photo.pk]))
    assert "見本" not in response["Content-Disposition"]
    [entry] = night.escalation.timeline.filter(happening=Happening.HANDED_OVER)
    assert (entry.by, entry.details, entry.words) == (night.nurse, {"photos": 1}, "")
    assert "書類の写真" in page(client, "live", night.escalation.pk).split('id="timeline"')[1]
    assert "見本" not in caplog.text


def test_the_doctor_sees_it_after_his_yes_on_that_device_alone(night, client):
    send(client, night, file())
    photo, offer = Photo.objects.get(), night.offer(1)
    address = reverse("link_photo", args=[offer.token, photo.pk])
    assert client.get(address).status_code == 404
    assert address not in client.get(f"/{offer.token}").content.decode()
    said_yes(client, night)
    assert address in client.get(f"/{offer.token}").content.decode()
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    other_device = type(client)()
    assert other_device.get(address).status_code == 404
    assert (
        client.get(reverse("link_photo", args=[night.offer(2).token, photo.pk])).status_code == 404
    )


def test_whoever_handed_back_sees_it_no_more(night, client):
    send(client, night, file())
    offer = said_yes(client, night)
    services.hand_back(offer=offer)
    assert (
        client.get(reverse("link_photo", args=[offer.token, Photo.objects.get().pk])).status_code
        == 404
    )


def test_photos_of_another_case_are_not_there(night, client, outbox):
    send(client, night, file())
    photo = Photo.objects.get()
    stranger = make_nurse(make_station(night.nurse.stations.get().region))
    client.force_login(stranger)
    for name in ("photo", "remove_photo"):
        address = reverse(name, args=[night.escalation.pk, photo.pk])
        assert (client.post if name == "remove_photo" else client.get)(address).status_code == 404
    assert send(client, night, file()).status_code == 404
    assert client.get(reverse("photos", args=[night.escalation.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("photo", args=[night.escalation.pk, photo.pk])).status_code == 302


def test_she_can_take_one_away_for_good(night, client):
    send(client, night, file())
    address = reverse("remove_photo", args=[night.escalation.pk, Photo.objects.get().pk])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 303
    assert not Photo.objects.exists()
    assert "書類の写真を削除" in page(client, "live", night.escalation.pk)
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (SimpleUploadedFile("a.jpg", b"%PDF-1.7", "image/jpeg"), "読み取れません"),
        (SimpleUploadedFile("a.jpg", b"", "image/jpeg"), "届いていません"),
        (None, "届いていません"),
    ],
    ids=["a pdf", "an empty file", "no file"],
)
def test_what_is_no_photo_is_said_so(night, client, sent, words):
    response = send(client, night, *([sent] if sent else []))
    assert response.status_code == 422
    assert words in response.content.decode().split('class="error"')[1]
    assert not Photo.objects.exists()


def test_one_wrong_file_among_good_ones_loses_no_good_one_unseen(night, client):
    """All or nothing: she is told, and sends them again."""
    wrong = SimpleUploadedFile("a.jpg", b"%PDF-1.7", "image/jpeg")
    assert send(client, night, file(), wrong).status_code == 422
    assert not Photo.objects.exists()


def test_what_is_larger_than_we_take_is_said_so_and_never_on_a_disk(night, client, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000
    response = send(client, night, SimpleUploadedFile("a.jpg", b"\0" * 5_000, "image/jpeg"))
    assert response.status_code == 422
    assert "1枚ずつ" in response.content.decode()
    assert settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.MemoryFileUploadHandler"
    ]


def test_ten_are_enough(night, client):
    for number in range(services.MOST_PHOTOS):
        send(client, night, file((number * 20, 0, 0)))
    response = send(client, night, file("white"))
    assert response.status_code == 422
    assert "10枚まで" in response.content.decode()
    assert night.escalation.photos.count() == services.MOST_PHOTOS
    assert send(client, night, file((60, 0, 0))).status_code == 303, "that one is there"


def test_after_the_end_nothing_is_added_and_nothing_taken_away(night, client):
    send(client, night, file())
    services.close(escalation=night.escalation, outcome=Outcome.WAITED, by=night.nurse)
    response = send(client, night, file("gray"))
    assert response.status_code == 422
    assert "終了しています" in response.content.decode()
    photo = Photo.objects.get()
    client.post(reverse("remove_photo", args=[night.escalation.pk, photo.pk]))
    assert Photo.objects.exists()
    address = reverse("photos", args=[night.escalation.pk])
    assert f'href="{address}"' in page(client, "escalation", night.escalation.pk)
    assert 'type="file"' not in page(client, "photos", night.escalation.pk)
    with pytest.raises(Refused) as refused:
        services.add_photo(escalation=night.escalation, jpeg=b"", digest="0" * 64, by=night.nurse)
    assert refused.value.why is Refusal.ENDED


@pytest.mark.logs(r"ERROR calls.views.photos photo \d+ is opened by no key of FIELD_KEYS")
def test_one_that_no_key_opens_is_not_there_and_the_pages_are(night, client, settings):
    send(client, night, file())
    photo = Photo.objects.get()
    Photo.objects.update(sealed=b"gAAAAA")
    assert client.get(reverse("photo", args=[night.escalation.pk, photo.pk])).status_code == 404
    assert "<figure" in page(client, "photos", night.escalation.pk)
    offer = said_yes(client, night)
    assert client.get(f"/{offer.token}").status_code == 200
    assert encryption.decrypt_bytes(encryption.encrypt_bytes(b"\0\xff")) == b"\0\xff"
