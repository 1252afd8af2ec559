"""The personal links of a list as its shliach has them: to send, to copy, and who has paid."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from communities.lists.name_lists import own_name_list
from communities.mails.personal_link import links_by_mail
from communities.members.access import shluchim_only
from communities.models import Export, Membership, NameList, Row
from communities.paying.ordering import release
from communities.paying.personal_links import (
    OPEN,
    end,
    links_of,
    order_of,
    paid_of,
    renew,
    state_of,
    text_of,
    told,
)
from payments import gateway
from payments.orders.place import NotPayable

ON_A_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@shluchim_only
def links(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Each name with its link and how far it is; sending them by mail."""
    name_list = own_name_list(membership, pk)
    if request.method == "POST":
        count = links_by_mail.unwritten(name_list)
        if links_by_mail.send(name_list=name_list, by=cast("User", request.user)):
            messages.success(request, on_their_way(count))
        return redirect("links", membership.community.slug, name_list.pk)
    page = Paginator(links_of(name_list), ON_A_PAGE).get_page(request.GET.get("page"))
    community = membership.community
    return render(
        request,
        "communities/paying/personal_links.html",
        {
            "membership": membership,
            "community": community,
            "name_list": name_list,
            "page": page,
            "links": [told(row) for row in page.object_list],
            "unwritten": links_by_mail.unwritten(name_list),
            "paid": paid_of(name_list),
            "for_all": f"{settings.SITE_URL}{reverse('basket')}?community={community.slug}",
        },
    )


@require_POST
@shluchim_only
def link(request: HttpRequest, membership: Membership, pk: int, row_id: int) -> HttpResponse:
    """Withdraw a link, have it hold again, or take back a name that was begun and not paid."""
    name_list = own_name_list(membership, pk)
    row = get_object_or_404(Row, name_list=name_list, pk=row_id)
    step = request.POST.get("step", "")
    if step == "end":
        end(row)
    elif step == "renew":
        renew(row)
    elif step == "take-back":
        _take_back(request, row)
    page = request.POST.get("page", "")
    back = redirect("links", membership.community.slug, name_list.pk)
    back["Location"] += f"?page={page}" if page.isdecimal() else ""
    return back


def _take_back(request: HttpRequest, row: Row) -> None:
    order = order_of(row)
    if order is None or not row.by_himself:
        return
    try:
        release(order)
        messages.success(request, _("The name is back on your list and can be paid for there."))
    except NotPayable:
        messages.warning(request, _("This name has been paid for, or the payment is on its way."))
    except gateway.StripeUnavailable:
        messages.warning(
            request, _("We can’t reach Stripe right now. Please try again in a minute.")
        )


@require_POST
@shluchim_only
def links_text(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """All open links of a list as text; that they were fetched is written down."""
    name_list = own_name_list(membership, pk)
    lines = [text_of(row) for row in links_of(name_list) if state_of(row) == OPEN]
    _write_down(name_list, request, len(lines))
    answer = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="links.txt"'
    return answer


def _write_down(name_list: NameList, request: HttpRequest, rows: int) -> None:
    Export.objects.create(
        community=name_list.community,
        by=cast("User", request.user),
        what=Export.What.LINKS,
        rows=rows,
    )


def on_their_way(count: int) -> str:
    """That so many mails will be sent."""
    return ngettext(
        "%(count)s e-mail is on its way (none are sent on Shabbos or Yom Tov).",
        "%(count)s e-mails are on their way (none are sent on Shabbos or Yom Tov).",
        count,
    ) % {"count": count}
