"""Access control: every URL below a community, requested with ids of another one.

The URLs are read from the resolver: a new one without an entry here fails.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import timezone

from communities.models import ApiKey, Membership, NameList, Printing, Row, SignupCard
from communities.models.api_key import new_key
from communities.urls import urlpatterns
from letters.models import Community, Scroll
from payments.models import Order
from tests.communities.name_lists import make_list, order_list

SignIn = Callable[[User], Client]
Ids = dict[str, Any]

# The arguments of each URL below a community besides its slug.
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "api_keys": (),
    "booth": (),
    "answer_question": ("pk=name_list",),
    "booth_state": (),
    "booth_worker": (),
    "certificate_mails": ("pk=name_list",),
    "correct_name": ("pk=ordered_row",),
    "download_registrations": (),
    "edit_cells": ("pk=name_list",),
    "end_api_key": ("pk=api_key",),
    "end_membership": ("pk=helper",),
    "list_columns": ("pk=name_list",),
    "name_list": ("pk=name_list",),
    "name_lists": (),
    "new_row": ("pk=name_list",),
    "next_signup_card": ("pk=card_list", "step=enter"),
    "order_list": ("public_id=order",),
    "pay_list": ("pk=name_list",),
    "personal_link": ("pk=name_list", "row_id=row"),
    "personal_links": ("pk=name_list",),
    "personal_links_text": ("pk=name_list",),
    "printing": ("pk=printing",),
    "printing_pdf": ("pk=printing",),
    "registrations": (),
    "request_certificates": ("pk=name_list",),
    "row": ("pk=row",),
    "shliach_community": (),
    "shliach_members": (),
    "shliach_settings": (),
    "shliach_sharing": (),
    "signup_card": ("pk=card",),
    "signup_card_list": ("pk=card_list",),
    "signup_card_name": ("pk=card_row",),
    "signup_card_photo": ("pk=card",),
    "signup_cards": (),
    "undo_edit": ("pk=name_list",),
    "unpaid_order": ("pk=name_list", "public_id=order"),
}


def _url_names() -> list[str]:
    """The names of all URLs below a community's own."""
    (below,) = [
        each
        for each in urlpatterns
        if isinstance(each, URLResolver) and "slug" in each.pattern.regex.groupindex
    ]
    return sorted(_names_in(below))


def _names_in(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _names_in(pattern)
        else:
            yield str(pattern.name)


def _path(name: str, slug: str, ids: Ids) -> str:
    arguments = dict(pair.split("=") for pair in ARGUMENTS[name])
    return reverse(name, kwargs={"slug": slug, **{k: ids.get(v, v) for k, v in arguments.items()}})


@pytest.fixture
def ids(community: Community, scroll: Scroll, shliach: User, helper: User) -> Iterator[Ids]:
    """One object of each kind in the community."""
    name_list = make_list(community, scroll.series, shliach)
    order = order_list(name_list, shliach, rows=[name_list.rows.earliest("position").pk])
    card_list = make_list(community, scroll.series, shliach, names=0)
    NameList.objects.filter(pk=card_list.pk).update(source=NameList.Source.SIGNUP_CARDS)
    card = SignupCard(
        name_list=card_list, position=1, content_hash="1" * 64, entered_at=timezone.now()
    )
    card.entered_by = helper
    card.image.save("photograph", ContentFile(b"\xff\xd8\xff"))
    entered = Row.objects.create(
        name_list=card_list, position=1, given_name="Yosef", signup_card=card
    )
    yield {
        "card_list": card_list.pk,
        "name_list": name_list.pk,
        "card": card.pk,
        "card_row": entered.pk,
        "api_key": new_key(community=community, by=shliach, name="x", scopes=["lists:read"])[0].pk,
        "helper": Membership.objects.get(user=helper).pk,
        "order": order.public_id,
        "printing": Printing.objects.create(
            name_list=name_list, by=shliach, language="en", paper="a4"
        ).pk,
        "ordered_row": name_list.rows.get(position=1).pk,
        "row": name_list.rows.get(position=2).pk,
    }
    card.image.delete(save=False)


def _statuses(client: Client, path: str) -> set[int]:
    return {client.get(path).status_code, client.post(path).status_code}


def _state() -> list[Any]:
    """Everything that a request could have changed."""
    models = (ApiKey, NameList, SignupCard, Membership, Order, Printing, Row)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_urls_are_all_listed() -> None:
    assert _url_names() == sorted(ARGUMENTS)


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_pages_answer_404_to_the_shliach_of_another_community(
    ids: Ids, stranger: User, sign_in: SignIn, name: str
) -> None:
    client, before = sign_in(stranger), _state()
    slugs = ["montreal"] + (["london"] if ARGUMENTS[name] else [])
    for slug in slugs:  # also below their own community's URL
        statuses = _statuses(client, _path(name, slug, ids))
        assert 404 in statuses, slug
        assert statuses <= {404, 405}, slug
    assert _state() == before


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_negative_control_pages_exist_for_the_shliach_of_the_community(
    ids: Ids, shliach: User, sign_in: SignIn, name: str
) -> None:
    """The 404 above comes from access control, not from a wrong URL."""
    client = sign_in(shliach)
    if name == "printing_pdf":  # the file is not made yet
        name = "printing"
    answer = client.get(_path(name, "montreal", ids))
    answer.close()  # the file of the photograph
    assert answer.status_code in {200, 302, 405}


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_pages_answer_404_once_the_membership_ended(
    ids: Ids, shliach: User, sign_in: SignIn, name: str
) -> None:
    client = sign_in(shliach)
    assert client.get("/shluchim/montreal/").status_code == 200
    Membership.objects.filter(user=shliach).update(ended_at=timezone.now())
    before = _state()
    assert _statuses(client, _path(name, "montreal", ids)) <= {404, 405}
    assert _state() == before


@pytest.mark.parametrize("name", sorted(ARGUMENTS))
def test_pages_redirect_visitors_to_sign_in(ids: Ids, client: Client, name: str) -> None:
    before = _state()
    for answer in (
        client.get(_path(name, "montreal", ids)),
        client.post(_path(name, "montreal", ids)),
    ):
        assert answer.status_code in {302, 405}
        assert answer.status_code == 405 or answer["Location"].startswith("/accounts/login/")
    assert _state() == before
