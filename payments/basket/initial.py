"""The initial basket: empty, of an unpaid order, or with names suggested by a mail or a page."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.amounts.money import plain_amount
from letters.models import Community, Person, Series
from letters.subscriptions.subscriptions import SuggestedNames, names_by_token
from payments.basket.form import BasketForm, new_token
from payments.basket.known_address import address_country
from payments.basket.names import NameFormSet, names_formset
from payments.models import Order
from payments.orders.place import KEY_LENGTH, Name, has_expired

COMMUNITY = "community"  # key in the session, and parameter of a community's link
_PAID_OR_PENDING = [Order.State.PROCESSING, Order.State.WAITING, Order.State.REVIEW]


@dataclass(frozen=True)
class InitialList:
    """The people that a list begins with, and the address of who bought their letters."""

    people: Sequence[Person]
    email: str


# Other apps add functions that return the list to begin with, or None.
initial_list_hooks: list[Callable[[HttpRequest, Series], InitialList | None]] = []
# Other apps add functions that return the URL where an unpaid order is edited, or "".
order_edit_url_hooks: list[Callable[[Order], str]] = []


def order_edit_url(request: HttpRequest) -> str:
    """The URL of another app's page that edits the unpaid order requested with `from`, or ""."""
    unpaid = _unpaid_order(request)
    if unpaid is None:
        return ""
    return next((url for hook in order_edit_url_hooks if (url := hook(unpaid))), "")


def _unpaid_order(request: HttpRequest) -> Order | None:
    public_id = request.GET.get("from", "")
    unpaid = Order.objects.filter(public_id=public_id, state=Order.State.AWAITING, community=None)
    return unpaid.first() if public_id else None


def initial_data(request: HttpRequest, series: Series) -> tuple[BasketForm, NameFormSet, str]:
    """The forms to show on a GET, and a notice or ""."""
    _remember_community(request)
    if "again" in request.GET:
        return _initial_from_subscription(series, request.GET["again"])
    if unpaid := _unpaid_order(request):
        return *initial_from_order(series, unpaid), _outdated_prices_notice() if has_expired(
            unpaid
        ) else ""
    for hook in initial_list_hooks:
        if found := hook(request, series):
            more = len(found.people) - settings.BASKET_LIMIT
            notice = _partial_list_notice(more) if more > 0 else ""
            return *_initial_from_list(series, found), notice
    initial = {"community": request.session.get(COMMUNITY, "")}
    return _form(series, initial), names_formset(), ""


def _initial_from_list(series: Series, found: InitialList) -> tuple[BasketForm, NameFormSet]:
    initial = {"email": found.email, **locality_initial(found.people[-1])}
    return _form(series, initial), _names_formset_of(found.people[: settings.BASKET_LIMIT])


def suggested_names(token: str) -> SuggestedNames | None:
    """The names suggested to a subscriber, without those in an order that is being paid.

    At most as many names as a basket holds.
    """
    found = names_by_token(token) if token else None
    if found is None:
        return None
    being_paid = Person.objects.filter(
        purchaser=found.purchaser,
        inscriptions__series=found.scroll.series_id,
        inscriptions__line__order__state__in=_PAID_OR_PENDING,
    )
    return found.without(person.facts for person in being_paid).first(settings.BASKET_LIMIT)


def _initial_from_subscription(series: Series, token: str) -> tuple[BasketForm, NameFormSet, str]:
    found = suggested_names(token)
    if found is None:
        return _form(series, {}), names_formset(), _link_expired_notice()
    initial: dict[str, Any] = {"email": found.purchaser.email, "again": token}
    last = Order.objects.filter(purchaser=found.purchaser, series=series).order_by("pk").last()
    if last and series.prices.filter(currency=last.currency).exists():
        initial["currency"] = last.currency
    if not found.people:
        return _form(series, initial), names_formset(), _list_notice(found)
    form = _form(series, {**initial, **locality_initial(found.people[-1])})
    return form, _names_formset_of(found.people), _list_notice(found)


def _list_notice(found: SuggestedNames) -> str:
    if found.more:
        return _partial_list_notice(found.more)
    if found.babies:
        return _unnamed_babies_notice()
    return _all_have_letters_notice() if found.empty else ""


def initial_from_order(series: Series, unpaid: Order) -> tuple[BasketForm, NameFormSet]:
    """The basket with the content of an unpaid order."""
    lines = unpaid.lines.select_related("inscription__person__community")
    people = [line.inscription.person for line in lines]
    initial = {
        "email": unpaid.email,
        "currency": unpaid.currency,
        "cover_fee": unpaid.fee_amount > 0,
        "gift": plain_amount(gift, unpaid.currency) if (gift := unpaid.gift_amount) else "",
        "by_post": unpaid.by_post,
        "post_country": address_country(unpaid),
        "subscribe": unpaid.subscribe,
        "token": new_token(replaces=(unpaid.form_key or "")[:KEY_LENGTH]),
        **locality_initial(people[0]),
    }
    return _form(series, initial), _names_formset_of(people)


def _form(series: Series, initial: dict[str, Any]) -> BasketForm:
    return BasketForm(prices=list(series.prices.order_by("pk")), initial=initial)


def _names_formset_of(people: Sequence[Person]) -> NameFormSet:
    return names_formset(initial=[asdict(Name.of(person)) for person in people])


def locality_initial(person: Person) -> dict[str, str]:
    community = person.community
    return {
        "country": person.country,
        "city": person.city,
        "community": community.slug if community and community.approved_at else "",
    }


def _remember_community(request: HttpRequest) -> None:
    """Preselect the community whose link was opened, for the rest of the session."""
    slug = request.GET.get(COMMUNITY, "")
    if slug and Community.objects.approved().filter(slug=slug).exists():
        request.session[COMMUNITY] = slug


def _outdated_prices_notice() -> str:
    return _(
        "This list is more than a week old, and nothing was charged for it. Please check it "
        "again; the amount is at today’s price."
    )


def _link_expired_notice() -> str:
    return _(
        "The list behind this link is no longer available; it could be opened as long as its "
        "scroll was open. You can enter the names here."
    )


def _all_have_letters_notice() -> str:
    return _("Every name on your list already has a letter in this scroll. You can add others.")


def _partial_list_notice(more: int) -> str:
    return ngettext(
        "One more name from your list will appear here once these are paid for and you open the "
        "link again.",
        "%(more)s more names from your list will appear here once these are paid for and you open "
        "the link again.",
        more,
    ) % {"more": more}


def _unnamed_babies_notice() -> str:
    return _("Babies who had not been named yet are not on this list. Please add them by name.")
