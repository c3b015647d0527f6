"""Where an embedded server keeps its socket, and where root's PostgreSQL keeps everything."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from backup_dispatch.embedded.account import Account
from backup_dispatch.embedded.server import EmbeddedServerError

# sun_path holds 108 bytes on Linux with the closing NUL, and 104 on macOS.
LONGEST_SOCKET_PATH = 103

# For data that an account lent by root cannot reach where the caller wants it (under /root, say).
STATE = Path("/var/lib/backup-dispatch")


def private_folder(folder: Path, account: Account | None) -> Path:
    """Make `folder`, closed to everybody but its owner: us, or the account lent by root."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account is None:
        folder.chmod(0o700)
    else:
        account.own(folder)
    return folder


def reachable_home(folder: Path, account: Account | None) -> Path:
    """Return `folder`, made private, or a folder below /var/lib where `account` cannot reach it.

    The other folder's name follows from the path of `folder`, so that a second start finds it.
    The rights of parents are never touched.
    """
    home = private_folder(folder, account)
    if account is None or account.reaches(home):
        return home
    STATE.mkdir(mode=0o711, exist_ok=True)
    home = private_folder(STATE / _digest(folder), account)
    if not account.reaches(home):
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root, and its account can reach neither {folder} "
            f"nor {home}. Start as an ordinary user, or set DATABASE_URL."
        )
    return home


def socket_folder(home: Path, name: str, account: Account | None) -> Path:
    """A private folder for the socket `name`: in `home`, or in /tmp where that path is too long."""
    inside = home / "socket"
    if len(os.fsencode(inside / name)) <= LONGEST_SOCKET_PATH:
        return private_folder(inside, account)
    owner = account.uid if account else os.geteuid()
    short = Path(tempfile.gettempdir()) / f"backup-dispatch-{owner}-{_digest(home)}"
    if not os.path.lexists(short):
        private_folder(short, account)
    # The temp folder is everybody's: a stranger may have made this name before us.
    found = short.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise EmbeddedServerError(f"{short} is not a private folder of ours. Remove it.")
    return short


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
