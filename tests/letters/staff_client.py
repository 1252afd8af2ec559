"""A signed-in staff user, and the actions on a scroll's page in the admin."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from letters.models import Letter, Person, Scroll
from letters.scrolls.draw import draw
from letters.scrolls.scrolls import mark_full, open_scroll
from letters.siyum.reserved_letters import reserve_letters
from tests.letters.scrolls.test_draw import waiting
from tests.signing_in import sign_in

StaffClient = Callable[..., Client]

HONOURED = {
    "given_name": "מנחם",
    "relation": "ben",
    "mother_name": "חנה",
    "father_name": "",
    "family_name": "לוי",
    "honorific": "",
    "email": "honoured@example.org",
    "language": "he",
}


@pytest.fixture
def staff_client(transactional_db: None) -> StaffClient:
    """Sign in a staff user who may see scrolls and mailings and has the permissions given."""

    def sign_in_with(*permissions: str) -> Client:
        user = get_user_model().objects.create_user(
            f"clerk {'-'.join(permissions)}", email="clerk@example.org", is_staff=True
        )
        codenames = ["view_scroll", "view_mailing", *permissions]
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client = Client()
        sign_in(client, user)
        return client

    return sign_in_with


def address(scroll: Scroll, step: str) -> str:
    return f"/admin/letters/scroll/{scroll.pk}/{step}/"


def post_step(client: Client, scroll: Scroll, step: str, **form: object) -> str:
    """Post the form of a step; the page after the redirect."""
    answer = client.post(address(scroll, step), form, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def get_page(client: Client, scroll: Scroll, step: str = "change") -> str:
    answer = client.get(address(scroll, step))
    assert answer.status_code == 200
    return answer.content.decode()


def fill(scroll: Scroll) -> Scroll:
    """Draw every free letter, each for another purchaser."""
    free = Letter.objects.free().filter(scroll=scroll).count()
    draw(scroll.pk, waiting(scroll.series, free))
    mark_full(scroll.pk)
    scroll.refresh_from_db()
    return scroll


def full_except_reserved(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th scroll, full except for the reserved letters 19 and 20; the 13th is open."""
    scroll = make_scroll(12, letters=20, opened=False)
    make_scroll(13, letters=30, opened=False)
    reserve_letters(scroll=scroll, ordinals=[19, 20])
    return fill(open_scroll(scroll=scroll))


def reserved_ordinals(scroll: Scroll) -> list[int]:
    letters = Letter.objects.filter(scroll=scroll, reserved=True).order_by("ordinal")
    return list(letters.values_list("ordinal", flat=True))


def honoured_person() -> Person:
    return Person.objects.get(purchaser__email="honoured@example.org")
