"""Reconciliation with Stripe: repairs what it can, and reports the rest."""

from payments.reconciliation.run import AlreadyRunning, reconcile

__all__ = ["AlreadyRunning", "reconcile"]
