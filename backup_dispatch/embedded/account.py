"""Whom PostgreSQL runs as: it refuses root, so root lends it an unprivileged account."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# PostgreSQL's own where the machine has one; the others exist on every Unix.
CANDIDATES = ("postgres", "nobody", "daemon")


@dataclass(frozen=True)
class Account:
    """A Unix account; `options` make `subprocess` run a child as it, with no group of root's."""

    uid: int
    gid: int

    @property
    def options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, folder: Path) -> bool:
        """Whether the account can enter `folder`; every parent has a say in that."""
        enter = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
        finished = subprocess.run(
            enter, cwd="/", stderr=subprocess.DEVNULL, check=False, **self.options
        )
        return finished.returncode == 0

    def own(self, folder: Path) -> None:
        """Give `folder`, and nothing above or below it, to the account alone."""
        os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def lent_account() -> Account | None:
    """The account that root lends to PostgreSQL; None when we are not root and lend nothing."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid)
    raise LookupError(
        "PostgreSQL does not run as root, and none of the accounts "
        f"{', '.join(CANDIDATES)} exists. Start as an ordinary user, or set DATABASE_URL."
    )
