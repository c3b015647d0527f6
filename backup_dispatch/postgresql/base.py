"""The database engine of the settings; Django looks for `DatabaseWrapper` in a module `base`."""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Before it takes a connection from the pool it looks whether the server has hung up.

    The pool learns of a restart only by an error for each connection that it kept. Django's
    own health check asks the server, once for each request; this one reads what has come in.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        while self.pool and has_ended(connection):
            connection.close()
            self.pool.putconn(connection)  # which puts a new one in its place
            connection = super().get_new_connection(conn_params)
        return connection


def has_ended(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server closed it, as far as this machine knows. Asks nobody.

    A server says nothing on an idle connection, but for its farewell.
    """
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    return bool(watch.poll(0))
