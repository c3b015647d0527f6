"""Claims on a folder, which end with the process that made them, however it ends."""

import fcntl
from pathlib import Path
from typing import IO


def claim(path: Path) -> IO[str] | None:
    """Lock the file `path` until the answer is closed; None when another holds it.

    What the holder writes into it can be read by everybody who may read the file.
    """
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    return file
