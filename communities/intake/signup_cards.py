"""Photographed cards: one helper keys the names beside the picture, another checks them."""

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
from django.utils.translation import gettext_lazy

from communities.lists.duplicate_checks import UNCHECKED, look_again
from communities.lists.rows import append_row
from communities.models import Card, NameList, Row
from letters.names import person_match_keys

LARGEST = 15 * 1024 * 1024  # bytes of one photograph
MOST = 500  # photographs in one list
HELD = timedelta(minutes=10)  # how long a card stays with who took it
_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


class SameEyes(Exception):
    """Who keyed a card can't check it as well."""


class NothingKeyed(Exception):
    """A card without a name can't be finished."""


class NotToCheck(Exception):
    """The card is not keyed yet, or was checked already."""


@dataclass
class Received:
    """What came of photographs that were sent: how many are new, and what was wrong with which."""

    new: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)


def receive(name_list: NameList, files: Iterable["UploadedFile[bytes]"]) -> Received:
    """Attach photographs to a list; the same one again is not attached twice."""
    received = Received()
    for number, file in enumerate(files, 1):
        if reason := _reason_against(name_list, file):
            received.refused.append(
                _("Photograph %(number)s: %(reason)s") % {"number": number, "reason": reason}
            )
        elif _attach(name_list, file):
            received.new += 1
        else:
            received.known += 1
    return received


def _reason_against(name_list: NameList, file: "UploadedFile[bytes]") -> str:
    if (file.size or 0) > LARGEST:
        return _("it is larger than 15 MB.")
    start = file.read(16)
    file.seek(0)
    if not kind_of(start):
        return _("it is not a JPEG, PNG or WebP picture.")
    if name_list.cards.count() >= MOST:
        return _("there are already 500 here; please start another list of cards.")
    return ""


def kind_of(start: bytes) -> str:
    """The kind of a picture by its first 16 bytes, whatever it is called; "" for anything else."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _KINDS if start.startswith(mark)), "")


def _attach(name_list: NameList, file: "UploadedFile[bytes]") -> bool:
    content = file.read()
    with transaction.atomic():
        # The next position is one sender's at a time.
        NameList.objects.select_for_update().get(pk=name_list.pk)
        key = hashlib.sha256(content).hexdigest()
        if name_list.cards.filter(content_key=key).exists():
            return False
        last = name_list.cards.aggregate(last=Max("position"))["last"] or 0
        card = Card(name_list=name_list, position=last + 1, content_key=key)
        card.image.save("", ContentFile(content), save=False)
        card.save()
    return True


def take_next(*, name_list: NameList, by: User, checking: bool) -> Card | None:
    """The next card to key or to check, now with this helper; None where there is none for him.

    What another has before him is passed over until he has let it lie for ten minutes.
    """
    cards = (
        name_list.cards.to_check().exclude(keyed_by=by) if checking else name_list.cards.to_key()
    )
    now = timezone.now()
    free = Q(taken_by=None) | Q(taken_by=by) | Q(taken_at__lt=now - HELD)
    with transaction.atomic():
        card = cards.filter(free).select_for_update(skip_locked=True).order_by("position").first()
        if card:
            card.taken_by, card.taken_at = by, now
            card.save(update_fields=["taken_by", "taken_at"])
    return card


def key_name(*, card: Card, name: dict[str, Any]) -> Row:
    """Write a name of the card; `name` are judged fields of a Row."""
    return append_row(name_list=card.name_list, card=card, problems=[UNCHECKED], **name)


def correct_name(*, row: Row, name: dict[str, Any]) -> None:
    """Write a name of a card anew, while it is not checked. Raises NotToCheck."""
    with transaction.atomic():
        _unchecked(row)
        for field_name, value in name.items():
            setattr(row, field_name, value)
        row.exact_key, row.loose_key = person_match_keys(row.typed)
        row.save()


def take_off(*, row: Row) -> None:
    """Take a name off a card that is not checked. Raises NotToCheck."""
    with transaction.atomic():
        _unchecked(row)
        row.delete()


def _unchecked(row: Row) -> None:
    # Held, so that it is not checked meanwhile.
    if not Card.objects.select_for_update().filter(rows=row, checked_at=None).exists():
        raise NotToCheck


def finish_keying(*, card: Card, by: User) -> None:
    """All names of the card are written: it waits for the check. Raises NothingKeyed."""
    with transaction.atomic():
        card = Card.objects.select_for_update().get(pk=card.pk)
        if card.keyed_at:
            return
        if not card.rows.exists():
            raise NothingKeyed
        card.keyed_by, card.keyed_at, card.taken_by = by, timezone.now(), None
        card.save()


def set_aside(*, card: Card, unreadable: bool) -> None:
    """Say of a card that nobody can read it, or take that back."""
    card.unreadable, card.taken_by = unreadable, None
    card.save(update_fields=["unreadable", "taken_by"])


def check(*, card: Card, by: User) -> None:
    """What was keyed is what stands on the card: the names are good, the photograph goes.

    Raises SameEyes where he keyed it himself, NotToCheck where there is nothing to check.
    """
    with transaction.atomic():
        card = Card.objects.select_for_update().get(pk=card.pk)
        if not card.keyed_at or card.checked_at:
            raise NotToCheck
        if card.keyed_by == by:
            raise SameEyes
        card.checked_by, card.checked_at, card.taken_by = by, timezone.now(), None
        image, card.image = str(card.image), ""
        card.save()
        for row in card.rows.all():
            row.problems = [problem for problem in row.problems if problem != UNCHECKED]
            row.save(update_fields=["problems"])
        # Only after the commit: a photograph whose card is unchecked again would be gone.
        transaction.on_commit(lambda: storages["private"].delete(image), robust=True)
    # Only now: who takes the list while he holds a card could wait for one who adds a name to it.
    look_again(card.name_list)


def discard(*, card: Card) -> None:
    """Delete a card with no names on it, and its photograph."""
    with transaction.atomic():
        image = str(card.image)
        card.delete()
        transaction.on_commit(lambda: storages["private"].delete(image), robust=True)


def sweep_photographs() -> int:
    """Delete the photographs that no unchecked card shows; how many there were.

    A process may die between its commit and the deletion, or before its commit.
    """
    storage = storages["private"]
    if not storage.exists("cards"):
        return 0
    shown = set(Card.objects.exclude(image="").values_list("image", flat=True))
    before = timezone.now() - timedelta(hours=1)
    stray = [
        name
        for name in (f"cards/{file}" for file in storage.listdir("cards")[1])
        if name not in shown and storage.get_modified_time(name) < before
    ]
    for name in stray:
        storage.delete(name)
    return len(stray)


SENTENCES = {UNCHECKED: gettext_lazy("A second person has not checked this card yet.")}
