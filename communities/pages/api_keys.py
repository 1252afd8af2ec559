"""The API keys of a community: create, show once, end."""

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from communities.members.access import owned_or_404, shluchim_only
from communities.models import ApiKey, Membership
from communities.models.api_key import new_key
from core.http.methods import post_only


class KeyForm(forms.Form):
    """A new key with its scopes."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=80,
        error_messages={"required": gettext_lazy("Write what the key is for.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=ApiKey.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what the key may do.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def api_keys(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The keys; POST creates one, and only this response shows it whole."""
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


@post_only
@shluchim_only
def end_api_key(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """End a key at once."""
    key = owned_or_404(ApiKey.objects.current(), membership, pk)
    ApiKey.objects.filter(pk=key.pk).update(ended_at=timezone.now())
    messages.success(request, _("The key has been revoked."))
    return redirect("api_keys", membership.community.slug)
