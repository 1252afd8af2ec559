"""Marking as posted: what is left out, undo, the mail, the pages, and who may do it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from accounts.roles import sync_groups
from core.calendar.local_day import today
from families.models import Look, PostBatch, Posting
from families.postal import posting as posting_rules
from families.postal.batches import BATCHES, print_next
from families.postal.posting import POSTED, NotPostable, mark_posted, undo_posted
from families.postal.postings import KEPT, forget_addresses, to_print
from letters.models import Certificate
from messaging.composers import MessageObsolete, compose
from messaging.models import Message
from payments.models import Order
from payments.refunds.decide import quote_refund
from tests.families.postal.test_batches import printed
from tests.races import at_once
from tests.signing_in import sign_in

PAGES = "/admin/families/postbatch/"


@pytest.fixture
def batch(make_posted: Callable[..., Posting], clerk: User) -> PostBatch:
    """Two envelopes, printed."""
    make_posted()
    make_posted(recipient="Rivka Levi", country="IL")
    return printed(print_next(by=clerk, count=2, paper="a4"))


@pytest.fixture
def registrar(clerk: User) -> Client:
    sync_groups()
    clerk.groups.add(Group.objects.get(name="registrar"))
    return sign_in(Client(), clerk)


def envelope(batch: PostBatch, number: int = 1) -> Posting:
    return batch.postings.select_related("order").get(number=number)


def test_a_batch_is_posted(batch: PostBatch) -> None:
    assert mark_posted(batch, day=today().civil) == (2, [])
    order = envelope(batch).order
    assert order.postage_spent
    assert quote_refund(order, None).amount == 300
    assert mark_posted(batch, day=today().civil) == (0, [])
    assert Message.objects.filter(kind=POSTED).count() == 2
    page = Client().get(f"/orders/{order.public_id}/").content.decode()
    assert "They were posted on" in page


def test_the_mail_names_country_and_day_and_no_street(batch: PostBatch) -> None:
    mark_posted(batch, day=today().civil)
    message = Message.objects.filter(kind=POSTED).earliest("pk")
    mail = compose(message)
    assert "United States" in mail.body
    assert "Brooklyn" not in mail.body
    undo_posted(envelope(batch))
    with pytest.raises(MessageObsolete):
        compose(message)


def test_what_changed_since_printing_is_left_out(batch: PostBatch) -> None:
    first, second = envelope(batch), envelope(batch, 2)
    certificates = Certificate.objects.filter(inscription__line__order=first.order)
    certificates.filter(inscription__line__position=1).update(revision=2)
    Order.objects.filter(pk=second.order_id).update(state="refunded")
    marked, left_out = mark_posted(batch, day=today().civil)
    assert marked == 0
    assert [problem.owed for problem in left_out] == [True, False]
    assert "was corrected since it was printed" in left_out[0].reason
    assert list(to_print()) == [first]  # with the new revision in the next batch
    assert not Order.objects.filter(postage_spent=True).exists()


def test_a_certificate_that_was_voided_or_added(batch: PostBatch) -> None:
    first = envelope(batch)
    certificates = Certificate.objects.filter(inscription__line__order=first.order)
    certificates.filter(inscription__line__position=1).update(voided_at=timezone.now())
    problem = posting_rules.problem_of(first)
    assert problem
    assert "was returned" in problem.reason
    certificates.update(voided_at=None)
    first.printed = first.printed[:2]
    problem = posting_rules.problem_of(first)
    assert problem
    assert "is not among the sheets" in problem.reason


def test_not_printed_yet(make_posted: Callable[..., Posting], clerk: User) -> None:
    make_posted()
    batch = print_next(by=clerk, count=1, paper="a4")
    _marked, (problem,) = mark_posted(batch, day=today().civil)
    assert "not printed yet" in problem.reason


def test_not_before_its_day(batch: PostBatch) -> None:
    with pytest.raises(NotPostable):
        mark_posted(batch, day=today().civil + timedelta(days=1))


def test_two_clerks_mark_the_same_batch(batch: PostBatch) -> None:
    errors = at_once(2, lambda: mark_posted(batch, day=date(2026, 1, 4)))
    assert errors == []
    assert Message.objects.filter(kind=POSTED).count() == 2


def test_undo(batch: PostBatch) -> None:
    mark_posted(batch, day=today().civil, numbers=[1])
    undo_posted(envelope(batch))
    order = envelope(batch).order
    assert not order.postage_spent
    assert quote_refund(order, None).amount == 600
    with pytest.raises(NotPostable):
        undo_posted(envelope(batch))
    mark_posted(batch, day=today().civil, numbers=[1])
    assert Message.objects.filter(kind=POSTED).count() == 1
    Order.objects.filter(pk=order.pk).update(state="refunded")
    with pytest.raises(NotPostable):
        undo_posted(envelope(batch))


def test_the_address_is_forgotten_after_posting(batch: PostBatch) -> None:
    mark_posted(batch, day=today().civil - KEPT - timedelta(days=2), numbers=[1])
    assert forget_addresses() == 1
    assert (envelope(batch).recipient, envelope(batch, 2).recipient) == ("", "Rivka Levi")
    with pytest.raises(NotPostable):
        undo_posted(envelope(batch))


def test_the_committees_page(batch: PostBatch, registrar: Client) -> None:
    page = registrar.get(f"{PAGES}{batch.pk}/change/").content.decode()
    assert f"{batch.pk}/1" in page
    assert "Rivka Levi" in page
    assert "Brooklyn" not in page  # addresses are on the labels
    form = {"posted": "1", "numbers": ["1"], "day": today().civil.isoformat()}
    page = registrar.post(f"{PAGES}{batch.pk}/change/", form, follow=True).content.decode()
    assert "1 envelope is marked as posted." in page
    assert (envelope(batch).posted_on, envelope(batch, 2).posted_on) == (today().civil, None)


def test_problems_are_named_before_posting(batch: PostBatch, registrar: Client) -> None:
    Certificate.objects.filter(inscription__line__order=envelope(batch).order).update(revision=2)
    page = registrar.get(f"{PAGES}{batch.pk}/change/").content.decode()
    assert "Not as they were printed" in page
    form = {"posted": "1", "numbers": ["1", "2"], "day": today().civil.isoformat()}
    page = registrar.post(f"{PAGES}{batch.pk}/change/", form, follow=True).content.decode()
    assert "was corrected since it was printed" in page
    assert Posting.objects.filter(batch=None).count() == 1


@pytest.mark.parametrize("name", ["certificates", "labels"])
def test_files_are_downloaded(batch: PostBatch, registrar: Client, name: str) -> None:
    response = registrar.post(f"{PAGES}{batch.pk}/change/", {name: "1"})
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response).startswith(b"%PDF")
    response.close()
    PostBatch.objects.update(state="expired")
    page = registrar.post(f"{PAGES}{batch.pk}/change/", {name: "1"}, follow=True)
    assert "The files are deleted." in page.content.decode()


def test_print_from_the_page(make_posted: Callable[..., Posting], registrar: Client) -> None:
    make_posted()
    page = registrar.get(f"{PAGES}add/").content.decode()
    assert "To be printed" in page
    assert "United States" in page
    form = {"count": "5", "paper": "letter", "first_label": "11"}
    page = registrar.post(f"{PAGES}add/", form).content.decode()
    assert "This sheet has 10 labels." in page
    registrar.post(f"{PAGES}add/", {**form, "first_label": "10"})
    batch = PostBatch.objects.get()
    assert (batch.paper, batch.first_label, batch.units_total) == ("letter", 10, 1)
    again = registrar.post(f"{PAGES}add/", {**form, "first_label": "1"}, follow=True)
    assert "There is nothing to print" in again.content.decode()
    registrar.post(f"{PAGES}{batch.pk}/change/", {"stop": "1"})
    batch.refresh_from_db()
    assert batch.state == "stopped"
    registrar.post(f"{PAGES}{batch.pk}/change/", {"resume": "1"})
    printed(batch)
    page = registrar.post(
        f"{PAGES}{batch.pk}/change/", {"again": "1", "first_label": "99"}, follow=True
    ).content.decode()
    assert "a number up to 14" in page
    registrar.post(f"{PAGES}{batch.pk}/change/", {"again": "1", "first_label": "2"})
    batch.refresh_from_db()
    assert (batch.state, batch.first_label) == ("queued", 2)


@pytest.mark.parametrize("role", ["treasurer", ""])
def test_others_see_no_address(batch: PostBatch, role: str) -> None:
    user = User.objects.create_user("other", is_staff=True)
    sync_groups()
    if role:
        user.groups.add(Group.objects.get(name=role))
    client = sign_in(Client(), user)
    posting = envelope(batch)
    for url in (f"{PAGES}{batch.pk}/change/", f"/admin/families/posting/{posting.pk}/change/"):
        response = client.get(url)
        assert response.status_code == 403
        assert "Levi" not in response.content.decode()
    assert client.post(f"{PAGES}{batch.pk}/change/", {"labels": "1"}).status_code == 403
    assert client.get(f"{PAGES}add/").status_code == 403


def test_the_lists(batch: PostBatch, registrar: Client) -> None:
    page = registrar.get("/admin/families/posting/").content.decode()
    assert "printed, to be posted" in page
    assert "Brooklyn" not in page
    for state in ("print", "post", "posted"):
        assert registrar.get(f"/admin/families/posting/?state={state}").status_code == 200
    assert registrar.get(PAGES).status_code == 200
    detail = registrar.get(f"/admin/families/posting/{envelope(batch).pk}/change/")
    assert "Brooklyn" in detail.content.decode()
    assert Look.objects.filter(order=envelope(batch).order).count() == 1
    assert BATCHES.rows.count() == 1
