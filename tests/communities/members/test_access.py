"""Every address below a community, walked with the ids of another one.

The addresses are read from the resolver: a new one without an entry here fails.
"""

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from communities.models import ApiKey, Card, Membership, NameList, Printing, Row
from communities.models.api_key import new_key
from communities.urls import urlpatterns
from letters.models import Community, Scroll
from payments.models import Order
from tests.communities.name_lists import make_list, order_list

SignIn = Callable[[User], Client]
Ids = dict[str, Any]

# What an address takes beside the community's own name, by the name of the address.
TAKES: dict[str, tuple[str, ...]] = {
    "api_key_end": ("pk=api_key",),
    "api_keys": (),
    "booth": (),
    "booth_state": (),
    "booth_worker": (),
    "card": ("pk=card",),
    "card_name": ("pk=card_row",),
    "cards": (),
    "cards_of": ("pk=album",),
    "certificate_mails": ("pk=name_list",),
    "ledger": (),
    "ledger_download": (),
    "link": ("pk=name_list", "row_id=row"),
    "links": ("pk=name_list",),
    "links_text": ("pk=name_list",),
    "list": ("pk=name_list",),
    "list_new_row": ("pk=name_list",),
    "list_of_order": ("public_id=order",),
    "list_row": ("pk=row",),
    "lists": (),
    "next_card": ("pk=album", "work=key"),
    "pay_list": ("pk=name_list",),
    "pay_unpaid": ("pk=name_list", "public_id=order"),
    "photograph": ("pk=card",),
    "printing": ("pk=printing",),
    "printing_ask": ("pk=name_list",),
    "printing_file": ("pk=printing",),
    "shliach_community": (),
    "shliach_end": ("pk=helper",),
    "shliach_members": (),
    "shliach_settings": (),
    "shliach_sharing": (),
}


def _routes() -> list[str]:
    """The names of all addresses below a community's own."""
    guarded = [one for one in urlpatterns if "shluchim/" in str(cast("URLPattern", one).pattern)]
    patterns = cast("list[URLPattern]", guarded)
    return sorted(
        str(pattern.name) for pattern in patterns if "slug" in pattern.pattern.regex.groupindex
    )


def _path(route: str, slug: str, ids: Ids) -> str:
    takes = dict(pair.split("=") for pair in TAKES[route])
    return reverse(route, kwargs={"slug": slug, **{k: ids.get(v, v) for k, v in takes.items()}})


@pytest.fixture
def ids(community: Community, scroll: Scroll, shliach: User, helper: User) -> Iterator[Ids]:
    """One of everything of the community, ordered, printed and photographed."""
    name_list = make_list(community, scroll.series, shliach)
    order = order_list(name_list, shliach, rows=[name_list.rows.earliest("position").pk])
    album = make_list(community, scroll.series, shliach, names=0)
    NameList.objects.filter(pk=album.pk).update(source=NameList.Source.CARDS)
    card = Card(name_list=album, position=1, content_key="1" * 64, keyed_at=timezone.now())
    card.keyed_by = helper
    card.image.save("photograph", ContentFile(b"\xff\xd8\xff"))
    keyed = Row.objects.create(name_list=album, position=1, given_name="Yosef", card=card)
    yield {
        "album": album.pk,
        "name_list": name_list.pk,
        "card": card.pk,
        "card_row": keyed.pk,
        "api_key": new_key(community=community, by=shliach, name="x", scopes=["lists:read"])[0].pk,
        "helper": Membership.objects.get(user=helper).pk,
        "order": order.public_id,
        "printing": Printing.objects.create(
            name_list=name_list, by=shliach, language="en", paper="a4"
        ).pk,
        "row": name_list.rows.get(position=2).pk,
    }
    card.image.delete(save=False)


def _answers(client: Client, path: str) -> set[int]:
    return {client.get(path).status_code, client.post(path).status_code}


def _state() -> list[Any]:
    """Everything that a wrong hand could have changed."""
    kinds = (ApiKey, NameList, Card, Membership, Order, Printing, Row)
    return [list(kind._default_manager.order_by("pk").values()) for kind in kinds]


def test_every_address_is_walked() -> None:
    assert _routes() == sorted(TAKES)


@pytest.mark.parametrize("route", sorted(TAKES))
def test_anothers_ids_do_not_exist(ids: Ids, stranger: User, sign_in: SignIn, route: str) -> None:
    client, before = sign_in(stranger), _state()
    slugs = ["montreal"] + (["london"] if TAKES[route] else [])
    for slug in slugs:  # nor below his own community's address
        answers = _answers(client, _path(route, slug, ids))
        assert 404 in answers, slug
        assert answers <= {404, 405}, slug
    assert _state() == before


@pytest.mark.parametrize("route", sorted(TAKES))
def test_the_same_ids_exist_for_who_leads_the_community(
    ids: Ids, shliach: User, sign_in: SignIn, route: str
) -> None:
    """The twin: that nothing is found is the wall, not a wrong address."""
    client = sign_in(shliach)
    if route == "printing_file":  # the page of one that is being made; its file is not there yet
        route = "printing"
    answer = client.get(_path(route, "montreal", ids))
    answer.close()  # the photograph lies open
    assert answer.status_code in {200, 302, 405}


@pytest.mark.parametrize("route", sorted(TAKES))
def test_who_has_left_finds_nothing_at_once(
    ids: Ids, shliach: User, sign_in: SignIn, route: str
) -> None:
    client = sign_in(shliach)
    assert client.get("/shluchim/montreal/").status_code == 200
    Membership.objects.filter(user=shliach).update(ended_at=timezone.now())
    before = _state()
    assert _answers(client, _path(route, "montreal", ids)) <= {404, 405}
    assert _state() == before


@pytest.mark.parametrize("route", sorted(TAKES))
def test_a_visitor_is_asked_who_he_is(ids: Ids, client: Client, route: str) -> None:
    before = _state()
    for answer in (
        client.get(_path(route, "montreal", ids)),
        client.post(_path(route, "montreal", ids)),
    ):
        assert answer.status_code in {302, 405}
        assert answer.status_code == 405 or answer["Location"].startswith("/accounts/login/")
    assert _state() == before
