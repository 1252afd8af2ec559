"""Addresses on the telephone page: shown masked, and what stands for one that does not exist."""

import hashlib

# Reserved by RFC 2606: no mail can reach it.
NO_ADDRESS = "no-address.invalid"


def masked(email: str) -> str:
    """Enough of an address to see that there is one, such as d…@e….com."""
    local, _, domain = email.rpartition("@")
    name, _, end = domain.rpartition(".")
    return f"{local[:1]}…@{name[:1]}….{end}"


def stand_in(basket: str) -> str:
    """The address of a purchaser without one; the same each time a basket is sent."""
    return f"telephone-{hashlib.sha256(basket.encode()).hexdigest()[:16]}@{NO_ADDRESS}"


def has_no_address(email: str) -> bool:
    """Whether the address stands for a caller without e-mail."""
    return email.lower().endswith(f"@{NO_ADDRESS}")
