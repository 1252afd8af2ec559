"""Celery tasks of finding a letter and of a family's pages."""

from celery import shared_task

from core.job_runner import enqueue_unfinished, expire, resume_unfinished, run_job
from families.find import answering
from families.gifts import gifts
from families.postal.batches import BATCHES
from families.postal.postings import forget_addresses
from families.privacy import asked, mails, retention
from families.privacy.downloads import DOWNLOADS
from families.privacy.requests import ERASURES, delete_unconfirmed
from families.reminders import reminders


@shared_task
def answer_question(question_id: int) -> None:
    answering.answer(question_id)


@shared_task
def answer_questions() -> None:
    """Answer the questions whose reminder was lost."""
    for question_id in answering.waiting():
        answering.answer(question_id)


@shared_task
def delete_expired_questions() -> None:
    answering.delete_expired()


@shared_task
def erase_personal_data(erasure_id: int) -> None:
    run_job(ERASURES, erasure_id)


@shared_task
def continue_erasures() -> None:
    """Continue deletions whose worker died, or that waited for a file being made."""
    enqueue_unfinished(ERASURES)


@shared_task
def delete_unconfirmed_erasures() -> None:
    delete_unconfirmed()


@shared_task
def make_download(download_id: int) -> None:
    run_job(DOWNLOADS, download_id)


@shared_task
def continue_downloads() -> None:
    """Make the copies of data whose worker died, and delete those whose time is over."""
    enqueue_unfinished(DOWNLOADS)
    expire(DOWNLOADS)


@shared_task
def forget_old_data() -> None:
    """Forget what was never paid, the looks of the staff, and to whom mails were sent."""
    retention.forget_unpaid_orders()
    retention.forget_looks()
    retention.forget_mail_addresses()


@shared_task
def forget_erasure_requests() -> None:
    """Forget who asked for a deletion, once it is decided and the mails about it are sent."""
    asked.forget_requests()
    mails.forget_addresses()


@shared_task
def send_gifts() -> None:
    """Send the gifts whose day has come, and forget those sent long ago."""
    gifts.send_gifts()
    gifts.forget_gifts()


@shared_task
def queue_reminders() -> None:
    """Queue the mails before birthdays and yahrzeits that are due."""
    reminders.queue_due()


@shared_task
def print_post_batch(batch_id: int) -> None:
    run_job(BATCHES, batch_id)


@shared_task
def continue_post_batches() -> None:
    """Continue batches whose worker died, and delete files and addresses whose time is over."""
    resume_unfinished(BATCHES)
    expire(BATCHES)
    forget_addresses()
