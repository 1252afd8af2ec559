"""Access control: what a user may see of a community; everything else answers 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from accounts.second_factor import has_used_second_factor, redirect_to_second_factor
from accounts.sign_in_first import login_required, sign_in_first
from communities.models import Membership
from letters.models import Community

View = Callable[..., HttpResponseBase]
Owned = TypeVar("Owned", bound=Model)  # has a field `community`


def memberships_of(user: User | AnonymousUser) -> list[Membership]:
    """The user's current memberships, by the community's name."""
    if not user.is_authenticated:
        return []
    current = Membership.objects.current().filter(user=user)
    return list(current.select_related("community").order_by("community__name"))


def membership_in(user: User | AnonymousUser, slug: str, *, leading: bool = False) -> Membership:
    """The user's current membership in a community, read from the database each time.

    Raises Http404 if there is none, and with `leading` if the user is only a helper.
    """
    for membership in memberships_of(user):
        if membership.community.slug == slug and (membership.leads or not leading):
            return membership
    raise Http404


def guard_order(request: HttpRequest, community: Community) -> HttpResponseBase | None:
    """Keep the pages of a community's order to its shluchim, as the pages of its lists.

    Raises Http404 for anybody else who has signed in.
    """
    if not request.user.is_authenticated:
        return sign_in_first(request)
    membership_in(request.user, community.slug, leading=True)
    if not has_used_second_factor(request):
        return redirect_to_second_factor(request)
    return None


def owned_or_404(rows: QuerySet[Owned], membership: Membership, pk: int) -> Owned:
    """The row of the member's community with a primary key. Raises Http404."""
    return get_object_or_404(rows.filter(community=membership.community_id), pk=pk)


def members_only(view: View) -> View:
    """Restrict a view to members; it is called as `view(request, membership, …)`."""
    return _guarded(view, leading=False)


def shluchim_only(view: View) -> View:
    """Restrict a view to shluchim; helpers get 404."""
    return _guarded(view, leading=True)


def _guarded(view: View, *, leading: bool) -> View:
    @login_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        membership = membership_in(request.user, slug, leading=leading)
        # A shliach can see and export all names of the community.
        if membership.leads and not has_used_second_factor(request):
            return redirect_to_second_factor(request)
        return view(request, membership, *args, **kwargs)

    return guarded
