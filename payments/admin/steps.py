"""A page of the admin that asks before anything is done: what is to happen, and one button."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Letter:
    """A letter of an order as the committee sees it before it decides."""

    position: int
    name: str
    price: str
    standing: str
    choosable: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class Step:
    """What is asked. `hidden` comes back with the answer; `letters` may be ticked."""

    title: str
    button: str
    says: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    letters: Sequence[Letter] = ()
    ticking: bool = False
    form: forms.Form | None = None
    hidden: Sequence[tuple[str, str]] = ()
    errors: Sequence[str] = field(default_factory=list)


class GivesBack:
    """For an admin whose actions give money back: who may press them.

    By method and not by the permission's name: Unfold looks that one up in a database that
    need not be there yet.
    """

    def has_give_back_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who may add refunds."""
        return request.user.has_perm("payments.add_refund")


class TakesMoneyByHand:
    """For an admin whose actions write down money that came by hand: who may press them."""

    def has_confirm_money_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who may be the first to say that it came."""
        return request.user.has_perm("payments.add_offlinepayment")

    def has_second_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who may be the second, or withdraw it."""
        return request.user.has_perm("payments.change_offlinepayment")


def show(admin: Any, request: HttpRequest, thing: Model, step: Step) -> HttpResponse:
    """The page of a step about a thing of this admin."""
    context = {
        **admin.admin_site.each_context(request),
        "title": step.title,
        "opts": admin.model._meta,
        "original": thing,
        "step": step,
        "back": page_of(thing),
    }
    return TemplateResponse(request, "admin/payments/refund_step.html", context)


def found(admin: Any, request: HttpRequest, object_id: str) -> Any:
    """The thing that an action's address names. Raises Http404."""
    thing = admin.get_object(request, unquote(object_id))
    if thing is None:
        raise Http404
    return thing


def page_of(thing: Model) -> str:
    """The address of a thing's page in the admin."""
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])


def way_to(thing: Model) -> SafeString:
    """A link to a thing's page, under its own name."""
    return format_html('<a class="step-link" href="{}"><bdi>{}</bdi></a>', page_of(thing), thing)
