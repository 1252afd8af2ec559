"""A community's settings, and what its members can share."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from communities.members.access import members_only, shluchim_only
from communities.models import Membership
from communities.public.community_stats import community_url
from communities.public.prints import PAPERS
from communities.public.qr import qr_svg
from core.forms.no_addresses import validate_without_addresses
from core.http.language_paths import reverse_bare
from core.languages import translated_field_names
from core.printing.paper import paper_of_country
from letters.models import Community

MAX_GOAL = 1_000_000


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Names, goal, and whether the community is compared with others."""

    goal = forms.IntegerField(
        label=gettext_lazy("goal"),
        min_value=0,
        max_value=MAX_GOAL,
        required=False,
        help_text=gettext_lazy(
            "How many people you hope will have a letter, in all scrolls together. Leave empty to "
            "show no goal."
        ),
        widget=forms.NumberInput(
            attrs={"class": "input-short", "inputmode": "numeric", "dir": "ltr"}
        ),
    )

    class Meta:
        model = Community
        fields = [*translated_field_names("name"), "goal", "listed"]
        labels = {
            "name": gettext_lazy("name of the community"),
            "listed": gettext_lazy("Show it beside other communities"),
        }
        help_texts = {
            "listed": gettext_lazy(
                "Compared by number of people, never by money. If this is off, the community "
                "appears only in the totals, and keeps its own page."
            ),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial["goal"] = self.instance.goal or ""
        for name in translated_field_names("name"):
            self.fields[name].validators.append(validate_without_addresses)
            self.fields[name].widget.attrs["dir"] = "auto"

    def names(self) -> list[forms.BoundField]:
        """The name in each language."""
        return [self[name] for name in translated_field_names("name")]

    def clean_goal(self) -> int:
        """An empty field is stored as 0."""
        return self.cleaned_data["goal"] or 0


@shluchim_only
@require_http_methods(["GET", "HEAD", "POST"])
def community_settings(request: HttpRequest, membership: Membership) -> HttpResponse:
    community = membership.community
    form = SettingsForm(request.POST or None, instance=Community.objects.get(pk=community.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. The community’s page shows it in a moment."))
        return redirect("shliach_settings", community.slug)
    return render(
        request,
        "communities/members/settings.html",
        {"membership": membership, "community": community, "form": form},
        status=422 if form.is_bound else 200,
    )


@members_only
@require_safe
def sharing(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The community's URL, poster, handouts and badge."""
    community = membership.community
    papers = sorted(PAPERS, key=lambda paper: paper != paper_of_country(community.country))
    return render(
        request,
        "communities/members/sharing.html",
        {
            "membership": membership,
            "community": community,
            "url": community_url(community),
            "qr": qr_svg(community_url(community)),
            "papers": papers,
            "snippet": _snippet(community, request.LANGUAGE_CODE),
        },
    )


def _snippet(community: Community, language: str) -> str:
    """HTML that embeds the badge in another site."""
    badge = settings.SITE_URL + reverse_bare("community_badge", community.slug)
    return format_html(
        '<iframe src="{}?language={}" title="{}" width="320" height="160" '
        'style="border:0;max-width:100%" loading="lazy"></iframe>',
        badge,
        language,
        community.title,
    )
