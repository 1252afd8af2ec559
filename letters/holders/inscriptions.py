"""Inscriptions, their holders and their certificates."""

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from core.calendar.local_day import LocalDay
from letters.models import (
    Certificate,
    Inscription,
    Letter,
    Person,
    Purchaser,
    Scroll,
    Series,
    new_token,
)

_INSERT_CERTIFICATES = """
INSERT INTO letters_certificate (inscription_id, token, check_token, day, jewish_day, created_at)
SELECT inscription, token, check_token, %s, %s, now()
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS certificate(inscription, token, check_token)
"""

# Waits for a scroll that is being marked as full at this moment, and for other letters that come
# back: the trigger gives each the next rank under the same lock. In the order of the numbers, like
# `letters.scrolls.scrolls`, so that the two don't deadlock.
_LOCK_SCROLLS = """
SELECT FROM letters_scroll WHERE id IN (
    SELECT scroll_id FROM letters_letter WHERE inscription_id = ANY(%s)
) ORDER BY number FOR NO KEY UPDATE
"""

# As the foreign key of a new person would, but before: after waiting PostgreSQL looks at the
# address again.
_LOCK_PURCHASER = "SELECT * FROM letters_purchaser WHERE lower(email) = lower(%s) FOR KEY SHARE"


def inscribe(*, series: Series, people: Sequence[Person]) -> list[Inscription]:
    """Create an inscription without a letter for each of the people, in their order.

    New people are saved. Two statements, however many people.
    """
    Person.objects.bulk_create([person for person in people if person.pk is None])
    return Inscription.objects.bulk_create(
        [Inscription(person=person, series=series) for person in people]
    )


def holders_of(*, scroll: Scroll, purchasers: Sequence[int]) -> list[Person]:
    """The people of purchasers (by their keys) who have a letter of this scroll."""
    return list(
        Person.objects.filter(purchaser__in=purchasers, inscriptions__letter__scroll=scroll)
    )


def get_or_create_purchaser(*, email: str, language: str) -> Purchaser:
    """The purchaser with this address, whatever its case.

    In a transaction it is kept from being deleted on request until the end of it.
    """
    while True:
        Purchaser.objects.bulk_create(
            [Purchaser(email=email, language=language)], ignore_conflicts=True
        )
        # None if it lost its address while this waited for it: the next turn makes another.
        for purchaser in Purchaser.objects.raw(_LOCK_PURCHASER, [email]):
            return purchaser


def issue_certificates(inscriptions: Sequence[int], *, day: LocalDay) -> None:
    """Create a certificate for each inscription, dated with the day where the purchaser is."""
    tokens = [[new_token() for _ in inscriptions] for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_CERTIFICATES, [day.civil, day.jewish, list(inscriptions), *tokens])


def renew_certificate(inscription: int, *, day: LocalDay) -> None:
    """Make a voided certificate valid for another letter of its inscription, at new addresses."""
    Certificate.objects.filter(inscription=inscription).update(
        token=new_token(),
        check_token=new_token(),
        day=day.civil,
        jewish_day=day.jewish,
        opened_at=None,
        voided_at=None,
    )


def release_letters(inscriptions: Sequence[int]) -> set[int]:
    """Free the letters of inscriptions and void their certificates; the inscriptions released.

    The letters go behind all others of their scroll, by a trigger. A full scroll keeps its letters
    and certificates. Runs in the caller's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_SCROLLS, [list(inscriptions)])
    held = Letter.objects.filter(
        inscription__in=inscriptions, scroll__in=Scroll.objects.drawable()
    ).values_list("inscription_id", flat=True)
    released = {inscription for inscription in held if inscription}
    Letter.objects.filter(inscription__in=released).update(inscription=None)
    certificates = Certificate.objects.filter(inscription__in=released, voided_at=None)
    certificates.update(voided_at=timezone.now())
    return released
