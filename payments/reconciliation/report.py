"""What one reconciliation looks at, heals and finds, kept in its row as it goes."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

from payments import gateway
from payments.models import Reconciliation

logger = logging.getLogger(__name__)

BATCH = 100  # a page of Stripe's
STEP = 500

Thing = TypeVar("Thing")


class Report:
    """The row of a run. What it says names things by ids, and nobody by name or address."""

    def __init__(self, row: Reconciliation, progress: Callable[[int], None]) -> None:
        self.row = row
        self._progress = progress

    def healed(self, what: str) -> None:
        """Say what was brought into step with Stripe."""
        logger.warning("reconciliation healed: %s", what)
        self.row.healed.append(what)

    def found(self, what: str) -> None:
        """Say what could not be healed, with the ids needed to act."""
        self.row.findings.append(what)

    @contextmanager
    def thing(self, what: str) -> Iterator[None]:
        """Look at one thing: a failure with it is a finding and does not stop the rest."""
        try:
            yield
        except gateway.NotOurs:
            self.found(f"{what} is not known at Stripe")
        except gateway.StripeUnavailable as error:
            self.found(f"{what}: Stripe could not be asked ({error})")
        except LookupError as error:
            self.found(f"{what}: {error}")
        except Exception as error:
            # Without a database nothing more can be seen or said: the next run begins anew.
            if not connection.is_usable():
                raise
            logger.exception("reconciliation: %s", what)
            self.found(f"{what}: {type(error).__name__}")
        self.row.looked_at += 1
        if self.row.looked_at % STEP == 0:
            self.row.save()
            self._progress(self.row.looked_at)

    def batches(self, what: str, listed: Iterable[Thing]) -> Iterator[list[Thing]]:
        """A list of Stripe's in pages; one that breaks off is a finding, what came of it counts."""
        batch: list[Thing] = []
        try:
            for thing in listed:
                batch.append(thing)
                if len(batch) == BATCH:
                    yield batch
                    batch = []
        except gateway.StripeUnavailable as error:
            self.found(f"the list of {what} broke off: Stripe could not be asked ({error})")
        if batch:
            yield batch
