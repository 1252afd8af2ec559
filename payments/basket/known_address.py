"""The postal address of an order that a basket replaces, which the apps above keep."""

from collections.abc import Callable, Sequence

from payments.models import Order

# Other apps add functions that return the country of an order's address, or "".
address_country_hooks: list[Callable[[Order], str]] = []
# Other apps add functions that copy the address of canceled orders to the one in their place.
copy_address_hooks: list[Callable[[Sequence[Order], Order], None]] = []
# Other apps add functions that add the postage to an order that has an address in this country;
# whether they did.
use_address_hooks: list[Callable[[Order, str], bool]] = []


def address_country(order: Order) -> str:
    return next((country for hook in address_country_hooks if (country := hook(order))), "")


def copy_address(replaced: Sequence[Order], order: Order) -> None:
    for hook in copy_address_hooks:
        hook(replaced, order)


def use_address(order: Order, country: str) -> bool:
    return any(hook(order, country) for hook in use_address_hooks)
