"""The personal links of a list: send them, copy them, see who has paid."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from communities.lists.name_lists import name_list_or_404
from communities.mails.personal_link import links_by_mail
from communities.members.access import shluchim_only
from communities.models import Membership, NameList, PersonalDataExport, Row
from communities.paying.ordering import release_order
from communities.paying.personal_links import (
    OPEN,
    end_link,
    link_rows,
    link_text,
    order_of,
    paid_count,
    personal_link,
    reopen_link,
    state_of,
)
from core.forms.text_input import parse_positive_int
from core.http.language_paths import reverse_bare
from core.http.methods import post_only
from payments import gateway
from payments.orders.place import NotPayable

PAGE_SIZE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def personal_links(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Each name with its link and status; POST sends them by e-mail."""
    name_list = name_list_or_404(membership, pk)
    if request.method == "POST":
        count = links_by_mail.unsent(name_list)
        if links_by_mail.send(name_list=name_list, by=cast("User", request.user)):
            messages.success(request, _mails_queued(count))
        return redirect("personal_links", membership.community.slug, name_list.pk)
    page = Paginator(link_rows(name_list), PAGE_SIZE).get_page(request.GET.get("page"))
    community = membership.community
    return render(
        request,
        "communities/paying/personal_links.html",
        {
            "membership": membership,
            "community": community,
            "name_list": name_list,
            "page": page,
            "links": [personal_link(row) for row in page.object_list],
            "unsent": links_by_mail.unsent(name_list),
            "paid": paid_count(name_list),
            "basket_url": f"{settings.SITE_URL}{reverse_bare('basket')}?community={community.slug}",
        },
    )


@post_only
@shluchim_only
def update_link(request: HttpRequest, membership: Membership, pk: int, row_id: int) -> HttpResponse:
    """Withdraw or reopen a link, or take back a row whose recipient did not finish paying."""
    name_list = name_list_or_404(membership, pk)
    row = get_object_or_404(Row, name_list=name_list, pk=row_id)
    action = request.POST.get("action", "")
    if action == "end":
        end_link(row)
    elif action == "reopen":
        reopen_link(row)
    elif action == "take-back":
        _take_back(request, row)
    page = request.POST.get("page", "")
    response = redirect("personal_links", membership.community.slug, name_list.pk)
    response["Location"] += f"?page={page}" if parse_positive_int(page) else ""
    return response


def _take_back(request: HttpRequest, row: Row) -> None:
    order = order_of(row)
    if order is None or not row.paid_by_recipient:
        return
    try:
        release_order(order)
        messages.success(request, _("The name is back on your list and can be paid for there."))
    except NotPayable:
        messages.warning(request, _("This name has been paid for, or the payment is on its way."))
    except gateway.StripeUnavailable:
        messages.warning(
            request, _("We can’t reach Stripe right now. Please try again in a minute.")
        )


@post_only
@shluchim_only
def personal_links_text(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """All open links of a list as text; the download is recorded."""
    name_list = name_list_or_404(membership, pk)
    lines = [link_text(row) for row in link_rows(name_list) if state_of(row) == OPEN]
    _record_export(name_list, request, len(lines))
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="links.txt"'
    return response


def _record_export(name_list: NameList, request: HttpRequest, rows: int) -> None:
    PersonalDataExport.objects.create(
        community=name_list.community,
        by=cast("User", request.user),
        what=PersonalDataExport.What.LINKS,
        rows=rows,
    )


def _mails_queued(count: int) -> str:
    return ngettext(
        "%(count)s e-mail is on its way (none are sent on Shabbos or Yom Tov).",
        "%(count)s e-mails are on their way (none are sent on Shabbos or Yom Tov).",
        count,
    ) % {"count": count}
