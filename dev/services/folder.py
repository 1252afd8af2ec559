"""Whether a folder can hold the data of the services."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from dev.services.unavailable import Unavailable

NEEDED = 200  # megabytes: a new cluster, its log, and some rows
_OWN = "or set DATABASE_URL and REDIS_URL to servers of your own."


def prepare_folder(data: Path) -> None:
    """Create the folder, and raise Unavailable if nothing can be written to it, with the reason."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data) as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        raise Unavailable(_reason(data, error)) from error
    free = shutil.disk_usage(data).free // 1_000_000
    if free < NEEDED:
        raise Unavailable(
            f"The disk of {data} is full: {free} MB are free, and PostgreSQL and Redis need "
            f"{NEEDED}. Make room, {_OWN}"
        )


def _reason(data: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk of {data} is full. Make room, {_OWN}"
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return f"{data} can't be written to ({os.strerror(error.errno)}). Make it writable, {_OWN}"
    return f"{data} can't be used ({error.strerror}). Correct it, {_OWN}"
