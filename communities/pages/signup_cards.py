"""Photographed signup cards: upload, data entry beside the picture, check by a second person."""

from typing import cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from communities.intake import signup_cards as cards
from communities.lists.new_list_form import PhotographsForm, SignupCardsForm, posted
from communities.lists.questions import issues_of, questions_of
from communities.lists.row_form import RowForm
from communities.lists.rows import UNCHECKED
from communities.members.access import members_only, owned_or_404
from communities.models import Membership, NameList, Row, SignupCard
from core.calendar.local_day import today
from core.languages import active_language
from letters.series import open_series
from payments.orders.consent import SENT_LIST, consent_fields, version_of


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def signup_cards(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The lists of signup cards; POST creates one from photographs."""
    choices = open_series()
    form = SignupCardsForm(*posted(request), choices=choices) if choices else None
    if form and form.is_bound and form.is_valid():
        name_list = _create_list(request, membership, form)
        _upload(request, name_list, form)
        return redirect("signup_card_list", membership.community.slug, name_list.pk)
    return render(
        request,
        "communities/intake/signup_cards.html",
        {
            "membership": membership,
            "community": membership.community,
            "lists": [
                (
                    name_list,
                    name_list.signup_cards.to_enter().count(),
                    name_list.signup_cards.to_check().count(),
                )
                for name_list in _lists(membership).order_by("-pk")[:100]
            ],
            "form": form,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def signup_card_list(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """The progress of a list; POST adds photographs."""
    name_list = owned_or_404(_lists(membership), membership, pk)
    form = PhotographsForm(*posted(request))
    if form.is_bound and form.is_valid():
        _upload(request, name_list, form)
        return redirect("signup_card_list", membership.community.slug, pk)
    of_others = name_list.signup_cards.to_check().exclude(entered_by=cast("User", request.user))
    return render(
        request,
        "communities/intake/signup_card_list.html",
        {
            "membership": membership,
            "community": membership.community,
            "name_list": name_list,
            "all": name_list.signup_cards.count(),
            "names": name_list.rows.count(),
            "to_enter": name_list.signup_cards.to_enter().count(),
            "to_check": name_list.signup_cards.to_check().count(),
            "to_check_by_user": of_others.count(),
            "checked": name_list.signup_cards.exclude(checked_at=None).count(),
            "unreadable": name_list.signup_cards.filter(unreadable=True),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


@require_GET
@members_only
def next_signup_card(
    request: HttpRequest, membership: Membership, pk: int, step: str
) -> HttpResponse:
    """Redirect to the next card to "enter" or to "check"."""
    if step not in ("enter", "check"):
        raise Http404
    name_list = owned_or_404(_lists(membership), membership, pk)
    by = cast("User", request.user)
    if card := cards.claim_next(name_list=name_list, by=by, checking=step == "check"):
        return redirect("signup_card", membership.community.slug, card.pk)
    messages.info(request, _("There is nothing left for you to do here right now."))
    return redirect("signup_card_list", membership.community.slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def signup_card(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """A card: its photograph, its names and the form for the next step."""
    found = _card(membership, pk)
    if found.checked_at:
        return redirect("signup_card_list", membership.community.slug, found.name_list_id)
    action = request.POST.get("action", "")
    form = RowForm(
        request.POST if action == "add" else None,
        series=found.name_list.series,
        zone=membership.community.local_zone,
    )
    if action == "add":
        if form.is_valid():
            cards.enter_name(card=found, name=form.row_fields)
            return redirect("signup_card", membership.community.slug, pk)
    elif request.method == "POST":
        return _act(request, membership, found, action)
    entered_by_user = found.entered_by_id == cast("User", request.user).pk
    return render(
        request,
        "communities/intake/signup_card.html",
        {
            "membership": membership,
            "community": membership.community,
            "card": found,
            "rows": [(row, _asked(row)) for row in found.rows.all()],
            "form": form,
            "entered": found.entered_at is not None,
            "entered_by_user": entered_by_user,
        },
        status=422 if form.is_bound else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def signup_card_name(request: HttpRequest, membership: Membership, pk: int) -> HttpResponse:
    """Correct or remove a name while the card is not checked."""
    row = get_object_or_404(
        Row.objects.select_related("signup_card", "name_list__series"),
        pk=pk,
        name_list__community=membership.community,
        signup_card__checked_at=None,
        signup_card__isnull=False,
    )
    found = cast("SignupCard", row.signup_card)
    if request.POST.get("action") == "remove":
        cards.remove_name(row=row)
        return redirect("signup_card", membership.community.slug, found.pk)
    form = RowForm(
        request.POST or None,
        initial={f: getattr(row, f) for f in RowForm.base_fields},
        series=row.name_list.series,
        zone=membership.community.local_zone,
    )
    if form.is_bound and form.is_valid():
        cards.correct_name(row=row, name=form.row_fields)
        return redirect("signup_card", membership.community.slug, found.pk)
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
def signup_card_photo(_request: HttpRequest, membership: Membership, pk: int) -> FileResponse:
    """The photograph, for members and until the card is checked."""
    found = _card(membership, pk)
    if not found.image:
        raise Http404
    try:
        file = found.image.open()
    except FileNotFoundError:
        raise Http404 from None
    kind = cards.image_type(file.read(16))
    file.seek(0)
    response = FileResponse(file, content_type=kind or "application/octet-stream")
    response["Content-Disposition"] = "inline"
    return response


def _asked(row: Row) -> list[str]:
    """What will be asked about a name in its list, unless it is corrected."""
    issues = [sentence for code, sentence in issues_of(row) if code != UNCHECKED]
    return [*issues, *questions_of(row)]


def _act(
    request: HttpRequest, membership: Membership, card: SignupCard, action: str
) -> HttpResponse:
    """Finish, check, mark or discard a card, and go on to the next of the same step."""
    by = cast("User", request.user)
    step = "check" if card.entered_at else "enter"
    try:
        if action == "finish":
            cards.finish_entry(card=card, by=by)
        elif action == "check":
            cards.check_card(card=card, by=by)
        elif action in {"unreadable", "readable"}:
            cards.mark_unreadable(card=card, unreadable=action == "unreadable")
        elif action == "discard" and not card.rows.exists():
            cards.discard(card=card)
    except cards.NoNamesEntered:
        messages.warning(request, _("Write a name first, or say that the card can’t be read."))
        return redirect("signup_card", membership.community.slug, card.pk)
    except cards.SecondPersonRequired:
        messages.warning(request, _("You entered these names, so someone else has to check them."))
    except cards.NotCheckable:
        messages.info(request, _("Someone else has already checked this card."))
    if action in {"readable", "discard"}:
        return redirect("signup_card_list", membership.community.slug, card.name_list_id)
    return redirect("next_signup_card", membership.community.slug, card.name_list_id, step)


def _lists(membership: Membership) -> QuerySet[NameList]:
    return NameList.objects.filter(
        community=membership.community, source=NameList.Source.SIGNUP_CARDS
    )


def _card(membership: Membership, pk: int) -> SignupCard:
    own = SignupCard.objects.filter(name_list__community=membership.community).select_related(
        "name_list__series"
    )
    return get_object_or_404(own, pk=pk)


def _create_list(request: HttpRequest, membership: Membership, form: SignupCardsForm) -> NameList:
    return NameList.objects.create(
        community=membership.community,
        series=form.cleaned_data["series"],
        by=cast("User", request.user),
        title=form.cleaned_data["title"],
        day=today(membership.community.local_zone).civil,
        source=NameList.Source.SIGNUP_CARDS,
        state=NameList.State.DONE,
        language=active_language(),
        content_hash=uuid4().hex,
        **consent_fields(version_of(SENT_LIST)),
    )


def _upload(request: HttpRequest, name_list: NameList, form: PhotographsForm) -> None:
    result = cards.upload_photos(name_list, form.cleaned_data["photographs"])
    if result.new:
        messages.success(
            request,
            ngettext(
                "%(count)s photograph was uploaded.",
                "%(count)s photographs were uploaded.",
                result.new,
            )
            % {"count": result.new},
        )
    if result.known:
        messages.info(
            request,
            ngettext(
                "%(count)s had already been uploaded.",
                "%(count)s had already been uploaded.",
                result.known,
            )
            % {"count": result.known},
        )
    for sentence in result.rejected:
        messages.warning(request, sentence)
