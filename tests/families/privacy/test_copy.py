"""The copy of one's own data: everything of the registry, for its own user, for two days."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from core import job_runner
from core.job_runner import expire, run_job
from core.locks import Lock, exclusive
from families.models import DataDownload
from families.my_letters.addresses import purchasers_of
from families.privacy import downloads
from families.privacy.books import BOOKS
from families.privacy.copied_rows import INTERNAL, fields_of
from families.privacy.copy import sections_of, subjects_of, write_copy
from families.privacy.downloads import DOWNLOADS, request_download
from families.privacy.files import FilesInUse, delete_files_with
from families.privacy.mail_kinds import MAIL_KINDS
from families.privacy.places import PLACES
from letters.models import Certificate
from messaging import composers
from payments.models import Order
from payments.orders.consent import SHOWN
from tests.families.my_letters.families import signed_in
from tests.families.privacy.conftest import ADDRESS, FAMILY, LISTED, Everything
from tests.families.privacy.erasing import erase_purchaser
from tests.families.privacy.whole_database import where_found
from tests.races import at_once, meet_after

URL = "/my-letters/data/"


@pytest.fixture
def client(everything: Everything) -> Client:
    return signed_in(ADDRESS)


def made(client: Client) -> DataDownload:
    assert client.post(URL).status_code == 303
    assert "being made" in client.get(URL).content.decode()
    download = DataDownload.objects.latest("pk")
    run_job(DOWNLOADS, download.pk)
    download.refresh_from_db()
    assert download.state == "done", download.failure
    return download


def content(client: Client, download: DataDownload) -> tuple[str, dict[str, Any]]:
    answer = client.get(f"{URL}{download.token}/")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        return archive.read("data.html").decode(), json.loads(archive.read("data.json"))


def test_copy_has_everything_of_the_registry(client: Client, everything: Everything) -> None:
    page, data = content(client, made(client))
    handed = {each.model._meta.label for each in (*PLACES, *BOOKS) if each.handed_over}
    others = {place.model._meta.label for place in PLACES if not place.handed_over}
    assert set(data["data"]) == handed
    assert set(data["not_included"]) == others
    people = data["data"]["letters.Person"]
    for place in PLACES:
        if place.handed_over:
            copied = {field.name for field in fields_of(place.model)}
            related = {f.name for f in place.model._meta.concrete_fields if f.is_relation}
            assert set(place.fields) - INTERNAL - related <= copied | {"session_key"}, place.model
    assert {"relation", "kind", "departed", "declared", "country"} <= set(people[0])
    for name in FAMILY:
        assert name in page
        assert name in json.dumps(data)
    for place in PLACES:
        assert str(place.title) in page
    for certificate in Certificate.objects.filter(
        inscription__person__in=everything.family, voided_at=None
    ):
        assert certificate.token in page
    assert not [name for name in LISTED if name in page or name in json.dumps(data)]


def test_copy_says_what_was_ordered_and_paid(client: Client, everything: Everything) -> None:
    Order.objects.filter(pk=everything.order.pk).update(
        consent=next(iter(SHOWN)), consent_at=timezone.now()
    )
    page, data = content(client, made(client))
    order = next(
        each
        for each in data["data"]["payments.Order"]
        if each["public_id"] == everything.order.public_id
    )
    assert order["total"] == everything.order.total
    assert order["consent_at"]
    assert data["data"]["payments.Payment"][0]["amount"] == everything.order.total
    assert data["data"]["payments.Refund"]
    assert {"kind", "sent_at"} <= set(data["data"]["messaging.Message"][0])
    assert "scroll" in data["certificates"][0]["place"]
    assert data["certificates"][0]["place"] in page
    for shown in ("daughter", "an adult", "a child", "This is me", "$2.00", "I agree that these"):
        assert shown in page, shown
    assert "{" not in page.partition("<body>")[2]  # no Python, no JSON


def test_names_of_a_list_are_not_handed_over(everything: Everything) -> None:
    """Not to the shliach who paid for it as purchaser, nor to whose address is in a row."""
    payer = everything.listed.purchaser
    text = json.dumps(str(sections_of(subjects_of([payer.pk]))), ensure_ascii=False)
    assert not [name for name in LISTED if name in text]


def test_only_its_user_downloads_it(client: Client) -> None:
    download = made(client)
    url = f"{URL}{download.token}/"
    assert Client().get(url).status_code == 302
    assert signed_in("zeru@example.org").get(url).status_code == 404
    client.get(url).close()
    download.refresh_from_db()
    assert download.downloads == 1
    assert client.get(f"{URL}unknown/").status_code == 404


def test_after_two_days_it_is_gone(client: Client) -> None:
    download = made(client)
    DataDownload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = client.get(f"{URL}{download.token}/")
    assert expired.status_code == 410
    assert "deleted after two days" in expired.content.decode()
    expire(DOWNLOADS)
    assert not list((settings.PRIVATE_ROOT / "downloads").glob("*"))


def test_pressed_again_it_is_the_same_and_there_is_a_limit(client: Client) -> None:
    for _press in range(2):
        client.post(URL)
    assert DataDownload.objects.count() == 1
    for _copy in range(4):
        DataDownload.objects.update(state="expired")
        assert client.post(URL).status_code == 303
    DataDownload.objects.update(state="expired")
    assert client.post(URL).status_code == 429


def test_deletion_deletes_the_copy(client: Client, everything: Everything) -> None:
    made(client)
    erase_purchaser(everything.order.purchaser_id)
    delete_files_with([person.pk for person in everything.family])
    assert where_found(*FAMILY) == []
    assert not list((settings.PRIVATE_ROOT / "downloads").glob("*"))


def _deleted_beside_a_copy(client: Client, everything: Everything) -> list[str]:
    """Where names are left, if the deletion begins when the copy was read and not yet stored."""
    client.post(URL)
    download = DataDownload.objects.get()
    people = [person.pk for person in everything.family]
    with exclusive(Lock.DATA_DOWNLOAD, download.pk):
        text = write_copy(download.purchasers, "en")
        erase_purchaser(everything.order.purchaser_id)
        in_use = False
        try:
            delete_files_with(people)
        except FilesInUse:
            in_use = True
        path = settings.PRIVATE_ROOT / download.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
    if in_use:  # the deletion is continued
        delete_files_with(people)
    return [str(each) for each in (settings.PRIVATE_ROOT / "downloads").glob("*")]


def test_copy_in_progress_is_deleted_too(client: Client, everything: Everything) -> None:
    assert _deleted_beside_a_copy(client, everything) == []


def test_negative_control_without_the_lock_the_copy_is_left(
    client: Client, everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Free:
        def __enter__(self) -> bool:
            return True

        def __exit__(self, *_error: object) -> None:
            pass

    monkeypatch.setattr(job_runner, "exclusive", lambda *_lock: Free())
    assert len(_deleted_beside_a_copy(client, everything)) == 1


def _pressed_at_once(everything: Everything, monkeypatch: pytest.MonkeyPatch) -> int:
    user = everything.committee
    monkeypatch.setattr(downloads, "purchasers_of", meet_after(purchasers_of, patience=2))
    assert at_once(2, lambda: request_download(user, language="en")) == []
    return DataDownload.objects.count()


def test_pressed_twice_at_once_it_is_one(
    everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _pressed_at_once(everything, monkeypatch) == 1


def test_negative_control_without_the_lock_there_are_two(
    everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_lock", lambda user: None)
    assert _pressed_at_once(everything, monkeypatch) == 2


def test_page_is_told_to_nobody(db: None) -> None:
    assert re.match("/accounts/login/", Client().get(URL)["Location"])


def test_every_kind_of_mail_has_words_in_each_language() -> None:
    assert set(MAIL_KINDS) == set(composers._composers)
    with override("he"):
        assert [
            kind for kind, words in MAIL_KINDS.items() if not re.search("[א-ת]", str(words))
        ] == []
    assert not any("_" in str(words) for words in MAIL_KINDS.values())
