"""Downloads of the register are recorded, and its files expire."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from letters.models import RegisterDownload, RegisterExport, Scroll
from letters.register.exports import WrongState, download, run_pending_exports
from tests.letters.register.register_data import clerk, content, exported, refreshed, requested

pytestmark = pytest.mark.usefixtures("three_names")


def test_download_records_user_and_time(scroll: Scroll) -> None:
    export = exported(scroll)
    before = timezone.now()
    content(export)
    download = RegisterDownload.objects.get()
    assert (download.export, download.downloaded_by) == (export, clerk())
    assert before <= download.downloaded_at <= timezone.now()


def test_download_rows_cannot_be_changed(scroll: Scroll) -> None:
    content(exported(scroll))
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        RegisterDownload.objects.update(downloaded_at=timezone.now())


def test_download_rows_cannot_be_deleted(scroll: Scroll) -> None:
    content(exported(scroll))
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        RegisterDownload.objects.all().delete()


def test_export_rows_cannot_be_deleted(scroll: Scroll) -> None:
    requested(scroll)
    with pytest.raises(DatabaseError, match="Cannot delete"):
        RegisterExport.objects.all().delete()


def expired(scroll: Scroll) -> RegisterExport:
    export = exported(scroll)
    RegisterExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    return export


def test_export_expires_after_the_days_of_the_setting(scroll: Scroll) -> None:
    export = exported(scroll)
    assert export.expires_at is not None
    assert export.finished_at is not None
    days = timedelta(days=settings.REGISTER_RETENTION_DAYS)
    assert export.expires_at - export.finished_at == days


def test_download_rejects_an_expired_export_before_its_file_is_deleted(scroll: Scroll) -> None:
    export = expired(scroll)
    with pytest.raises(WrongState):
        download(export, by=clerk())
    assert not RegisterDownload.objects.exists()


def test_expired_export_loses_its_file_and_keeps_its_row(scroll: Scroll, folder: Path) -> None:
    export = expired(scroll)
    other = exported(scroll)
    run_pending_exports()
    assert (refreshed(export).state, export.file, export.units_done) == ("expired", "", 3)
    assert export.checksum == other.checksum
    assert [path.name for path in folder.iterdir()] == [other.file]


def test_download_rejects_a_missing_file(scroll: Scroll, folder: Path) -> None:
    export = exported(scroll)
    (folder / export.file).unlink()
    with pytest.raises(WrongState):
        download(export, by=clerk())
    assert not RegisterDownload.objects.exists()
