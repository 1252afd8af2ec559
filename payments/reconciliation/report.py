"""What one reconciliation checks, repairs and finds, saved in its row as it goes."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

from payments import gateway
from payments.models import Reconciliation

logger = logging.getLogger(__name__)

PAGE = 100  # objects in a page of Stripe's lists
SAVE_EVERY = 500

Item = TypeVar("Item")


class Report:
    """Writes a run's row. Texts name objects by id, and never a person or an address."""

    def __init__(self, row: Reconciliation, progress: Callable[[int], None]) -> None:
        self.row = row
        self._progress = progress

    def repaired(self, what: str) -> None:
        """Record that something was brought into agreement with Stripe."""
        logger.warning("reconciliation repaired: %s", what)
        self.row.repaired.append(what)

    def found(self, what: str) -> None:
        """Record what could not be repaired, with the ids needed to act."""
        self.row.findings.append(what)

    @contextmanager
    def item(self, what: str) -> Iterator[None]:
        """Check one object: an error becomes a finding and does not stop the run."""
        try:
            yield
        except gateway.NotFound:
            self.found(f"{what} is not known at Stripe")
        except gateway.StripeUnavailable as error:
            self.found(f"{what}: Stripe could not be asked ({error})")
        except LookupError as error:
            self.found(f"{what}: {error}")
        except Exception as error:
            # Without a database connection nothing can be recorded: end this run.
            if not connection.is_usable():
                raise
            logger.exception("reconciliation: %s", what)
            self.found(f"{what}: {type(error).__name__}")
        self.row.checked_count += 1
        if self.row.checked_count % SAVE_EVERY == 0:
            self.row.save()
            self._progress(self.row.checked_count)

    def batches(self, what: str, listed: Iterable[Item]) -> Iterator[list[Item]]:
        """A list of Stripe's in pages. If it breaks off, that is a finding; what came is used."""
        batch: list[Item] = []
        try:
            for item in listed:
                batch.append(item)
                if len(batch) == PAGE:
                    yield batch
                    batch = []
        except gateway.StripeUnavailable as error:
            self.found(f"the list of {what} broke off: Stripe could not be asked ({error})")
        if batch:
            yield batch
