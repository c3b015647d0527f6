"""What the audit says: which row breaks which invariant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`row` is a table and a primary key, as `escalation 12`; `what` goes on from there."""

    invariant: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.invariant}  {self.row}: {self.what}"
