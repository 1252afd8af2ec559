"""Celery tasks of communities."""

from celery import shared_task

from communities.certificates.printing import PRINTINGS
from communities.intake import signup_cards
from communities.lists import name_lists
from communities.paying import ordering
from communities.public.community_counts import count_people
from core.job_runner import enqueue_unfinished, expire, resume_unfinished, run_job
from letters.models import Scroll


@shared_task
def delete_stray_photos() -> None:
    signup_cards.delete_stray_photos()


@shared_task
def print_certificates(printing_id: int) -> None:
    run_job(PRINTINGS, printing_id)


@shared_task
def resume_printings() -> None:
    resume_unfinished(PRINTINGS)


@shared_task
def expire_jobs() -> None:
    """Delete the files of printings, and what was sent for lists whose reading is stopped."""
    expire(PRINTINGS)
    expire(name_lists.LIST_READING)


@shared_task
def release_abandoned_orders() -> None:
    ordering.release_abandoned_orders()


@shared_task
def count_open_scroll() -> None:
    """Count the communities' people in the scroll that is being filled, of every series."""
    drawable = Scroll.objects.drawable().order_by("series", "number").distinct("series")
    for scroll in drawable:
        count_people(scroll)


@shared_task
def count_all_scrolls() -> None:
    """Count in all scrolls together, and in each that is full and not yet completed."""
    count_people(None)
    for scroll in Scroll.objects.filter(state=Scroll.State.FULL):
        count_people(scroll)


@shared_task
def count_completed_scrolls() -> None:
    """Count in the completed scrolls: people may have been moved to another community."""
    for scroll in Scroll.objects.filter(state=Scroll.State.COMPLETED):
        count_people(scroll)


@shared_task(soft_time_limit=300)
def read_list(name_list_id: int) -> None:
    name_lists.read_list(name_list_id)


@shared_task
def resume_stale_lists() -> None:
    enqueue_unfinished(name_lists.LIST_READING)


@shared_task
def delete_stray_uploads() -> None:
    name_lists.delete_stray_uploads()
