"""Asking for the deletion of one's own data, and confirming it by the mailed link."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.job_runner import resume_job
from families.find.codes import allow_mail
from families.models import Erasure
from families.pages.access import family_view
from families.pages.find import too_many_mails
from families.privacy.choices import (
    Choice,
    ask_for_link,
    choices_of_order,
    choices_of_user,
    chosen,
)
from families.privacy.erasure import NotYet, check_settled
from families.privacy.requests import ERASURES, NotConfirmable, confirm_erasure, subject_of
from letters.models import Person
from payments.models import Order
from payments.orders.access import order_view
from payments.pages.start_payment import SeeOther

MOST_SHOWN = 100  # names


@require_http_methods(["GET", "HEAD", "POST"])
@family_view
def erase_mine(request: HttpRequest, user: User) -> HttpResponse:
    """From a family's page: which of its people, or which address with everything."""
    return _ask(request, choices_of_user(user), {"back": "my_letters"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@order_view
def erase_of_order(request: HttpRequest, order: Order) -> HttpResponse:
    """From an order's page; who has its URL can have a mail sent to the purchaser, no more."""
    if order.community_id:
        raise Http404
    return _ask(request, choices_of_order(order), {"order": order})


def _ask(
    request: HttpRequest, choices: Sequence[Choice], context: dict[str, object]
) -> HttpResponse:
    notice, status = "", 200
    choice = chosen(choices, request.POST.get("choice", "") or request.GET.get("choice", ""))
    if request.method == "POST":
        notice, status = _send(request, choice)
        if not notice:
            return SeeOther(f"{request.path}?sent=1")
    context = {
        **context,
        "choices": choices,
        "choice": choice,
        "notice": notice,
        "sent": "sent" in request.GET,
    }
    return _private(render(request, "families/privacy/erase.html", context, status=status))


def _send(request: HttpRequest, choice: Choice | None) -> tuple[str, int]:
    """Mail the link; returns what hinders it, as a sentence, and the status."""
    if choice is None:
        return _("Please choose what is to be deleted."), 422
    if not allow_mail(request, choice.purchaser.email):
        return too_many_mails(), 429
    try:
        ask_for_link(choice, language=request.LANGUAGE_CODE)
    except NotYet as reason:
        return str(reason), 409
    return "", 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erasure_page(request: HttpRequest, token: str) -> HttpResponse:
    """What is going to be deleted, then how far it is. Only POST begins: scanners open links."""
    asked = Erasure.objects.filter(token=token, requested_by=None).first()
    notice, status = "", 200 if asked else 410
    if asked and request.method == "POST":
        notice = _confirm(asked)
        if not notice:
            return SeeOther(request.path)
        status = 409
    if asked and not asked.confirmed_at and not asked.is_open:
        status = 410
    template = "_erasure_progress.html" if request.headers.get("HX-Request") else "erasure.html"
    context = {"erasure": asked, "notice": notice, **(_names(asked) if asked else {})}
    return _private(render(request, f"families/privacy/{template}", context, status=status))


def _confirm(asked: Erasure) -> str:
    """Begin, or begin again what has failed; returns what hinders it. Twice changes nothing."""
    if asked.confirmed_at:
        if asked.state == Erasure.State.FAILED:
            resume_job(ERASURES, asked)
        return ""
    try:
        check_settled(subject_of(asked))
        confirm_erasure(asked)
    except NotYet as reason:
        return str(reason)
    except NotConfirmable as reason:
        asked.refresh_from_db()
        return "" if asked.confirmed_at else str(reason)
    return ""


def _names(asked: Erasure) -> dict[str, object]:
    if asked.confirmed_at or not asked.is_open:
        return {}
    people = subject_of(asked).people
    shown = Person.objects.filter(pk__in=people[:MOST_SHOWN]).order_by("pk")
    return {
        "names": [person.line for person in shown],
        "more": max(0, len(people) - MOST_SHOWN),
    }


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
