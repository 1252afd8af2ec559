"""Who sees a family's pages: the user of a proved address, and nothing but their own family.

And who sees those of the telephone: the staff with that permission, during a call.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.second_factor import has_used_second_factor, redirect_to_second_factor
from accounts.sign_in_first import login_required
from families.my_letters.addresses import family_orders, purchasers_of
from families.telephone.calls import current_call
from letters.models import Person, Purchaser

MOST = 1000  # people in one request
View = Callable[..., HttpResponseBase]


def family_view(view: View) -> View:
    """A page of a signed-in user, called as `view(request, user, …)`; it is stored nowhere."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, cast("User", request.user), *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def hotline_view(view: View) -> View:
    """A page of the telephone, called as `view(request, user, …)`; 404 for everybody else."""

    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = cast("User", request.user)
        if not user.has_perm("families.answer_telephone"):
            raise Http404
        if not has_used_second_factor(request):
            return redirect_to_second_factor(request)
        response = view(request, user, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def call_view(view: View) -> View:
    """A page that somebody's data is on, called as `view(request, call, …)`; only during a call."""

    @hotline_view
    @wraps(view)
    def guarded(request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> HttpResponseBase:
        call = current_call(user)
        if call is None:
            return HttpResponseRedirect(reverse("telephone"))
        return view(request, call, *args, **kwargs)

    return guarded


def purchaser_or_404(user: User, pk: int) -> Purchaser:
    """A purchaser whose address the user has proved. Raises Http404."""
    return get_object_or_404(purchasers_of(user), pk=pk)


def person_or_404(user: User, pk: int) -> Person:
    """A person for whom the user bought a letter. Raises Http404.

    Not one of a community's list, even if the user paid for it.
    """
    return people_or_404(user, [pk])[0]


def people_or_404(user: User, keys: Collection[int | None]) -> list[Person]:
    """People for whom the user bought letters. Raises Http404 if there are none, or others."""
    bought = family_orders().filter(purchaser__in=purchasers_of(user))
    own = Person.objects.filter(
        inscriptions__line__order__in=bought, pk__in=[key for key in keys if key][:MOST]
    )
    people = list(own.select_related("purchaser").distinct().order_by("pk"))
    if not people or len(people) != len(set(keys)):
        raise Http404
    return people
