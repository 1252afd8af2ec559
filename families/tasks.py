"""Celery tasks of finding a letter and of a family's pages."""

from celery import shared_task

from families.find import answering


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
