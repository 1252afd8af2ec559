"""Photographed cards: private, keyed by one, checked by another, then deleted."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from communities.intake import signup_cards
from communities.lists import duplicate_checks as checking
from communities.models import Card, NameList, Row
from letters.models import Community, Series
from tests.races import each, meet_after

SignIn = Callable[[User], Client]
JPEG = b"\xff\xd8\xff\xe0" + b"a card" * 10
NAME: dict[str, Any] = {
    "kind": "adult",
    "given_name": "יוסף",
    "relation": "ben",
    "mother_name": "חנה",
    "father_name": "",
    "family_name": "",
    "departed": False,
    "honorific": "",
    "email": "",
    "phone": "",
}
HOME = "/shluchim/montreal/"


@pytest.fixture(autouse=True)
def _no_photographs_before() -> Iterator[None]:
    yield
    for file in photographs():
        file.unlink()


def photographs() -> list[Path]:
    """The photographs on the disk."""
    folder = Path(settings.PRIVATE_ROOT) / "cards"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def name_list(community: Community, series: Series, helper: User) -> NameList:
    """A list of cards without any."""
    return NameList.objects.create(
        community=community,
        series=series,
        by=helper,
        title="Purim",
        source="cards",
        state="open",
        language="en",
        content_key=uuid4().hex,
    )


@pytest.fixture
def attach(name_list: NameList) -> Callable[..., signup_cards.Received]:
    """Attach photographs of these contents."""

    def attached(*contents: bytes) -> signup_cards.Received:
        return signup_cards.receive(
            name_list, [SimpleUploadedFile("yosef ben chana.jpg", content) for content in contents]
        )

    return attached


@pytest.fixture
def card(attach: Callable[..., signup_cards.Received]) -> Card:
    """One card."""
    attach(JPEG)
    return Card.objects.get()


@pytest.fixture
def keyed(card: Card, helper: User) -> Card:
    """The card with one name, which the helper wrote."""
    signup_cards.key_name(card=card, name=NAME)
    signup_cards.finish_keying(card=card, by=helper)
    card.refresh_from_db()
    return card


def test_photographs_lie_in_a_private_place_under_names_of_ours(card: Card) -> None:
    (file,) = photographs()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == JPEG
    assert "yosef" not in str(card.image)


def test_the_same_photograph_again_is_one_card(
    attach: Callable[..., signup_cards.Received],
) -> None:
    attach(JPEG, JPEG + b"2")
    received = attach(JPEG)
    assert (received.new, received.known, Card.objects.count()) == (0, 1, 2)
    assert len(photographs()) == 2


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"", b"<svg onload=1>", b"GIF89a......"])
def test_what_is_no_photograph_gets_a_sentence(
    attach: Callable[..., signup_cards.Received], content: bytes
) -> None:
    received = attach(content or b" ")
    assert received.refused == ["Photograph 1: it is not a JPEG, PNG or WebP picture."]
    assert photographs() == []


def test_a_photograph_may_not_be_too_large(
    attach: Callable[..., signup_cards.Received], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signup_cards, "LARGEST", 10)
    assert attach(JPEG).refused == ["Photograph 1: it is larger than 15 MB."]


def test_a_name_is_not_ready_until_a_second_person_checked_it(
    keyed: Card, shliach: User, django_capture_on_commit_callbacks: Any
) -> None:
    assert Row.objects.ready().count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        signup_cards.check(card=keyed, by=shliach)
    row = Row.objects.ready().get()
    assert (row.line_text, row.problems) == ("יוסף בן חנה", [])
    assert photographs() == []


def test_the_photograph_stays_where_the_check_was_not_committed(keyed: Card, shliach: User) -> None:
    with transaction.atomic():
        signup_cards.check(card=keyed, by=shliach)
        transaction.set_rollback(True)
    assert len(photographs()) == 1
    assert Card.objects.get().checked_at is None


def test_who_wrote_does_not_check(keyed: Card, helper: User) -> None:
    with pytest.raises(signup_cards.SameEyes):
        signup_cards.check(card=keyed, by=helper)
    with pytest.raises(IntegrityError, match="a_card_is_checked_by_another"), transaction.atomic():
        Card.objects.update(checked_by=helper, checked_at=timezone.now())


def test_a_card_without_a_name_is_not_finished(card: Card, helper: User) -> None:
    with pytest.raises(signup_cards.NothingKeyed):
        signup_cards.finish_keying(card=card, by=helper)


def test_a_checked_name_is_not_changed_beside_the_picture_any_more(
    keyed: Card, shliach: User
) -> None:
    signup_cards.check(card=keyed, by=shliach)
    row = Row.objects.get()
    with pytest.raises(signup_cards.NotToCheck):
        signup_cards.correct_name(row=row, name={**NAME, "given_name": "משה"})
    with pytest.raises(signup_cards.NotToCheck):
        signup_cards.take_off(row=row)


def test_a_corrected_name_has_new_keys(keyed: Card) -> None:
    row = Row.objects.get()
    before = row.exact_key
    signup_cards.correct_name(row=row, name={**NAME, "given_name": "משה"})
    row.refresh_from_db()
    assert row.line_text == "משה בן חנה"
    assert row.exact_key != before
    assert row.problems == [checking.UNCHECKED]


def test_stray_photographs_are_swept_and_no_others(
    card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    storages["private"].save("cards/stray", ContentFile(JPEG))
    assert signup_cards.sweep_photographs() == 0  # it may belong to a commit that is coming
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert signup_cards.sweep_photographs() == 1
    assert [f"cards/{file.name}" for file in photographs()] == [card.image.name]


# Two at once -----------------------------------------------------------------


def _two_helpers(name_list: NameList, helper: User, shliach: User) -> list[Card | None]:
    taken: list[Card | None] = []

    def take(by: User) -> None:
        taken.append(signup_cards.take_next(name_list=name_list, by=by, checking=False))

    assert each(partial(take, helper), partial(take, shliach)) == []
    return taken


@pytest.mark.django_db(transaction=True)
def test_two_helpers_at_once_have_two_cards(
    name_list: NameList, attach: Callable[..., signup_cards.Received], helper: User, shliach: User
) -> None:
    for number in range(10):
        Card.objects.all().delete()
        attach(JPEG + bytes([number]), JPEG + bytes([number, 1]))
        one, other = _two_helpers(name_list, helper, shliach)
        assert one != other


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_have_the_same_card(
    name_list: NameList,
    attach: Callable[..., signup_cards.Received],
    helper: User,
    shliach: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attach(JPEG + bytes([1]), JPEG + bytes([2]))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
    monkeypatch.setattr(QuerySet, "first", meet_after(QuerySet.first))
    one, other = _two_helpers(name_list, helper, shliach)
    assert one == other


def test_a_card_that_was_let_lie_is_taken_by_another(
    card: Card, name_list: NameList, helper: User, shliach: User
) -> None:
    assert signup_cards.take_next(name_list=name_list, by=helper, checking=False) == card
    assert signup_cards.take_next(name_list=name_list, by=shliach, checking=False) is None
    Card.objects.update(taken_at=timezone.now() - signup_cards.HELD * 2)
    assert signup_cards.take_next(name_list=name_list, by=shliach, checking=False) == card


# The pages -------------------------------------------------------------------


def test_from_the_photograph_to_the_checked_name(
    series: Series, helper: User, shliach: User, sign_in: SignIn
) -> None:
    writes, checks = sign_in(helper), sign_in(shliach)
    photograph = SimpleUploadedFile("card.jpg", JPEG, "image/jpeg")
    answer = writes.post(f"{HOME}cards/", {"photographs": [photograph]}, follow=True)
    assert b"1 photograph was uploaded." in answer.content
    name_list = NameList.objects.get()
    page = writes.get(f"{HOME}cards/{name_list.pk}/next/key/", follow=True)
    url = page.redirect_chain[-1][0]
    assert writes.get(f"{HOME}card/{Card.objects.get().pk}/photograph").getvalue() == JPEG
    assert writes.post(url, {"action": "finish"}, follow=True).status_code == 200
    assert Card.objects.get().keyed_at is None
    wrong = writes.post(url, {**NAME, "departed": "", "relation": "", "action": "add"})
    assert wrong.status_code == 422
    writes.post(url, {**NAME, "departed": "", "action": "add"})
    writes.post(url, {"action": "finish"})
    assert checks.get(f"{HOME}cards/{name_list.pk}/next/check/")["Location"] == url
    checks.post(url, {"action": "check"})
    assert Row.objects.ready().count() == 1


def test_a_card_nobody_can_read_waits_apart(
    card: Card, name_list: NameList, helper: User, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    client.post(f"{HOME}card/{card.pk}/", {"action": "unreadable"})
    assert signup_cards.take_next(name_list=name_list, by=helper, checking=False) is None
    assert "Could not be read" in client.get(f"{HOME}cards/{name_list.pk}/").content.decode()
    client.post(f"{HOME}card/{card.pk}/", {"action": "discard"})
    assert Card.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "cards/",
        "cards/{name_list}/",
        "cards/{name_list}/next/key/",
        "card/{card}/",
        "card/{card}/photograph",
        "card/names/{row}/",
    ],
)
def test_another_community_s_cards_do_not_exist(
    keyed: Card, stranger: User, sign_in: SignIn, path: str
) -> None:
    ids = {"name_list": keyed.name_list_id, "card": keyed.pk, "row": Row.objects.get().pk}
    client = sign_in(stranger)
    for slug in ("montreal", "london"):  # nor below his own community's address
        url = f"/shluchim/{slug}/{path.format(**ids)}"
        if (slug, path) == ("london", "cards/"):
            continue
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"action": "check"}).status_code in {404, 405}, url
    assert Card.objects.get().checked_at is None
