"""The committee's desk: who sits there, and what is pressed on a scroll's page."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from letters.models import Letter, Person, Scroll
from letters.scrolls.draw import draw
from letters.scrolls.scrolls import mark_full, open_scroll
from letters.siyum.reserved_letters import reserve_letters
from tests.letters.test_draw import waiting
from tests.signing_in import sign_in

SitDown = Callable[..., Client]

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
def sit_down(transactional_db: None) -> SitDown:
    """Sign somebody in who may see scrolls and mailings, and do what is named."""

    def sit(*may: str) -> Client:
        user = get_user_model().objects.create_user(
            f"clerk {'-'.join(may)}", email="clerk@example.org", is_staff=True
        )
        codenames = ["view_scroll", "view_mailing", *may]
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client = Client()
        sign_in(client, user)
        return client

    return sit


def address(scroll: Scroll, step: str) -> str:
    """Where a step of a scroll is taken."""
    return f"/admin/letters/scroll/{scroll.pk}/{step}/"


def press(client: Client, scroll: Scroll, step: str, **form: object) -> str:
    """Send a step's form; the page that follows."""
    answer = client.post(address(scroll, step), form, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def read(client: Client, scroll: Scroll, step: str = "change") -> str:
    """A page of a scroll."""
    answer = client.get(address(scroll, step))
    assert answer.status_code == 200
    return answer.content.decode()


def fill(scroll: Scroll) -> Scroll:
    """Give every letter of the lottery to somebody; each pays for himself."""
    free = Letter.objects.free().filter(scroll=scroll).count()
    draw(scroll.pk, waiting(scroll.series, free))
    mark_full(scroll.pk)
    scroll.refresh_from_db()
    return scroll


def full_but_for_kept(make_scroll: Callable[..., Scroll]) -> Scroll:
    """The 12th with letters 19 and 20 kept and nobody for them; the 13th is open."""
    scroll = make_scroll(12, letters=20, opened=False)
    make_scroll(13, letters=30, opened=False)
    reserve_letters(scroll=scroll, ordinals=[19, 20])
    return fill(open_scroll(scroll=scroll))


def kept(scroll: Scroll) -> list[int]:
    """The letters of a scroll that are kept for the siyum."""
    letters = Letter.objects.filter(scroll=scroll, reserved=True).order_by("ordinal")
    return list(letters.values_list("ordinal", flat=True))


def honoured() -> Person:
    """The one who was honoured."""
    return Person.objects.get(purchaser__email="honoured@example.org")
