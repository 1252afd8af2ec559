"""A member's communities, the start page of one, and its members."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.sign_in_first import login_required
from communities.forms import MemberForm
from communities.lists.summary import unpaid_names
from communities.members.access import (
    members_only,
    memberships_of,
    owned_or_404,
    shluchim_only,
)
from communities.members.members import LastShliach, add_member, end_membership
from communities.models import Membership, NameList
from communities.public.community_stats import community_with_numbers
from core.http.methods import post_only
from core.job_model import ACTIVE

OPEN_LISTS_SHOWN = 3


@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The user's communities; redirects if there is only one."""
    memberships = memberships_of(request.user)
    if len(memberships) == 1:
        return redirect("shliach_community", memberships[0].community.slug)
    return render(request, "communities/members/home.html", {"memberships": memberships})


@members_only
def community(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The start page of a community: its count, open lists and what a member can do."""
    waiting = Count("rows", filter=Q(rows__inscription=None, rows__left_out=False))
    lists = NameList.objects.filter(community=membership.community).annotate(waiting=waiting)
    unread = Q(state__in=[*ACTIVE, NameList.State.STOPPED])
    open_lists = lists.filter(Q(waiting__gt=0) | unread).order_by("-pk")
    return render(
        request,
        "communities/members/community.html",
        {
            "membership": membership,
            "community": membership.community,
            "shown": community_with_numbers(membership.community.slug),
            "open_lists": open_lists[:OPEN_LISTS_SHOWN],
            "unpaid": unpaid_names(membership.community) if membership.leads else [],
        },
    )


@shluchim_only
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The members; POST adds one."""
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_member(
                community=membership.community, by=cast("User", request.user), **form.cleaned_data
            )
        except LastShliach:
            messages.warning(request, _last_shliach_message())
        else:
            messages.success(request, _("From now on this address can sign in."))
        return redirect("shliach_members", membership.community.slug)
    current = Membership.objects.current().filter(community=membership.community)
    return render(
        request,
        "communities/members/members.html",
        {
            "membership": membership,
            "community": membership.community,
            "members": current.select_related("user").order_by("created_at"),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


@post_only
@shluchim_only
def end(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """End a membership, also one's own."""
    ending = owned_or_404(Membership.objects.current(), membership, pk)
    try:
        end_membership(membership=ending)
    except LastShliach:
        messages.warning(request, _last_shliach_message())
        return redirect("shliach_members", membership.community.slug)
    if ending.pk == membership.pk:
        return redirect("shliach_home")
    return redirect("shliach_members", membership.community.slug)


def _last_shliach_message() -> str:
    return _("Nothing was changed: a community must keep at least one shliach responsible for it.")
