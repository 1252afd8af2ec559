"""Stripe's books against ours: what can be healed is healed, the rest is told."""

from payments.reconciliation.run import AlreadyRunning, reconcile

__all__ = ["AlreadyRunning", "reconcile"]
