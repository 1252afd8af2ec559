"""What somebody may ask to be deleted: one person, or an address with all its names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from families.models import Erasure
from families.my_letters.addresses import purchasers_of
from families.my_letters.people import family_of
from families.privacy.mails import LINK
from families.privacy.requests import request_erasure
from letters.models import Person, Purchaser
from messaging.outbox import enqueue
from payments.models import Order

ONE_MAIL_IN = timedelta(minutes=10)  # of the same request: pressed again, no second mail is sent


@dataclass(frozen=True)
class Choice:
    """People to be deleted; with `whole` everybody of the purchaser, and the address."""

    key: str
    label: str
    purchaser: Purchaser
    people: tuple[int, ...] = ()
    whole: bool = False


def choices_of_user(user: User) -> list[Choice]:
    """Each person of the family, each proved address; a community's people are not among them."""
    purchasers = list(purchasers_of(user).filter(erased_at=None).order_by("pk"))
    people = [
        _person(member.person, tuple(entry.pk for entry in member.entries))
        for member in family_of(purchasers)
    ]
    whole = [Choice(f"a{each.pk}", each.email, purchaser=each, whole=True) for each in purchasers]
    return [*people, *whole]


def choices_of_order(order: Order) -> list[Choice]:
    """Each person of an order, and the purchaser, whose address is not shown."""
    found = Person.objects.filter(inscriptions__line__order=order, erased_at=None)
    people = found.select_related("purchaser").order_by("inscriptions__line__position")
    whole = Choice(f"a{order.purchaser_id}", "", purchaser=order.purchaser, whole=True)
    return [*(_person(each, (each.pk,)) for each in people), whole]


def _person(person: Person, entries: tuple[int, ...]) -> Choice:
    return Choice(f"p{person.pk}", person.line, person.purchaser, tuple(sorted(entries)))


def ask_for_link(choice: Choice, *, language: str) -> Erasure:
    """Mail the link that confirms a deletion to the purchaser's address.

    Two requests in a short time are one mail. Raises NotYet.
    """
    with transaction.atomic():
        _lock(choice.purchaser)
        if there := _asked_just_now(choice):
            return there
        request = request_erasure(
            purchaser=choice.purchaser, people=choice.people, whole=choice.whole, language=language
        )
        recipient = choice.purchaser.email
        enqueue(kind=LINK, about=str(request.pk), recipient=recipient, language=language)
        return request


def _lock(purchaser: Purchaser) -> None:
    """Two requests of one purchaser wait for each other, so that the second sees the first."""
    Purchaser.objects.select_for_update(of=("self",), no_key=True).get(pk=purchaser.pk)


def _asked_just_now(choice: Choice) -> Erasure | None:
    recent = Erasure.objects.filter(
        purchaser=choice.purchaser,
        whole=choice.whole,
        requested_by=None,
        confirmed_at=None,
        created_at__gt=timezone.now() - ONE_MAIL_IN,
    )
    if not choice.whole:
        recent = recent.filter(people=list(choice.people))
    return recent.order_by("-pk").first()


def chosen(choices: Sequence[Choice], key: str) -> Choice | None:
    """The choice with this key; None for any other text."""
    return next((each for each in choices if each.key == key), None)
