"""`expand`: replaces ids by their objects, and includes lists that are left out by default."""

from collections.abc import Iterable

from dev.stripe_simulator.account import Account
from dev.stripe_simulator.errors import StripeError
from dev.stripe_simulator.lists import fetch_page, list_object
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
MAX_DEPTH = 4


def expand(account: Account, obj: Object, paths: Iterable[str]) -> Object:
    """The object as Stripe shows it, with these paths expanded. Raises StripeError."""
    status_report = account.public(obj)
    branches: dict[str, list[str]] = {}
    for path in paths:
        if path.count(".") >= MAX_DEPTH:
            raise StripeError(f"You cannot expand more than {MAX_DEPTH} levels of a property.")
        name, _, rest = path.partition(".")
        branches.setdefault(name, []).extend([rest] if rest else [])
    for name, inner in branches.items():
        status_report[name] = _expand_one(account, obj, name, inner)
    return status_report


def expand_list(
    account: Account, objects: list[Object], more: bool, url: str, paths: Iterable[str]
) -> Object:
    """A list whose objects are expanded by paths that begin with `data.`. Raises StripeError."""
    inner = []
    for path in paths:
        head, _, rest = path.partition(".")
        if head != "data" or not rest:
            raise _not_expandable(path)
        inner.append(rest)
    return list_object([expand(account, obj, inner) for obj in objects], more, url)


def _expand_one(account: Account, obj: Object, name: str, rest: list[str]) -> Object | None:
    noun, identifier = obj["object"], obj["id"]
    if (noun, name) == ("checkout.session", "line_items"):
        items, url = obj["_line_items"], f"/v1/checkout/sessions/{identifier}/line_items"
        return list_object(items[:10], len(items) > 10, url)
    if (noun, name) == ("charge", "refunds"):
        found, more = fetch_page(account, "refund", {}, where={"charge": identifier})
        return list_object(
            [expand(account, refund, rest) for refund in found],
            more,
            f"/v1/charges/{identifier}/refunds",
        )
    kind = _LINKS.get((noun, name))
    if kind is None:
        raise _not_expandable(name)
    linked = account.store.find(kind, obj[name]) if obj[name] else None
    return expand(account, linked, rest) if linked else None


def _not_expandable(path: str) -> StripeError:
    return StripeError(f"This property cannot be expanded ({path}).", param="expand")
