"""The files of register exports: in the private folder, under random names."""

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


@contextmanager
def workspace() -> Iterator[Path]:
    """A temporary folder. What a killed worker leaves behind, `delete_unused_files` removes."""
    folder = _registers_folder() / f"making-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def store_file(path: Path, file_format: str) -> tuple[str, int, str]:
    """Move a finished file to the folder of exports: its name, its bytes, their SHA-256."""
    path.chmod(0o600)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    name = f"{secrets.token_urlsafe(24)}.{file_format}"
    path.rename(_registers_folder() / name)
    return name, (_registers_folder() / name).stat().st_size, digest


def open_file(export: RegisterExport) -> IO[bytes]:
    """The file of an export, to be read. Raises FileNotFoundError when it is gone."""
    if not export.file:
        raise FileNotFoundError(export.pk)
    return (_registers_folder() / export.file).open("rb")


def delete_unused_files() -> None:
    """Delete whatever belongs to no finished export. The caller holds the lock of the exports."""
    found = list(_registers_folder().iterdir())
    done = RegisterExport.objects.filter(state=RegisterExport.State.DONE)
    used = set(done.values_list("file", flat=True))
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in used:
            path.unlink(missing_ok=True)


def _registers_folder() -> Path:
    storage = storages["private"]
    assert isinstance(storage, FileSystemStorage)  # noqa: S101 - narrows the type
    folder = Path(storage.path(_FOLDER))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
