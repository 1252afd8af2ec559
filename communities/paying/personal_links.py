"""Personal links: by his own, a person of a list completes his names and pays for himself."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import NameList, Row
from communities.paying.ordering import release
from letters.models import Series
from payments import gateway
from payments.basket.flow import BasketRefused
from payments.basket.form import BasketForm
from payments.basket.initial import initial_from_order
from payments.basket.names import NameFormSet, names_formset
from payments.models import Order
from payments.orders.place import Name, NotPayable, form_key, place_order

OPEN, ENDED, PAID, WITH_SHLIACH = "open", "ended", "paid", "with_shliach"
_UNPAID = {Order.State.AWAITING}

_SENTENCES = {
    ENDED: gettext_lazy("This link was withdrawn by the community that sent it."),
    PAID: gettext_lazy("This link was used: the letter of this name is paid for."),
    WITH_SHLIACH: gettext_lazy("The community is arranging the payment for this name itself."),
}


@dataclass(frozen=True)
class Link:
    """What a shliach is told of one link: who, how far, and the words to pass it on with."""

    row: Row
    line: str
    state: str
    says: str
    text: str


def row_of(token: str) -> Row | None:
    """The row that a link is of; None where there is none any more."""
    return _rows().filter(token=token).first()


def _rows() -> QuerySet[Row]:
    return Row.objects.select_related(
        "name_list__community",
        "name_list__series",
        "inscription__line__order",
        "inscription__person",
    )


def state_of(row: Row) -> str:
    """Where a link stands: one of OPEN, ENDED, PAID and WITH_SHLIACH."""
    order = order_of(row)
    if order and order.state not in _UNPAID:
        return PAID
    if order and not row.by_himself:
        return WITH_SHLIACH
    if row.left_out or row.link_ended_at or not row.name_list.community.approved_at:
        return ENDED
    return OPEN


def sentence_of(state: str) -> str:
    """Why a link in this state leads to no payment."""
    return str(_SENTENCES[state])


def order_of(row: Row) -> Order | None:
    """The order in which a row stands."""
    return row.inscription.line.order if row.inscription else None


def note_opened(row: Row) -> None:
    """The link was opened, the first time it was."""
    Row.objects.filter(pk=row.pk, opened_at=None).update(opened_at=timezone.now())


def initial_data(row: Row) -> Callable[[HttpRequest, Series], tuple[BasketForm, NameFormSet, str]]:
    """How the basket begins for a row: as the shliach typed it, or as the person left it.

    Whoever has the link sees no e-mail address, and nobody but the one it is for; who comes from
    the page of his own order sees all that he wrote.
    """

    def filled(request: HttpRequest, series: Series) -> tuple[BasketForm, NameFormSet, str]:
        order = order_of(row)
        if order and order.public_id == request.GET.get("from"):
            return *initial_from_order(series, order), ""
        community = row.name_list.community
        initial = {"country": community.country, "city": community.city}
        form = BasketForm(
            prices=list(series.prices.order_by("pk")),
            initial={**initial, "community": community.slug},
        )
        return form, names_formset(initial=[_name(row)]), ""

    return filled


def _name(row: Row) -> dict[str, Any]:
    if row.inscription:
        return asdict(Name.of(row.inscription.person))
    fields = [name for name in Name.__dataclass_fields__ if name != "declared"]
    return {name: getattr(row, name) for name in fields}


def create_order(row: Row) -> Callable[..., Order]:
    """How a basket that came by a row's link becomes an order: the row's name is its first."""

    def placed(**content: Any) -> Order:
        content["locality"] = replace(content["locality"], community_id=row.name_list.community_id)
        key = form_key(
            currency=content["price"].currency,
            **{name: content[name] for name in content if name not in _NOT_OF_THE_FORM},
        )
        _give_up_earlier(row.pk, key)
        with transaction.atomic(durable=True):
            return _place(row.pk, key, content)

    return placed


_NOT_OF_THE_FORM = {"price", "language", "zone", "known"}


def _place(row_id: int, key: str, content: dict[str, Any]) -> Order:
    row = _held(row_id)
    earlier = order_of(row)
    if earlier and earlier.form_key == key:  # the same form, sent twice at once
        return earlier
    if state_of(row) != OPEN:
        raise BasketRefused(sentence_of(state_of(row)))
    if earlier:
        raise BasketRefused(
            _("This list was sent a moment ago, from another window. Please try again.")
        )
    order = place_order(**content)
    first = order.lines.earliest("position")
    # What was unclear to the shliach the person has settled himself.
    Row.objects.filter(pk=row.pk).update(inscription=first.inscription_id, by_himself=True)
    return order


def _held(row_id: int) -> Row:
    """The row, until the transaction ends: its shliach, who would order it now, waits."""
    Row.objects.select_for_update(no_key=True, of=("self",)).get(pk=row_id)
    return _rows().get(pk=row_id)


def _give_up_earlier(row_id: int, key: str) -> None:
    """What the person sent before and did not pay is given up: he pays what he sends now."""
    row = _rows().get(pk=row_id)
    earlier = order_of(row)
    if earlier is None or earlier.form_key == key or state_of(row) != OPEN:
        return
    try:
        release(earlier)
    except NotPayable:
        raise BasketRefused(sentence_of(PAID)) from None
    except gateway.StripeUnavailable:
        raise BasketRefused(
            _("We can’t reach the payment page right now. Please try again in a minute.")
        ) from None


def page_of(order: Order) -> str:
    """Where the names of an order that came by a link are changed; "" for any other order."""
    row = Row.objects.filter(inscription__line__order=order, by_himself=True).first()
    return f"{reverse('join', args=[row.token])}?from={order.public_id}" if row else ""


def links_of(name_list: NameList) -> QuerySet[Row]:
    """The rows of a list whose bearers may pay for themselves, or have."""
    own = _rows().filter(name_list=name_list, left_out=False)
    return own.exclude(inscription__isnull=False, by_himself=False).order_by("position")


def paid_of(name_list: NameList) -> int:
    """How many of a list have paid for themselves."""
    own = name_list.rows.filter(by_himself=True)
    return own.exclude(inscription__line__order__state__in=_UNPAID).count()


def told(row: Row) -> Link:
    """What the shliach is told of a row: the line as the person wrote it, and how far he is."""
    state = state_of(row)
    line = row.inscription.person.line if row.inscription else row.line_text
    return Link(row=row, line=line, state=state, says=_says(row, state), text=text_of(row))


def _says(row: Row, state: str) -> str:
    if state == PAID:
        return _("paid")
    if state == ENDED:
        return _("withdrawn")
    if row.inscription:
        return _("names entered, not paid yet")
    return _("opened") if row.opened_at else _("not opened yet")


def text_of(row: Row) -> str:
    """The words to pass a link on with in a chat."""
    return _("A letter in the Sefer Torah for %(name)s: %(link)s") % {
        "name": row.line_text,
        "link": address_of(row),
    }


def address_of(row: Row) -> str:
    """The whole address of a link; nothing of anybody stands in it."""
    return f"{settings.SITE_URL}{reverse('join', args=[row.token])}"


def end(row: Row) -> None:
    """Withdraw a link. What was begun by it can still be paid, until the shliach takes it back."""
    Row.objects.filter(pk=row.pk, link_ended_at=None).update(link_ended_at=timezone.now())


def renew(row: Row) -> None:
    """The link holds again."""
    Row.objects.filter(pk=row.pk).update(link_ended_at=None)
