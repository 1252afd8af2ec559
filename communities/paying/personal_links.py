"""Personal links: the recipient of a link completes the names of a row and pays for them."""

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
from communities.paying.ordering import release_order
from core.http.language_paths import reverse_bare
from letters.models import Series
from payments import gateway
from payments.basket.form import BasketForm
from payments.basket.initial import initial_from_order
from payments.basket.names import NameFormSet, names_formset
from payments.basket.replace import BasketRefused, sent_from_another_window, stripe_unreachable
from payments.models import Order
from payments.orders.place import EarlierOrders, Name, NotPayable, form_key, place_order

OPEN, ENDED, PAID, WITH_SHLIACH = "open", "ended", "paid", "with_shliach"
NOT_READ = "not_read"
_UNPAID = {Order.State.AWAITING}

_CLOSED_MESSAGES = {
    ENDED: gettext_lazy("This link was withdrawn by the community that sent it."),
    PAID: gettext_lazy("This link was used: the letter of this name is paid for."),
    WITH_SHLIACH: gettext_lazy("The community is arranging the payment for this name itself."),
    NOT_READ: gettext_lazy("The community’s list is still being read. Please try again later."),
}


@dataclass(frozen=True)
class PersonalLink:
    """A link as the shliach sees it; `text` is to be sent in a chat."""

    row: Row
    line: str
    state: str
    status: str
    text: str


def row_of(token: str) -> Row | None:
    """The row of a link's token; None if it was deleted."""
    return _rows().filter(token=token).first()


def _rows() -> QuerySet[Row]:
    return Row.objects.select_related(
        "name_list__community",
        "name_list__series",
        "inscription__line__order",
        "inscription__person",
    )


def state_of(row: Row) -> str:
    """OPEN, ENDED, PAID, WITH_SHLIACH, or NOT_READ.

    Like `ready()`, a link waits until its list is read to the end: before, the row was not compared
    with the others.
    """
    order = order_of(row)
    if order and order.state not in _UNPAID:
        return PAID
    if order and not row.paid_by_recipient:
        return WITH_SHLIACH
    if row.left_out or row.link_ended_at or not row.name_list.community.approved_at:
        return ENDED
    if row.name_list.state != NameList.State.DONE and not order:
        return NOT_READ
    return OPEN


def closed_message(state: str) -> str:
    """Why a link in this state can't be paid."""
    return str(_CLOSED_MESSAGES[state])


def order_of(row: Row) -> Order | None:
    return row.inscription.line.order if row.inscription else None


def record_opened(row: Row) -> None:
    """Record when the link was first opened."""
    Row.objects.filter(pk=row.pk, link_opened_at=None).update(link_opened_at=timezone.now())


def initial_data(row: Row) -> Callable[[HttpRequest, Series], tuple[BasketForm, NameFormSet, str]]:
    """The initial basket of a row: the name as the shliach typed it, or as the recipient left it.

    The link alone shows one name and no e-mail address; with the secret id of the order (`from`) it
    shows the whole order.
    """

    def fill(request: HttpRequest, series: Series) -> tuple[BasketForm, NameFormSet, str]:
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

    return fill


def _name(row: Row) -> dict[str, Any]:
    if row.inscription:
        return asdict(Name.of(row.inscription.person))
    fields = [name for name in Name.__dataclass_fields__ if name != "declared"]
    return {name: getattr(row, name) for name in fields}


def create_order(row: Row) -> Callable[..., Order]:
    """A function that places the order of a link's basket; its first line is the row."""

    def create(**content: Any) -> Order:
        content["locality"] = replace(content["locality"], community_id=row.name_list.community_id)
        key = form_key(
            currency=content["price"].currency,
            **{name: content[name] for name in content if name not in _NOT_IN_FORM_KEY},
        )
        _cancel_earlier_order(row.pk, key)
        with transaction.atomic(durable=True):
            return _place_order(row.pk, key, content)

    return create


_NOT_IN_FORM_KEY = {"price", "language", "zone", "known", "consent"}


def _place_order(row_id: int, key: str, content: dict[str, Any]) -> Order:
    row = _locked_row(row_id)
    earlier = order_of(row)
    if earlier and earlier.form_key == key:  # the same form, sent twice at once
        return earlier
    if state_of(row) != OPEN:
        raise BasketRefused(closed_message(state_of(row)))
    if earlier:
        raise BasketRefused(sent_from_another_window())
    try:
        order = place_order(**content)
    except EarlierOrders:
        raise BasketRefused(sent_from_another_window()) from None
    first = order.lines.earliest("position")
    # The recipient has decided what was unclear.
    Row.objects.filter(pk=row.pk).update(inscription=first.inscription_id, paid_by_recipient=True)
    return order


def _locked_row(row_id: int) -> Row:
    """Lock the row until the transaction ends: an order by the shliach waits."""
    Row.objects.select_for_update(no_key=True, of=("self",)).get(pk=row_id)
    return _rows().get(pk=row_id)


def _cancel_earlier_order(row_id: int, key: str) -> None:
    """Cancel the unpaid order that was placed by this link before."""
    row = _rows().get(pk=row_id)
    earlier = order_of(row)
    if earlier is None or earlier.form_key == key or state_of(row) != OPEN:
        return
    try:
        release_order(earlier)
    except NotPayable:
        raise BasketRefused(closed_message(PAID)) from None
    except gateway.StripeUnavailable:
        raise BasketRefused(stripe_unreachable()) from None


def order_edit_url(order: Order) -> str:
    """Where the names of an order placed by a link are changed; "" for any other order."""
    row = Row.objects.filter(inscription__line__order=order, paid_by_recipient=True).first()
    return f"{reverse('join', args=[row.token])}?from={order.public_id}" if row else ""


def link_rows(name_list: NameList) -> QuerySet[Row]:
    """The rows of a list whose recipients may pay, or have paid, by their link."""
    if name_list.state != NameList.State.DONE:
        return Row.objects.none()
    own = _rows().filter(name_list=name_list, left_out=False)
    return own.exclude(inscription__isnull=False, paid_by_recipient=False).order_by("position")


def paid_count(name_list: NameList) -> int:
    """How many recipients of a list have paid by their link."""
    own = name_list.rows.filter(paid_by_recipient=True)
    return own.exclude(inscription__line__order__state__in=_UNPAID).count()


def personal_link(row: Row) -> PersonalLink:
    """A row's link with the name as its recipient last wrote it."""
    state = state_of(row)
    line = row.inscription.person.line if row.inscription else row.line
    return PersonalLink(
        row=row, line=line, state=state, status=_status(row, state), text=link_text(row)
    )


def _status(row: Row, state: str) -> str:
    if state == PAID:
        return _("paid")
    if state == ENDED:
        return _("withdrawn")
    if row.inscription:
        return _("names entered, not paid yet")
    return _("opened") if row.link_opened_at else _("not opened yet")


def link_text(row: Row) -> str:
    """The link with its name, to be sent in a chat."""
    return _("A letter in the Sefer Torah for %(name)s: %(link)s") % {
        "name": row.line,
        "link": link_url(row),
    }


def link_url(row: Row) -> str:
    """The absolute URL of a link; it contains no personal data."""
    return f"{settings.SITE_URL}{reverse_bare('join', row.token)}"


def end_link(row: Row) -> None:
    """Withdraw a link. An order placed by it can be paid until the shliach takes the row back."""
    Row.objects.filter(pk=row.pk, link_ended_at=None).update(link_ended_at=timezone.now())


def reopen_link(row: Row) -> None:
    """Make a withdrawn link work again."""
    Row.objects.filter(pk=row.pk).update(link_ended_at=None)
