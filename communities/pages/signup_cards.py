"""Photographed cards: attached by a shliach, keyed beside the picture, checked by another."""

from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from communities.intake import signup_cards
from communities.lists.row_form import RowForm
from communities.members.access import members_only
from communities.models import Card, Membership, NameList, Row
from letters.models import Series
from payments.basket.views import SERIES


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def lists(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The community's lists of photographed cards, and beginning one."""
    if request.method == "POST":
        if not request.FILES:
            messages.warning(request, _("Choose photographs first."))
            return redirect("cards", membership.community.slug)
        name_list = _begin(request, membership)
        _receive(request, name_list)
        return redirect("cards_of", membership.community.slug, name_list.pk)
    return render(
        request,
        "communities/intake/signup_cards.html",
        {
            "membership": membership,
            "community": membership.community,
            "lists": [
                (name_list, name_list.cards.to_key().count(), name_list.cards.to_check().count())
                for name_list in _lists(membership).order_by("-pk")[:100]
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def one_list(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """How far a list is; more photographs."""
    name_list = get_object_or_404(_lists(membership), pk=pk)
    if request.method == "POST":
        _receive(request, name_list)
        return redirect("cards_of", membership.community.slug, pk)
    of_others = name_list.cards.to_check().exclude(keyed_by=cast("User", request.user))
    return render(
        request,
        "communities/intake/signup_card_list.html",
        {
            "membership": membership,
            "community": membership.community,
            "name_list": name_list,
            "all": name_list.cards.count(),
            "names": name_list.rows.count(),
            "to_key": name_list.cards.to_key().count(),
            "to_check": name_list.cards.to_check().count(),
            "to_check_here": of_others.count(),
            "checked": name_list.cards.exclude(checked_at=None).count(),
            "unreadable": name_list.cards.filter(unreadable=True),
        },
    )


@require_GET
@members_only
def next_card(request: HttpRequest, membership: Membership, pk: int, work: str) -> HttpResponse:
    """On to the next card to key, or to check."""
    name_list = get_object_or_404(_lists(membership), pk=pk)
    by = cast("User", request.user)
    if card := signup_cards.take_next(name_list=name_list, by=by, checking=work == "check"):
        return redirect("card", membership.community.slug, card.pk)
    messages.info(request, _("There is nothing left for you to do here right now."))
    return redirect("cards_of", membership.community.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def card(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """A card: its picture, the names that were read from it, and what is to be done."""
    found = _card(membership, pk)
    if found.checked_at:
        return redirect("cards_of", membership.community.slug, found.name_list_id)
    action = request.POST.get("action", "")
    form = RowForm(request.POST if action == "add" else None)
    if action == "add":
        if form.is_valid() and not form.blank:
            signup_cards.key_name(card=found, name=form.fields_of_row)
            return redirect("card", membership.community.slug, pk)
    elif request.method == "POST":
        return _act(request, membership, found, action)
    mine = found.keyed_by_id == cast("User", request.user).pk
    return render(
        request,
        "communities/intake/signup_card.html",
        {
            "membership": membership,
            "community": membership.community,
            "card": found,
            "rows": found.rows.all(),
            "form": form,
            "keyed": found.keyed_at is not None,
            "mine": mine,
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def card_name(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """A name of a card, to be written anew or taken off while the card is not checked."""
    row = get_object_or_404(
        Row.objects.select_related("card"),
        pk=pk,
        name_list__community=membership.community,
        card__checked_at=None,
        card__isnull=False,
    )
    found = cast("Card", row.card)
    if request.POST.get("action") == "remove":
        signup_cards.take_off(row=row)
        return redirect("card", membership.community.slug, found.pk)
    form = RowForm(request.POST or None, initial={f: getattr(row, f) for f in RowForm.base_fields})
    if form.is_bound and form.is_valid() and not form.blank:
        signup_cards.correct_name(row=row, name=form.fields_of_row)
        return redirect("card", membership.community.slug, found.pk)
    return render(
        request,
        "communities/intake/signup_card_name.html",
        {
            "membership": membership,
            "community": membership.community,
            "card": found,
            "row": row,
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


@require_GET
@members_only
def photograph(_request: HttpRequest, membership: Membership, pk: int) -> FileResponse:
    """The picture itself, for those who serve the community and while it is needed."""
    found = _card(membership, pk)
    if not found.image:
        raise Http404
    try:
        file = found.image.open()
    except FileNotFoundError:
        raise Http404 from None
    kind = signup_cards.kind_of(file.read(16))
    file.seek(0)
    answer = FileResponse(file, content_type=kind or "application/octet-stream")
    answer["Content-Disposition"] = "inline"
    return answer


def _act(request: HttpRequest, membership: Membership, card: Card, action: str) -> HttpResponse:
    """Finish a card, set it aside or discard it, and go on to the next of the same work."""
    by = cast("User", request.user)
    work = "check" if card.keyed_at else "key"
    try:
        if action == "finish":
            signup_cards.finish_keying(card=card, by=by)
        elif action == "check":
            signup_cards.check(card=card, by=by)
        elif action in {"unreadable", "readable"}:
            signup_cards.set_aside(card=card, unreadable=action == "unreadable")
        elif action == "discard" and not card.rows.exists():
            signup_cards.discard(card=card)
    except signup_cards.NothingKeyed:
        messages.warning(request, _("Write a name first, or say that the card can’t be read."))
        return redirect("card", membership.community.slug, card.pk)
    except signup_cards.SameEyes:
        messages.warning(request, _("You entered these names, so someone else has to check them."))
    except signup_cards.NotToCheck:
        messages.info(request, _("Someone else has already checked this card."))
    if action in {"readable", "discard"}:
        return redirect("cards_of", membership.community.slug, card.name_list_id)
    return redirect("next_card", membership.community.slug, card.name_list_id, work)


def _lists(membership: Membership) -> QuerySet[NameList]:
    return NameList.objects.filter(community=membership.community, source=NameList.Source.CARDS)


def _card(membership: Membership, pk: int) -> Card:
    own = Card.objects.filter(name_list__community=membership.community).select_related("name_list")
    return get_object_or_404(own, pk=pk)


def _begin(request: HttpRequest, membership: Membership) -> NameList:
    today = date_format(timezone.localdate(), "DATE_FORMAT")
    return NameList.objects.create(
        community=membership.community,
        series=get_object_or_404(Series, slug=SERIES),
        by=cast("User", request.user),
        title=request.POST.get("title", "").strip()[:120] or _("Cards, %(day)s") % {"day": today},
        source=NameList.Source.CARDS,
        state=NameList.State.OPEN,
        language=get_language() or "en",
        content_key=uuid4().hex,
    )


def _receive(request: HttpRequest, name_list: NameList) -> None:
    received = signup_cards.receive(name_list, request.FILES.getlist("photographs"))
    if received.new:
        messages.success(
            request,
            ngettext(
                "%(count)s photograph was uploaded.",
                "%(count)s photographs were uploaded.",
                received.new,
            )
            % {"count": received.new},
        )
    if received.known:
        messages.info(
            request,
            ngettext(
                "%(count)s had already been uploaded.",
                "%(count)s had already been uploaded.",
                received.known,
            )
            % {"count": received.known},
        )
    for sentence in received.refused:
        messages.warning(request, sentence)
