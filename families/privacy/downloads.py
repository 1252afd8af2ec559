"""The job that makes a copy of one's own data, and who may fetch it."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override

from core.job_runner import JobKind, Progress
from core.locks import Lock
from families.models import DataDownload
from families.my_letters.addresses import purchasers_of
from families.privacy.copy import write_copy
from families.privacy.terms import DOWNLOAD

MOST_A_DAY = 5


class TooMany(Exception):
    """This user had enough copies made today."""


def request_download(user: User, *, language: str) -> DataDownload:
    """Have a copy made; one that is being made is used again. Raises TooMany."""
    with transaction.atomic():
        _lock(user)
        own = DataDownload.objects.filter(user=user)
        if there := own.filter(
            state__in=[DataDownload.State.QUEUED, DataDownload.State.RUNNING]
        ).first():
            return there
        if own.filter(created_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
            raise TooMany
        purchasers = list(purchasers_of(user).filter(erased_at=None).values_list("pk", flat=True))
        made = DataDownload.objects.create(user=user, purchasers=purchasers, language=language)
        DOWNLOADS.enqueue(made)
    return made


def _lock(user: User) -> None:
    """Pressed twice at once, the second waits and finds the first."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)


def latest_of(user: User) -> DataDownload | None:
    """The copy that was asked for last, unless it is of addresses that are no longer the user's."""
    made = DataDownload.objects.filter(user=user).order_by("-pk").first()
    return made if made and _is_still_of(made, user) else None


def open_copy(made: DataDownload, user: User) -> "File[bytes]":
    """The file, counted as downloaded. Raises FileNotFoundError once its time is over."""
    fresh = made.expires_at is not None and made.expires_at > timezone.now()
    if made.state != DataDownload.State.DONE or not fresh or not _is_still_of(made, user):
        raise FileNotFoundError
    file = storages["private"].open(made.file)
    DataDownload.objects.filter(pk=made.pk).update(downloads=F("downloads") + 1)
    return file


def _is_still_of(made: DataDownload, user: User) -> bool:
    own = set(purchasers_of(user).values_list("pk", flat=True))
    return made.user_id == user.pk and set(made.purchasers) <= own


def _make(made: DataDownload, progress: Progress) -> Mapping[str, object]:
    progress(0, units_total=1)
    with override(made.language):
        content = write_copy(made.purchasers, made.language)
    storages["private"].delete(made.file)  # what a worker that died has left
    storages["private"].save(made.file, ContentFile(content))
    progress(1)
    return {}


def delete_file(made: DataDownload) -> None:
    """Delete the file, unless it is to be downloaded."""
    if made.state != DataDownload.State.DONE:
        storages["private"].delete(made.file)


DOWNLOADS = JobKind(
    model=DataDownload,
    task="families.tasks.make_download",
    lock=Lock.DATA_DOWNLOAD,
    work=_make,
    kept_for=lambda: DOWNLOAD,
    resumable=(),
    delete_files=delete_file,
)
