"""What became of an edit, in sentences."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from communities.lists.edits import Outcome


def changed_message(outcome: Outcome) -> str:
    """How many rows were changed, or "" for none."""
    count = len(outcome.changed)
    if not count:
        return ""
    return ngettext("%(count)s row was changed.", "%(count)s rows were changed.", count) % {
        "count": f"{count:,}"
    }


def left_out_message(outcome: Outcome) -> str:
    """How many names were left out of an earlier list, to be paid for on this one, or ""."""
    count = len(outcome.changed)
    if not count:
        return ""
    return ngettext(
        "%(count)s name was left out of the other list, and stays on this one.",
        "%(count)s names were left out of the other list, and stay on this one.",
        count,
    ) % {"count": f"{count:,}"}


def left_message(outcome: Outcome) -> str:
    """Why rows were not changed, or ""."""
    sentences = []
    if count := len(outcome.conflicts):
        sentences.append(
            ngettext(
                "%(count)s row was changed by someone else meanwhile, and is shown as it is now.",
                "%(count)s rows were changed by someone else meanwhile, and are shown as they are "
                "now.",
                count,
            )
            % {"count": f"{count:,}"}
        )
    if count := len(outcome.gone):
        sentences.append(
            ngettext(
                "%(count)s row was not changed: it is already in an order.",
                "%(count)s rows were not changed: they are already in an order.",
                count,
            )
            % {"count": f"{count:,}"}
        )
    if count := len(outcome.refused):
        sentences.append(
            ngettext(
                "%(count)s row was not saved: see there.",
                "%(count)s rows were not saved: see there.",
                count,
            )
            % {"count": f"{count:,}"}
        )
    return " ".join(sentences)


def tell(
    request: HttpRequest,
    outcome: Outcome,
    done_message: Callable[[Outcome], str] = changed_message,
) -> None:
    """Add messages for the next page."""
    if done := done_message(outcome):
        messages.success(request, done)
    if left := left_message(outcome):
        messages.warning(request, left)
