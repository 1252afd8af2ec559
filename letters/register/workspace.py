"""Where the files of the register lie: in the private folder, under names that tell nothing."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.files.storage import FileSystemStorage, storages

from letters.models import RegisterExport

_FOLDER = "registers"
_BLOCK = 1 << 20


@contextmanager
def bench() -> Iterator[Path]:
    """A folder to work in; gone afterwards. What a killed worker left is gone with `tidy`."""
    folder = _shelf() / f"making-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(made: Path, form: str) -> tuple[str, int, str]:
    """Lay a file that was made on the shelf: its name, its bytes, their SHA-256."""
    made.chmod(0o600)
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    name = f"{secrets.token_urlsafe(24)}.{form}"
    made.rename(_shelf() / name)
    return name, (_shelf() / name).stat().st_size, digest


def take(export: RegisterExport) -> IO[bytes]:
    """The file of an export, to be read. Raises FileNotFoundError when it is gone."""
    if not export.file:
        raise FileNotFoundError(export.pk)
    return (_shelf() / export.file).open("rb")


def tidy() -> None:
    """Delete what belongs to no finished export. Only for whoever makes them: nobody else does."""
    found = list(_shelf().iterdir())
    done = RegisterExport.objects.filter(state=RegisterExport.State.DONE)
    kept = set(done.values_list("file", flat=True))
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in kept:
            path.unlink(missing_ok=True)


def _shelf() -> Path:
    storage = storages["private"]
    assert isinstance(storage, FileSystemStorage)  # noqa: S101 - narrows the type
    shelf = Path(storage.path(_FOLDER))
    shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
    return shelf
