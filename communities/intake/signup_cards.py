"""Photographed signup cards: one person enters the names from the picture, another checks."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.intake.photo_metadata import without_metadata
from communities.lists.duplicate_checks import recheck
from communities.lists.row_changes import change_row
from communities.lists.row_checks import codes_of_new
from communities.lists.rows import UNCHECKED, append_row
from communities.models import NameList, Row, SignupCard
from communities.models.signup_card import PHOTO_FOLDER

MAX_PHOTO_SIZE = 15 * 1024 * 1024  # bytes
MAX_PHOTOS = 500  # of one list
CLAIM_DURATION = timedelta(minutes=10)
STRAY_AFTER = timedelta(hours=1)
_SIGNATURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class SecondPersonRequired(Exception):
    """The person who entered a card can't check it as well."""


class NoNamesEntered(Exception):
    """A card without a name can't be finished."""


class NotCheckable(Exception):
    """The card is not entered yet, or was checked already."""


@dataclass
class UploadResult:
    """How many photographs are new, how many were there, and why others were rejected."""

    new: int = 0
    known: int = 0
    rejected: list[str] = field(default_factory=list)


def upload_photos(name_list: NameList, files: Iterable["UploadedFile[bytes]"]) -> UploadResult:
    """Add a card for each photograph; the same photograph again is not added twice."""
    result = UploadResult()
    for number, file in enumerate(files, 1):
        if reason := _reason_to_reject(name_list, file):
            result.rejected.append(
                _("Photograph %(number)s: %(reason)s") % {"number": number, "reason": reason}
            )
        elif _add_card(name_list, file):
            result.new += 1
        else:
            result.known += 1
    return result


def _reason_to_reject(name_list: NameList, file: "UploadedFile[bytes]") -> str:
    if (file.size or 0) > MAX_PHOTO_SIZE:
        return _("it is larger than 15 MB.")
    content = file.read()
    file.seek(0)
    if not image_type(content[:16]) or without_metadata(content) is None:
        return _("it is not a JPEG, PNG or WebP picture.")
    if name_list.signup_cards.count() >= MAX_PHOTOS:
        return _("there are already 500 here; please start another list of cards.")
    return ""


def image_type(start: bytes) -> str:
    """The media type of a picture by its first 16 bytes; "" for anything else."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _SIGNATURES if start.startswith(mark)), "")


def _add_card(name_list: NameList, file: "UploadedFile[bytes]") -> bool:
    content = file.read()
    content_hash = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # Two uploads would take the same position.
        NameList.objects.select_for_update().get(pk=name_list.pk)
        if name_list.signup_cards.filter(content_hash=content_hash).exists():
            return False
        last = name_list.signup_cards.aggregate(last=Max("position"))["last"] or 0
        card = SignupCard(name_list=name_list, position=last + 1, content_hash=content_hash)
        card.image.save("", ContentFile(without_metadata(content) or b""), save=False)
        card.save()
    return True


def claim_next(*, name_list: NameList, by: User, checking: bool) -> SignupCard | None:
    """Claim the next card to enter or (`checking`) to check; None if there is none for this user.

    A card that another user has claimed is skipped for CLAIM_DURATION.
    """
    cards = name_list.signup_cards
    waiting = cards.to_check().exclude(entered_by=by) if checking else cards.to_enter()
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lt=now - CLAIM_DURATION)
    with transaction.atomic():
        free_cards = waiting.filter(free).select_for_update(skip_locked=True)
        card = free_cards.order_by("position").first()
        if card:
            card.claimed_by, card.claimed_at = by, now
            card.save(update_fields=["claimed_by", "claimed_at"])
    return card


def enter_name(*, card: SignupCard, name: dict[str, Any]) -> Row:
    """Add a validated name of the card to its list, with what must be asked about it."""
    issues, questions = codes_of_new(name)
    return append_row(
        name_list=card.name_list,
        signup_card=card,
        issues=[UNCHECKED, *issues],
        questions=questions,
        **name,
    )


def correct_name(*, row: Row, name: dict[str, Any]) -> None:
    """Replace a name of a card that is not checked. Raises NotCheckable."""
    with transaction.atomic():
        _lock_unchecked_card(row)
        change_row(row, name)
        row.save()


def remove_name(*, row: Row) -> None:
    """Remove a name from a card that is not checked. Raises NotCheckable."""
    with transaction.atomic():
        _lock_unchecked_card(row)
        row.delete()


def _lock_unchecked_card(row: Row) -> None:
    # Locked, so that it is not checked meanwhile.
    if not SignupCard.objects.select_for_update().filter(rows=row, checked_at=None).exists():
        raise NotCheckable


def finish_entry(*, card: SignupCard, by: User) -> None:
    """Mark all names of the card as entered: it waits to be checked. Raises NoNamesEntered."""
    with transaction.atomic():
        card = SignupCard.objects.select_for_update().get(pk=card.pk)
        if card.entered_at:
            return
        if not card.rows.exists():
            raise NoNamesEntered
        card.entered_by, card.entered_at, card.claimed_by = by, timezone.now(), None
        card.save()


def mark_unreadable(*, card: SignupCard, unreadable: bool) -> None:
    """Mark a card that nobody can read, or take the mark back."""
    card.unreadable, card.claimed_by = unreadable, None
    card.save(update_fields=["unreadable", "claimed_by"])


def check_card(*, card: SignupCard, by: User) -> None:
    """Confirm that the names are those on the card, and delete the photograph.

    Raises SecondPersonRequired if `by` entered the card, NotCheckable if there is nothing to check.
    """
    with transaction.atomic():
        card = SignupCard.objects.select_for_update().get(pk=card.pk)
        if not card.entered_at or card.checked_at:
            raise NotCheckable
        if card.entered_by == by:
            raise SecondPersonRequired
        card.checked_by, card.checked_at, card.claimed_by = by, timezone.now(), None
        image, card.image = str(card.image), ""
        card.save()
        for row in card.rows.all():
            row.issues = [issue for issue in row.issues if issue != UNCHECKED]
            row.save(update_fields=["issues"])
        # After the commit only: a rollback would leave an unchecked card without its photograph.
        transaction.on_commit(lambda: storages["private"].delete(image), robust=True)
    # Outside the transaction: locking the list while holding the card could deadlock with
    # `append_row`, which locks the list first.
    recheck(card.name_list)


def discard(*, card: SignupCard) -> None:
    """Delete a card without names, and its photograph."""
    with transaction.atomic():
        image = str(card.image)
        card.delete()
        transaction.on_commit(lambda: storages["private"].delete(image), robust=True)


def delete_stray_photos() -> int:
    """Delete photographs that belong to no unchecked card; returns how many there were.

    A process may die between its commit and the deletion, or before its commit.
    """
    storage = storages["private"]
    if not storage.exists(PHOTO_FOLDER):
        return 0
    known = set(SignupCard.objects.exclude(image="").values_list("image", flat=True))
    before = timezone.now() - STRAY_AFTER
    stray = [
        name
        for name in (f"{PHOTO_FOLDER}/{file}" for file in storage.listdir(PHOTO_FOLDER)[1])
        if name not in known and storage.get_modified_time(name) < before
    ]
    for name in stray:
        storage.delete(name)
    return len(stray)
