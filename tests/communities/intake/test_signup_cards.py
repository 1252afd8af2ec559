"""Signup cards: uploaded, entered by one person, checked by another, photograph deleted."""

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
from communities.lists import rows as list_rows
from communities.lists.edits import RowChange, edit_rows
from communities.models import NameList, Row, SignupCard
from letters.models import Community, Series
from payments.orders.consent import SENT_LIST, consent_fields, version_of
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
}
HOME = "/shluchim/montreal/"


@pytest.fixture(autouse=True)
def _delete_photographs() -> Iterator[None]:
    yield
    for file in photographs():
        file.unlink()


@pytest.fixture(autouse=True)
def _no_photographs() -> None:
    """Other tests of this process may have left some."""
    for photograph in photographs():
        photograph.unlink()


def photographs() -> list[Path]:
    """The stored photographs."""
    folder = Path(settings.PRIVATE_ROOT) / "signup-cards"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def name_list(community: Community, series: Series, helper: User) -> NameList:
    """An empty list of signup cards."""
    return NameList.objects.create(
        **consent_fields(version_of(SENT_LIST)),
        community=community,
        series=series,
        by=helper,
        title="Purim",
        source="signup_cards",
        state="done",
        language="en",
        content_hash=uuid4().hex,
    )


@pytest.fixture
def attach(name_list: NameList) -> Callable[..., signup_cards.UploadResult]:
    """Upload photographs with these contents."""

    def attached(*contents: bytes) -> signup_cards.UploadResult:
        return signup_cards.upload_photos(
            name_list, [SimpleUploadedFile("yosef ben chana.jpg", content) for content in contents]
        )

    return attached


@pytest.fixture
def card(attach: Callable[..., signup_cards.UploadResult]) -> SignupCard:
    attach(JPEG)
    return SignupCard.objects.get()


@pytest.fixture
def entered_card(card: SignupCard, helper: User) -> SignupCard:
    """The card with one name, entered by the helper."""
    signup_cards.enter_name(card=card, name=NAME)
    signup_cards.finish_entry(card=card, by=helper)
    card.refresh_from_db()
    return card


def test_upload_photos_stores_privately_under_random_names(card: SignupCard) -> None:
    (file,) = photographs()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_bytes() == JPEG
    assert "yosef" not in str(card.image)


def test_upload_photos_adds_the_same_photograph_once(
    attach: Callable[..., signup_cards.UploadResult],
) -> None:
    attach(JPEG, JPEG + b"2")
    received = attach(JPEG)
    assert (received.new, received.known, SignupCard.objects.count()) == (0, 1, 2)
    assert len(photographs()) == 2


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"", b"<svg onload=1>", b"GIF89a......"])
def test_upload_photos_rejects_other_files_with_a_message(
    attach: Callable[..., signup_cards.UploadResult], content: bytes
) -> None:
    received = attach(content or b" ")
    assert received.rejected == ["Photograph 1: it is not a JPEG, PNG or WebP picture."]
    assert photographs() == []


def test_upload_photos_rejects_large_files(
    attach: Callable[..., signup_cards.UploadResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signup_cards, "MAX_PHOTO_SIZE", 10)
    assert attach(JPEG).rejected == ["Photograph 1: it is larger than 15 MB."]


def test_check_card_makes_its_names_ready(
    entered_card: SignupCard, shliach: User, django_capture_on_commit_callbacks: Any
) -> None:
    assert Row.objects.ready().count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        signup_cards.check_card(card=entered_card, by=shliach)
    row = Row.objects.ready().get()
    assert (row.line, row.issues) == ("יוסף בן חנה", [])
    assert photographs() == []


def test_check_card_keeps_the_photograph_on_rollback(
    entered_card: SignupCard, shliach: User
) -> None:
    with transaction.atomic():
        signup_cards.check_card(card=entered_card, by=shliach)
        transaction.set_rollback(True)
    assert len(photographs()) == 1
    assert SignupCard.objects.get().checked_at is None


def test_check_card_requires_a_second_person(entered_card: SignupCard, helper: User) -> None:
    with pytest.raises(signup_cards.SecondPersonRequired):
        signup_cards.check_card(card=entered_card, by=helper)
    with (
        pytest.raises(IntegrityError, match="signup_card_checked_by_second_person"),
        transaction.atomic(),
    ):
        SignupCard.objects.update(checked_by=helper, checked_at=timezone.now())


def test_finish_entry_requires_a_name(card: SignupCard, helper: User) -> None:
    with pytest.raises(signup_cards.NoNamesEntered):
        signup_cards.finish_entry(card=card, by=helper)


def test_correct_name_refuses_a_checked_card(entered_card: SignupCard, shliach: User) -> None:
    signup_cards.check_card(card=entered_card, by=shliach)
    row = Row.objects.get()
    with pytest.raises(signup_cards.NotCheckable):
        signup_cards.correct_name(row=row, name={**NAME, "given_name": "משה"})
    with pytest.raises(signup_cards.NotCheckable):
        signup_cards.remove_name(row=row)


def test_correct_name_updates_the_match_keys(entered_card: SignupCard) -> None:
    row = Row.objects.get()
    before = row.exact_match_key
    signup_cards.correct_name(row=row, name={**NAME, "given_name": "משה"})
    row.refresh_from_db()
    assert row.line == "משה בן חנה"
    assert row.exact_match_key != before
    assert row.issues == [list_rows.UNCHECKED]


def test_delete_stray_photos_deletes_no_others(
    card: SignupCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    storages["private"].save("signup-cards/stray", ContentFile(JPEG))
    assert signup_cards.delete_stray_photos() == 0  # it may belong to an open transaction
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert signup_cards.delete_stray_photos() == 1
    assert [f"signup-cards/{file.name}" for file in photographs()] == [card.image.name]


# Concurrency -----------------------------------------------------------------


def _two_helpers(name_list: NameList, helper: User, shliach: User) -> list[SignupCard | None]:
    taken: list[SignupCard | None] = []

    def take(by: User) -> None:
        taken.append(signup_cards.claim_next(name_list=name_list, by=by, checking=False))

    assert each(partial(take, helper), partial(take, shliach)) == []
    return taken


@pytest.mark.django_db(transaction=True)
def test_claim_next_gives_two_helpers_two_cards(
    name_list: NameList,
    attach: Callable[..., signup_cards.UploadResult],
    helper: User,
    shliach: User,
) -> None:
    for number in range(10):
        SignupCard.objects.all().delete()
        attach(JPEG + bytes([number]), JPEG + bytes([number, 1]))
        one, other = _two_helpers(name_list, helper, shliach)
        assert one != other


@pytest.mark.django_db(transaction=True)
def test_negative_control_claim_next_without_the_lock(
    name_list: NameList,
    attach: Callable[..., signup_cards.UploadResult],
    helper: User,
    shliach: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    attach(JPEG + bytes([1]), JPEG + bytes([2]))
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows.all())
    monkeypatch.setattr(QuerySet, "first", meet_after(QuerySet.first))
    one, other = _two_helpers(name_list, helper, shliach)
    assert one == other


def test_claim_next_takes_over_an_expired_claim(
    card: SignupCard, name_list: NameList, helper: User, shliach: User
) -> None:
    assert signup_cards.claim_next(name_list=name_list, by=helper, checking=False) == card
    assert signup_cards.claim_next(name_list=name_list, by=shliach, checking=False) is None
    SignupCard.objects.update(claimed_at=timezone.now() - signup_cards.CLAIM_DURATION * 2)
    assert signup_cards.claim_next(name_list=name_list, by=shliach, checking=False) == card


# The pages -------------------------------------------------------------------


def test_signup_card_pages_from_photograph_to_checked_name(
    series: Series, helper: User, shliach: User, sign_in: SignIn
) -> None:
    writes, checks = sign_in(helper), sign_in(shliach)
    photograph = SimpleUploadedFile("card.jpg", JPEG, "image/jpeg")
    answer = writes.post(
        f"{HOME}signup-cards/", {"photographs": [photograph], "consent": "on"}, follow=True
    )
    assert b"1 photograph was uploaded." in answer.content
    name_list = NameList.objects.get()
    page = writes.get(f"{HOME}signup-cards/lists/{name_list.pk}/next/enter/", follow=True)
    url = page.redirect_chain[-1][0]
    assert writes.get(f"{HOME}signup-cards/{SignupCard.objects.get().pk}/photo").getvalue() == JPEG
    assert writes.post(url, {"action": "finish"}, follow=True).status_code == 200
    assert SignupCard.objects.get().entered_at is None
    wrong = writes.post(url, {**NAME, "departed": "", "relation": "", "action": "add"})
    assert wrong.status_code == 422
    writes.post(url, {**NAME, "departed": "", "action": "add"})
    writes.post(url, {"action": "finish"})
    assert checks.get(f"{HOME}signup-cards/lists/{name_list.pk}/next/check/")["Location"] == url
    checks.post(url, {"action": "check"})
    assert Row.objects.ready().count() == 1


def test_mark_unreadable_sets_a_card_apart(
    card: SignupCard, name_list: NameList, helper: User, sign_in: SignIn
) -> None:
    client = sign_in(helper)
    client.post(f"{HOME}signup-cards/{card.pk}/", {"action": "unreadable"})
    assert signup_cards.claim_next(name_list=name_list, by=helper, checking=False) is None
    assert (
        "Could not be read"
        in client.get(f"{HOME}signup-cards/lists/{name_list.pk}/").content.decode()
    )
    client.post(f"{HOME}signup-cards/{card.pk}/", {"action": "discard"})
    assert SignupCard.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "signup-cards/",
        "signup-cards/lists/{name_list}/",
        "signup-cards/lists/{name_list}/next/enter/",
        "signup-cards/{card}/",
        "signup-cards/{card}/photo",
        "signup-cards/names/{row}/",
    ],
)
def test_signup_card_pages_answer_404_to_another_community(
    entered_card: SignupCard, stranger: User, sign_in: SignIn, path: str
) -> None:
    ids = {
        "name_list": entered_card.name_list_id,
        "card": entered_card.pk,
        "row": Row.objects.get().pk,
    }
    client = sign_in(stranger)
    for slug in ("montreal", "london"):  # also below their own community's URL
        url = f"/shluchim/{slug}/{path.format(**ids)}"
        if (slug, path) == ("london", "signup-cards/"):
            continue
        assert client.get(url).status_code == 404, url
        assert client.post(url, {"action": "check"}).status_code in {404, 405}, url
    assert SignupCard.objects.get().checked_at is None


def test_names_of_cards_are_asked_about_like_those_of_lists(
    card: SignupCard, helper: User, shliach: User, sign_in: SignIn
) -> None:
    row = signup_cards.enter_name(card=card, name={**NAME, "given_name": "Rabbi Yosef"})
    assert (row.issues, row.questions) == (["unchecked"], ["title"])
    page = sign_in(helper).get(f"{HOME}signup-cards/{card.pk}/").content.decode()
    assert "There is a title before the name." in page
    signup_cards.correct_name(row=row, name={**NAME, "mother_name": "Avraham"})
    row.refresh_from_db()
    assert (row.issues, row.questions) == (["unchecked"], ["parents_gender"])
    signup_cards.finish_entry(card=card, by=helper)
    signup_cards.check_card(card=card, by=shliach)
    assert Row.objects.ready().count() == 0
    assert Row.objects.to_confirm().get() == row


def test_question_about_a_name_of_a_card_is_answered_once_it_is_checked(
    card: SignupCard, helper: User, shliach: User
) -> None:
    row = signup_cards.enter_name(card=card, name={**NAME, "given_name": "Rabbi Yosef"})
    signup_cards.finish_entry(card=card, by=helper)
    change = RowChange(row=row.pk, accepted=["title"])
    assert edit_rows(name_list=card.name_list, by=shliach, changes=[change]).gone == [row.pk]
    signup_cards.check_card(card=card, by=shliach)
    edit_rows(name_list=card.name_list, by=shliach, changes=[change])
    assert Row.objects.ready().get() == row
