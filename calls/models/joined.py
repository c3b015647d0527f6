"""Rows and those that they refer to, by SQL that is written once for each process.

Django writes a query's SQL anew each time. For a few tables with a hundred columns that takes
longer than PostgreSQL takes to answer, and a telephone waits for both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)

OWN = "own"


class Joined(Generic[M]):
    """What `select_related(*paths)` gives; parents stand before their children.

    `condition` is SQL, in which the rows' table is called `own`. `also` names further values
    that each row gets, by their SQL, as `annotate` does.
    """

    def __init__(
        self, model: type[M], *paths: str, condition: str, also: Mapping[str, str] | None = None
    ) -> None:
        self._model = model
        self._paths = paths
        self._condition = condition
        self._also = also or {}

    def all(self, *values: Any, suffix: str = "") -> list[M]:
        """The rows that are found with these values, first those of `also`, then the
        condition's. `suffix` ends the statement, for instance with an order or a lock."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self._statement} {suffix}", values)
            return [self._made_of(row) for row in cursor.fetchall()]

    def get(self, *values: Any, suffix: str = "") -> M | None:
        """The one row that a unique condition finds, or None."""
        return next(iter(self.all(*values, suffix=suffix)), None)

    def _made_of(self, values: Sequence[Any]) -> M:
        made: dict[str, Any] = {}
        for table in self._tables:
            made[table.path] = row = table.made_of(values)
            if table.parent and made[table.parent] is not None:
                setattr(made[table.parent], table.name, row)
        found: M = made[OWN]
        for at, name in enumerate(self._also, -len(self._also)):
            setattr(found, name, values[at])
        return found

    @cached_property
    def _tables(self) -> list["_Table"]:
        tables = {OWN: _Table(self._model, OWN, 0)}
        for path in self._paths:
            parent, _, name = path.rpartition("__")
            above = tables[parent or OWN]
            model: Any = above.model._meta.get_field(name).related_model
            start = sum(len(table.columns) for table in tables.values())
            tables[path] = _Table(model, path, start, above.path, name)
        return list(tables.values())

    @cached_property
    def _statement(self) -> str:
        columns = [
            *(f'"{table.path}"."{column}"' for table in self._tables for column in table.columns),
            *self._also.values(),
        ]
        tables = " ".join(map(self._joined, self._tables))
        return f"SELECT {', '.join(columns)} FROM {tables} WHERE {self._condition}"

    def _joined(self, table: "_Table") -> str:
        named = f'"{table.model._meta.db_table}" AS "{table.path}"'
        if not table.parent:
            return named
        parent = next(one for one in self._tables if one.path == table.parent)
        field: Any = parent.model._meta.get_field(table.name)
        key = field.target_field.column
        return f'LEFT JOIN {named} ON "{table.path}"."{key}" = "{parent.path}"."{field.column}"'


@dataclass(frozen=True)
class _Table:
    """Its columns begin at `start`; its row is `name` of the row of `parent`."""

    model: type[Model]
    path: str
    start: int
    parent: str = ""
    name: str = ""

    @cached_property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.model._meta.concrete_fields]

    def made_of(self, values: Sequence[Any]) -> Model | None:
        """None where the parent refers to nothing."""
        own = list(values[self.start : self.start + len(self.columns)])
        if own[self._key] is None:
            return None
        for at, field, converters in self._converted:
            for convert in converters:
                own[at] = convert(own[at], field.cached_col, connection)
        return self.model.from_db(connection.alias, self._names, own)

    @cached_property
    def _names(self) -> list[str]:
        return [field.attname for field in self.model._meta.concrete_fields]

    @cached_property
    def _key(self) -> int:
        return self.columns.index(str(self.model._meta.pk.column))

    @cached_property
    def _converted(self) -> list[tuple[int, Any, list[Any]]]:
        """Fields whose value in Python is not the database's: encrypted ones, JSON."""
        fields = enumerate(self.model._meta.concrete_fields)
        found = [(at, field, field.get_db_converters(connection)) for at, field in fields]
        return [(at, field, converters) for at, field, converters in found if converters]
