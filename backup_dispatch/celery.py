"""The Celery application: the fast path.

Every message carries an id and nothing else. What a lost message would have done,
`manage.py watch` does a moment later, so acknowledging early loses nothing.
"""

import os

from celery import Celery
from celery.signals import worker_init

from backup_dispatch import garbage
from calls.telephony import carrier

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backup_dispatch.settings")

# A half-open broker must cost a publisher a second, not forty.
TRANSPORT = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 1.0,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "retry_on_timeout": False,
    "max_retries": 0,
}

app = Celery("backup_dispatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_ignore_result=True,
    task_store_errors_even_if_ignored=False,
    task_acks_late=False,
    task_default_queue="notices",
    task_publish_retry=False,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_pool="threads",
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    worker_soft_shutdown_timeout=10,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options=TRANSPORT,
)
app.autodiscover_tasks()


@worker_init.connect
def make_the_carrier_ready(**_: object) -> None:
    """Before the first message comes: the first doctor does not wait for an import."""
    carrier()
    garbage.settle()
