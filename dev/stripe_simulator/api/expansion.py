"""`expand`: ids replaced by the objects they name, and lists that are left out unless asked for."""

from collections.abc import Iterable

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.lists import as_list, page
from dev.stripe_simulator.store import Object

_LINKS = {
    ("checkout.session", "payment_intent"): "payment_intent",
    ("payment_intent", "latest_charge"): "charge",
    ("charge", "payment_intent"): "payment_intent",
    ("dispute", "charge"): "charge",
    ("dispute", "payment_intent"): "payment_intent",
    ("refund", "charge"): "charge",
    ("refund", "payment_intent"): "payment_intent",
}
DEEPEST = 4


def expanded(account: Account, thing: Object, paths: Iterable[str]) -> Object:
    """The object as Stripe shows it, with these paths expanded. Raises StripeError."""
    shown = account.public(thing)
    branches: dict[str, list[str]] = {}
    for path in paths:
        if path.count(".") >= DEEPEST:
            raise StripeError(f"You cannot expand more than {DEEPEST} levels of a property.")
        name, _, rest = path.partition(".")
        branches.setdefault(name, []).extend([rest] if rest else [])
    for name, inner in branches.items():
        shown[name] = _expand_one(account, thing, name, inner)
    return shown


def expanded_list(
    account: Account, things: list[Object], more: bool, url: str, paths: Iterable[str]
) -> Object:
    """A list whose objects are expanded by paths that begin with `data.`. Raises StripeError."""
    inner = []
    for path in paths:
        head, _, rest = path.partition(".")
        if head != "data" or not rest:
            raise _not_expandable(path)
        inner.append(rest)
    return as_list([expanded(account, thing, inner) for thing in things], more, url)


def _expand_one(account: Account, thing: Object, name: str, rest: list[str]) -> Object | None:
    noun, identifier = thing["object"], thing["id"]
    if (noun, name) == ("checkout.session", "line_items"):
        items, url = thing["_line_items"], f"/v1/checkout/sessions/{identifier}/line_items"
        return as_list(items[:10], len(items) > 10, url)
    if (noun, name) == ("charge", "refunds"):
        found, more = page(account, "refund", {}, where={"charge": identifier})
        return as_list(
            [expanded(account, refund, rest) for refund in found],
            more,
            f"/v1/charges/{identifier}/refunds",
        )
    kind = _LINKS.get((noun, name))
    if kind is None:
        raise _not_expandable(name)
    linked = account.store.find(kind, thing[name]) if thing[name] else None
    return expanded(account, linked, rest) if linked else None


def _not_expandable(path: str) -> StripeError:
    return StripeError(f"This property cannot be expanded ({path}).", param="expand")
