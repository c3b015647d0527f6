"""Wake-ups: fast where the broker lives, harmless where it does not."""

import socket
import time
from contextlib import contextmanager

import pytest
import redis
from celery import Celery
from django.conf import settings
from django.db import transaction

from backup_dispatch.celery import TRANSPORT
from backup_dispatch.celery import app as product
from backup_dispatch.embedded.waiting import until
from calls.dispatch import wake

ESCALATION = 7_000_007
PATIENCE = 3  # seconds, of a busy machine; a client's own time-outs are longer
NOBODY_ANSWERS = r"WARNING calls.dispatch.wake The broker does not answer"


@contextmanager
def frozen_broker():
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def seconds(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def publish_to(url):
    broker = Celery(broker=url, set_as_current=False)
    broker.conf.broker_transport_options = TRANSPORT
    return lambda: broker.send_task("calls.tasks.place", (1,), queue="dial", retry=False)


@pytest.mark.logs(NOBODY_ANSWERS)
def test_a_frozen_broker_costs_one_second_once_and_then_nothing():
    publisher = wake.Publisher()
    with frozen_broker() as url:
        first = seconds(lambda: publisher.publish(publish_to(url)))
        reached = []
        publisher.publish(lambda: reached.append("tried again"))
    assert first < wake.BUDGET_SECONDS + PATIENCE
    assert reached == []


@pytest.mark.logs(NOBODY_ANSWERS)
def test_a_dead_broker_costs_nothing_and_raises_nothing():
    with frozen_broker() as url:
        pass
    publisher = wake.Publisher()
    assert seconds(lambda: publisher.publish(publish_to(url))) < wake.BUDGET_SECONDS + PATIENCE


@pytest.mark.logs(NOBODY_ANSWERS)
def test_a_failure_is_forgotten_after_a_while():
    publisher = wake.Publisher(remember_failure_seconds=0.1)

    def fail():
        raise redis.ConnectionError

    reached = []
    publisher.publish(fail)
    publisher.publish(lambda: reached.append("at once"))
    time.sleep(0.15)
    publisher.publish(lambda: reached.append("later"))
    assert reached == ["later"]


@pytest.mark.django_db(transaction=True)
def test_after_the_commit_one_message_goes_out_for_each_attempt_and_one_event():
    queue = redis.Redis.from_url(settings.REDIS_URL)
    queue.delete("dial", "notices")
    with queue.pubsub(ignore_subscribe_messages=True) as pages:
        pages.subscribe(wake.EVENTS)
        pages.get_message(timeout=1)
        with transaction.atomic():
            wake.after_commit(escalation=ESCALATION, sequence=3, dial=[11], send=[12], hang_up=[13])
            assert queue.llen("dial") == 0
        # Other tests that run beside this one publish on the same channel.
        assert until(lambda: heard(pages) == f"{ESCALATION} 3", 30)
    with product.connection_for_read() as connection:
        dial, notices = (
            [received(connection, name) for _ in range(queue.llen(name))]
            for name in ("dial", "notices")
        )
    assert dial == [("calls.tasks.place", [11]), ("calls.tasks.hang_up", [13])]
    assert notices == [("calls.tasks.place", [12])]


def heard(pages):
    message = pages.get_message(timeout=0.1)
    return message["data"].decode() if message else None


def received(connection, name):
    """The task's name and its arguments: an id, and nothing else."""
    with connection.SimpleQueue(name) as queue:
        message = queue.get(timeout=2)
        message.ack()
    arguments, named, _ = message.payload
    assert named == {}
    return message.headers["task"], arguments


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_wakes_nobody():
    queue = redis.Redis.from_url(settings.REDIS_URL)
    queue.delete("dial")
    with transaction.atomic():
        wake.after_commit(escalation=ESCALATION, sequence=3, dial=[11])
        transaction.set_rollback(True)
    assert queue.llen("dial") == 0
