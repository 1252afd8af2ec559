"""Ids that look like Stripe's."""

import secrets


def new_id(prefix: str, length: int = 24) -> str:
    """A fresh id: `evt_1a2b…`."""
    return prefix + secrets.token_hex((length + 1) // 2)[:length]
