"""The keys of a community's own systems: made, seen once, ended."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from communities.members.access import shluchim_only
from communities.models import ApiKey, Membership
from communities.models.api_key import new_key


class KeyForm(forms.Form):
    """What a key is for, and what it may do."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write what the key is for.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=ApiKey.Scope.choices,
        error_messages={"required": gettext_lazy("Choose what the key may do.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def keys(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The keys, and a new one; the whole of it is on the answer to its making and nowhere else."""
    form, text = KeyForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        by = cast("User", request.user)
        _key, text = new_key(community=membership.community, by=by, **form.cleaned_data)
        form = KeyForm()
    current = ApiKey.objects.current().filter(community=membership.community)
    return render(
        request,
        "communities/members/api_keys.html",
        {
            "membership": membership,
            "community": membership.community,
            "keys": current.select_related("by").order_by("created_at"),
            "form": form,
            "text": text,
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
@shluchim_only
def end_key(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """End a key: from this moment on it opens nothing."""
    current = ApiKey.objects.current().filter(community=membership.community)
    key = get_object_or_404(current, pk=pk)
    ApiKey.objects.filter(pk=key.pk).update(ended_at=timezone.now())
    messages.success(request, _("The key has been revoked."))
    return redirect("api_keys", membership.community.slug)
