"""What a nurse does in her browser, without one."""

from django.urls import reverse

FORM = {
    "wanted": "visit",
    "case_kind": "fever",
    "reason": "no_answer",
    "area": "丸の内",
    "call_back_number": "090-0000-0901",
    "tell_by": "text",
    "address": "丸の内0丁目0-0",
    "handover": "",
}


def page(client, name, *args, status=200):
    """The page's HTML."""
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode()


def send(client, request_id, **changes):
    """The press, under this id."""
    return client.post(reverse("request", args=[request_id]), FORM | changes)


def act(client, name, *args, **form):
    """A button of the live page, which leads back to it."""
    response = client.post(reverse(name, args=args), form)
    assert response.status_code == 303
    assert response["Location"] == reverse("escalation", args=args[:1])
