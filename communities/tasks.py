"""What Celery does for the communities."""

from celery import shared_task

from communities.certificates import printing
from communities.intake import signup_cards
from communities.lists import name_lists
from communities.paying import ordering
from communities.public.community_counts import count_people
from letters.models import Scroll
from letters.siyum.pages import SERIES


@shared_task
def sweep_photographs() -> None:
    """Delete photographs of cards that nobody needs any more."""
    signup_cards.sweep_photographs()


@shared_task
def print_certificates(printing_id: int) -> None:
    """Set the certificates of a list."""
    printing.run(printing_id)


@shared_task
def tend_printings() -> None:
    """Take up printings whose worker died; delete files whose time is over."""
    printing.tend()


@shared_task
def release_stale() -> None:
    """Names whose bearers began to pay and did not can be paid for again."""
    ordering.release_stale()


@shared_task
def count_open_scroll() -> None:
    """Count the communities' people in the scroll whose letters are given now."""
    scroll = Scroll.objects.allocating().filter(series__slug=SERIES).first()
    if scroll:
        count_people(scroll)


@shared_task
def count_all_scrolls() -> None:
    """Count them in all scrolls together, and in each that is full and not yet completed."""
    count_people(None)
    for scroll in Scroll.objects.filter(series__slug=SERIES, state=Scroll.State.FULL):
        count_people(scroll)


@shared_task
def count_completed_scrolls() -> None:
    """Count them in the completed scrolls: people may have been written to another community."""
    for scroll in Scroll.objects.filter(series__slug=SERIES, state=Scroll.State.COMPLETED):
        count_people(scroll)


@shared_task(soft_time_limit=300)
def read_list(name_list_id: int) -> None:
    """Read a list of names."""
    name_lists.read(name_list_id)


@shared_task
def resume_stale_lists() -> None:
    """Take up lists whose reader died, and delete uploads that belong to none."""
    name_lists.tend()
