"""Django's PostgreSQL, with a pool that hands out no connection whose other end has gone."""
