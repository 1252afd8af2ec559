"""Taking a question. It is answered by the worker, so that no request tells how it was."""

from typing import Any

from django.db import transaction

from core import jobs
from families.find.limits import Asker, record_attempt
from families.models import Question

_FIELDS = (
    *("given_name", "relation", "mother_name", "father_name", "family_name"),
    *("birth_year", "city", "email", "zone"),
)


def new_question(cleaned: dict[str, Any], *, language: str) -> Question:
    """The question of a valid form; nothing is looked up until its address is proved."""
    values = {field: cleaned[field] for field in _FIELDS}
    return Question.objects.create(language=language, **values)


@transaction.atomic
def ask(question: Question, asker: Asker, *, solution: str) -> None:
    """Queue a question whose address is proved; the second time it does nothing.

    Raises RateLimited or ChallengeRequired, and then leaves it as it was.
    """
    locked = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    if locked.state != Question.State.UNPROVED:
        return
    locked.attempt = record_attempt(asker, solution=solution)
    locked.state = Question.State.QUEUED
    locked.code_hash = ""
    locked.save(update_fields=["attempt", "state", "code_hash"])
    transaction.on_commit(lambda: jobs.enqueue("families.tasks.answer_question", locked.pk))
