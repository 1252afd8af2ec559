"""Batches: what is taken, what is printed, labels, reprints, and two clerks at once."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet
from pypdf import PdfReader

from core.job_runner import expire, resume_job, run_job, stop_job
from core.locks import exclusive
from families.admin.pending import pending_of_families
from families.models import PostBatch, Posting
from families.postal import batches
from families.postal.batches import (
    BATCHES,
    CERTIFICATES,
    LABELS,
    NothingToPrint,
    open_file,
    print_again,
    print_next,
)
from families.postal.labels import LABELS_ON_SHEET, Label, render_labels
from families.postal.summary import what_is_owed
from families.privacy.files import delete_files_with
from letters.certificates import render_combined_pdf
from letters.models import Person
from payments.models import Order
from tests.families.postal.orders import ask_for_post
from tests.families.privacy.erasing import erase_purchaser
from tests.races import at_once, meet_after

State = PostBatch.State


def printed(batch: PostBatch) -> PostBatch:
    """The batch after its job has run."""
    run_job(BATCHES, batch.pk)
    batch.refresh_from_db()
    assert batch.state == State.DONE, batch.failure
    return batch


def text_of(batch: PostBatch, name: str) -> list[str]:
    """The text of each page of a file."""
    with open_file(batch, name) as file:
        return [page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages]


def test_the_oldest_come_first_and_labels_match(
    make_posted: Callable[..., Posting], clerk: User
) -> None:
    first = make_posted(recipient="Rivka Levi")
    second = make_posted(recipient="Chaim Levi", country="IL")
    third = make_posted()
    assert (what_is_owed().to_print, pending_of_families()) == (3, {"families_postbatch": "3"})
    assert what_is_owed().countries == (("United States", 2), ("Israel", 1))
    batch = printed(print_next(by=clerk, count=2, paper="a4"))
    assert [posting.pk for posting in batch.postings.order_by("number")] == [first.pk, second.pk]
    assert len(text_of(batch, CERTIFICATES)) == 6
    (labels,) = text_of(batch, LABELS)
    assert labels.index("Rivka Levi") < labels.index("Chaim Levi")
    assert "UNITED STATES" in labels
    assert "ISRAEL" in labels
    assert f"{batch.pk}/1" in labels
    assert "12-" in labels
    assert (what_is_owed().to_print, what_is_owed().to_post) == (1, 2)
    third.refresh_from_db()
    assert third.batch is None


def test_nothing_to_print(order: Order, clerk: User) -> None:
    with pytest.raises(NothingToPrint):
        print_next(by=clerk, count=10, paper="a4")
    with pytest.raises(ValueError, match="no label 11"):
        print_next(by=clerk, count=10, paper="letter", first_label=11)


def test_unpaid_and_refunded_orders_are_not_owed(
    make_posted: Callable[..., Posting], make_order: Callable[..., Order], clerk: User
) -> None:
    unpaid = make_order(form_token="unpaid", email="unpaid@example.org")
    ask_for_post(unpaid)
    refunded = make_posted()
    Order.objects.filter(pk=refunded.order_id).update(state="refunded")
    with pytest.raises(NothingToPrint):
        print_next(by=clerk, count=10, paper="a4")


def take_twice(clerk: User) -> tuple[list[Exception], int]:
    """Two clerks print at once; the errors, and how many envelopes their batches have."""
    taken: list[int] = []

    def take() -> None:
        taken.append(print_next(by=clerk, count=2, paper="a4").units_total)

    errors = at_once(2, take)
    return errors, sum(taken)


def test_two_clerks_never_print_the_same(
    make_posted: Callable[..., Posting], clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    postings = [make_posted() for _ in range(4)]
    monkeypatch.setattr(batches, "_take", meet_after(batches._take, patience=5))
    errors, taken = take_twice(clerk)
    assert (errors, taken) == ([], 4)
    assert Posting.objects.exclude(batch=None).count() == len(postings)


def test_negative_control_two_clerks_without_the_lock(
    make_posted: Callable[..., Posting], clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        make_posted()
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows)
    monkeypatch.setattr(batches, "_take", meet_after(batches._take, patience=5))
    _errors, taken = take_twice(clerk)
    assert taken == 4
    assert Posting.objects.exclude(batch=None).count() == 2  # both took the same two


def test_stop_and_resume(
    make_posted: Callable[..., Posting], clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "PART_SIZE", 3)
    for _ in range(3):
        make_posted()
    batch = print_next(by=clerk, count=3, paper="letter")
    render = render_combined_pdf

    def stop_first(documents: Any) -> bytes:
        stop_job(BATCHES, batch)
        return render(documents)

    monkeypatch.setattr(batches, "render_combined_pdf", stop_first)
    run_job(BATCHES, batch.pk)
    batch.refresh_from_db()
    assert batch.state == State.STOPPED
    monkeypatch.setattr(batches, "render_combined_pdf", render)
    assert resume_job(BATCHES, batch)
    batch = printed(batch)
    assert len(text_of(batch, CERTIFICATES)) == 9
    assert (batch.parts, batch.units_done) == (3, 3)


def test_one_worker_at_a_time(make_posted: Callable[..., Posting], clerk: User) -> None:
    make_posted()
    batch = print_next(by=clerk, count=1, paper="a4")
    with exclusive(BATCHES.lock, batch.pk):
        run_job(BATCHES, batch.pk)
    batch.refresh_from_db()
    assert batch.state == State.QUEUED


def test_print_again_from_what_is_owed_now(
    make_posted: Callable[..., Posting], clerk: User
) -> None:
    first, second = make_posted(), make_posted(recipient="Somebody Else")
    batch = printed(print_next(by=clerk, count=2, paper="a4"))
    assert not print_next_possible(clerk)
    Order.objects.filter(pk=first.order_id).update(state="refunded")
    assert print_again(batch, first_label=3)
    assert not print_again(batch)  # it is being made
    batch = printed(batch)
    assert len(text_of(batch, CERTIFICATES)) == 3
    (labels,) = text_of(batch, LABELS)
    assert "Somebody Else" in labels
    assert "Chana Levi" not in labels
    Order.objects.filter(pk=second.order_id).update(state="refunded")
    assert not print_again(batch)


def print_next_possible(clerk: User) -> bool:
    try:
        print_next(by=clerk, count=1, paper="a4")
    except NothingToPrint:
        return False
    return True


def test_files_expire(make_posted: Callable[..., Posting], clerk: User) -> None:
    make_posted()
    batch = printed(print_next(by=clerk, count=1, paper="a4"))
    PostBatch.objects.update(expires_at=batch.created_at)
    expire(BATCHES)
    batch.refresh_from_db()
    with pytest.raises(FileNotFoundError):
        open_file(batch, LABELS)
    assert print_again(batch)


def test_deletion_takes_the_address_and_the_files(
    make_posted: Callable[..., Posting], clerk: User
) -> None:
    posting = make_posted()
    batch = printed(print_next(by=clerk, count=1, paper="a4"))
    purchaser = posting.order.purchaser_id
    people = list(Person.objects.filter(purchaser=purchaser).values_list("pk", flat=True))
    erase_purchaser(purchaser)
    delete_files_with(people)
    posting.refresh_from_db()
    batch.refresh_from_db()
    assert (posting.recipient, posting.line1, batch.state) == ("", "", State.EXPIRED)
    assert what_is_owed().to_post == 0


LONG = "The Chabad House of the Northern Suburbs and of the whole Valley"
HARD = [
    ["Chana Levi", "770 Eastern Parkway", "Brooklyn NY 11213", "UNITED STATES"],
    ["משפחת לוי־מושקוביץ", "רח׳ כפר חב״ד 5, דירה 12", "כפר חב״ד 6084000", "ISRAEL"],
    [LONG[:60], LONG[:60], LONG[:60], f"Llanfairpwllgwyngyll {LONG[:60]}", "UNITED KINGDOM"],
    [
        "W" * 60,
        "W" * 60,
        "W" * 60,
        f"{'W' * 60} {'W' * 60} {'9' * 12}",
        "FRENCH SOUTHERN TERRITORIES",
    ],
    ["ש" * 60, "ש" * 60, "ש" * 60, "ש" * 60, "ISRAEL"],
    ["Хана бас Мушка", "ул. Образцова 19, стр. 9", "Москва 127055", "RUSSIA"],
]


@pytest.mark.parametrize("paper", list(LABELS_ON_SHEET))
def test_hard_addresses_stay_on_their_label(paper: str) -> None:
    labels = [Label(lines, f"1/{n}", "3 × · 12-000123 +2") for n, lines in enumerate(HARD, 1)]
    pdf = render_labels(labels, paper=paper, first=LABELS_ON_SHEET[paper], day=date(2026, 1, 1))
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == 2
    assert "770 Eastern Parkway" in pages[0].extract_text()
    assert "Brooklyn" not in pages[1].extract_text()
