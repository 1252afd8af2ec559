"""Each logged step with letters by post is in the history."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.calendar.local_day import today
from families.models import PostBatch, Posting
from families.postal.batches import print_next
from families.postal.posting import mark_posted
from tests.families.postal.conftest import make_posted
from tests.families.postal.test_batches import printed
from tests.project.history.performed import Step, performs

__all__ = ["make_posted"]
_BATCHES = "families.admin.post_batches"


@pytest.fixture
def queued(make_posted: Callable[..., Posting], head: User) -> PostBatch:
    make_posted()
    return print_next(by=head, count=1, paper="a4")


def send(client: Client, batch: PostBatch, **form: str) -> None:
    client.post(f"/admin/families/postbatch/{batch.pk}/change/", form).close()


@performs(f"{_BATCHES}.add_view", "printing requested")
def test_print(client: Client, make_posted: Callable[..., Posting]) -> Step:
    make_posted()
    form = {"count": "1", "paper": "a4", "first_label": "1"}
    client.post("/admin/families/postbatch/add/", form)
    return Step(PostBatch.objects.get(), "printing requested", ("paper: A4",))


@performs(f"{_BATCHES}._stop", "printing stopped")
def test_stop(client: Client, queued: PostBatch) -> Step:
    send(client, queued, stop="1")
    return Step(queued, "printing stopped", ("state:",))


@performs(f"{_BATCHES}._resume", "printing resumed")
def test_resume(client: Client, queued: PostBatch) -> Step:
    send(client, queued, stop="1")
    send(client, queued, resume="1")
    return Step(queued, "printing resumed", ("state:",))


@performs(f"{_BATCHES}._again", "printing requested again")
def test_again(client: Client, queued: PostBatch) -> Step:
    send(client, printed(queued), again="1", first_label="2")
    return Step(queued, "printing requested again", ("first free label:",))


@performs(f"{_BATCHES}._download", "downloaded …")
def test_download(client: Client, queued: PostBatch) -> Step:
    send(client, printed(queued), labels="1")
    return Step(queued, "downloaded labels.pdf")


@performs(f"{_BATCHES}._post", "… posted, … left out")
def test_post(client: Client, queued: PostBatch) -> Step:
    send(client, printed(queued), posted="1", numbers="1", day=today().civil.isoformat())
    return Step(queued, "1 posted, 0 left out")


@performs(f"{_BATCHES}._undo", "envelope … not posted after all")
def test_undo(client: Client, queued: PostBatch) -> Step:
    mark_posted(printed(queued), day=today().civil)
    send(client, queued, undo=str(queued.postings.get().pk))
    return Step(queued, "envelope 1 not posted after all")
