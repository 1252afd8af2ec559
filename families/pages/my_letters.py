"""A family's page, and what is pressed on it."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from communities.members.access import memberships_of
from core.forms.text_input import parse_positive_int
from core.http.methods import post_only
from families.my_letters.chosen_list import fill_list
from families.my_letters.contents import family_page
from families.pages.access import family_view, people_or_404, purchaser_or_404
from letters.models import Series
from letters.subscriptions import subscriptions
from messaging.suppressions import Reason, resubscribe, suppress
from payments.pages.start_payment import SeeOther

PAGE_SIZE = 50  # people; somebody may have ordered for a whole town


@require_safe
@family_view
def my_letters(request: HttpRequest, user: User) -> HttpResponse:
    """The family's people, orders and settings."""
    family = family_page(user)
    context = {
        "family": family,
        "page": Paginator(family.people, PAGE_SIZE).get_page(request.GET.get("page")),
        "passkeys": Authenticator.objects.filter(
            user=user, type=Authenticator.Type.WEBAUTHN
        ).count(),
        "has_communities": bool(memberships_of(user)),
    }
    return render(request, "families/my_letters/my_letters.html", context)


@post_only
@family_view
def fill_next_list(request: HttpRequest, user: User) -> HttpResponse:
    """Go to the list of names of a series, filled with the people chosen."""
    series = get_object_or_404(Series, pk=_number(request, "series"))
    numbers = {parse_positive_int(value) for value in request.POST.getlist("person")}
    return SeeOther(fill_list(request, series, people_or_404(user, numbers)))


@post_only
@family_view
def next_scroll(request: HttpRequest, user: User) -> HttpResponse:
    """Register for the mail about the next scroll of a series, or (`end`) no more."""
    purchaser = purchaser_or_404(user, _number(request, "address"))
    series = get_object_or_404(
        Series.objects.filter(orders__purchaser=purchaser).distinct(), pk=_number(request, "series")
    )
    if "end" in request.POST:
        subscriptions.unsubscribe(purchaser=purchaser, series=series)
        messages.success(request, _("We will not write to you when the next scroll opens."))
    else:
        subscriptions.subscribe(purchaser=purchaser, series=series, language=request.LANGUAGE_CODE)
        messages.success(request, _("When the next scroll opens, you will get one e-mail."))
    return SeeOther(f"{reverse('my_letters')}#mails")


@post_only
@family_view
def mail_settings(request: HttpRequest, user: User) -> HttpResponse:
    """Turn the mails that nobody needs to act on off for an address, or (`on`) on again."""
    purchaser = purchaser_or_404(user, _number(request, "address"))
    if "on" in request.POST:
        resubscribe(purchaser.email)
        messages.success(request, _("You are on the list again."))
    else:
        suppress(email=purchaser.email, reason=Reason.UNSUBSCRIBED)
        messages.success(
            request, _("From now on you will get receipts, certificates and codes only.")
        )
    return SeeOther(f"{reverse('my_letters')}#mails")


def _number(request: HttpRequest, name: str) -> int:
    """The key in a field of the POST. Raises Http404."""
    number = parse_positive_int(request.POST.get(name, ""))
    if number is None:
        raise Http404
    return number
