"""The walls: who may see and touch what of a community. Everything else does not exist for him."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.second_factor import has_used_second_factor, redirect_to_second_factor
from communities.models import Membership

View = Callable[..., HttpResponseBase]


def memberships_of(user: User | AnonymousUser) -> list[Membership]:
    """The communities that this user serves at this moment, by their names."""
    if not user.is_authenticated:
        return []
    current = Membership.objects.current().filter(user=user)
    return list(current.select_related("community").order_by("community__name"))


def membership_in(user: User | AnonymousUser, slug: str, *, leading: bool = False) -> Membership:
    """His place in the community of this slug, read anew from the database each time.

    Raises Http404 where he has none, and with `leading` where he is only a helper: that the
    community exists is no secret, what he may not do there does not exist for him.
    """
    for membership in memberships_of(user):
        if membership.community.slug == slug and (membership.leads or not leading):
            return membership
    raise Http404


def members_only(view: View) -> View:
    """A page of a community for those who serve it: `view(request, membership, …)`."""
    return _guarded(view, leading=False)


def shluchim_only(view: View) -> View:
    """The same, not for helpers."""
    return _guarded(view, leading=True)


def _guarded(view: View, *, leading: bool) -> View:
    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        membership = membership_in(request.user, slug, leading=leading)
        # Who leads sees everybody of the community, and takes lists out of the house.
        if membership.leads and not has_used_second_factor(request):
            return redirect_to_second_factor(request)
        return view(request, membership, *args, **kwargs)

    return guarded
