"""Steps of the staff that tests perform, and then look for in the history."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import unescape
from typing import Any

from django.db.models import Model
from django.test import Client
from django.utils.html import strip_tags

from tests.project.history.pages import history_of
from unity_torah.history.words import model_label

# The logged steps that a test performs, by where they are and what they log (… for any words).
PERFORMED: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class Step:
    """What was done: to which object, what the log says of it, and what differs, in words."""

    target: Model
    logged: str
    differences: tuple[str, ...] = ()


def performs(place: str, message: str) -> Callable[[Callable[..., Step]], Callable[..., None]]:
    """A test that performs the step logged at a place, by the fixture `client`.

    The step is then looked for on the history page and on that of its object.
    """
    PERFORMED.add((place, message))

    def decorate(perform: Callable[..., Step]) -> Callable[..., None]:
        @wraps(perform)
        def test(client: Client, **fixtures: Any) -> None:
            step = perform(client=client, **fixtures)
            pattern = re.escape(message).replace("…", ".+")
            assert re.fullmatch(pattern, step.logged), f"{step.logged} is not {message}"
            own = history_of(client, type(step.target), step.target.pk)
            for page in (client.get("/admin/history/").content.decode(), own):
                _look_for(step, page)

        return test

    return decorate


def _look_for(step: Step, page: str) -> None:
    table = strip_tags(unescape(page[page.index("<tbody>") :]))
    text = " ".join(table.split())
    who_and_what = f"Dovber {model_label(type(step.target))} {step.target.pk} {step.logged}"
    for words in (who_and_what, *step.differences):
        assert words in text, f"{words} is not in: {text[:2000]}"
