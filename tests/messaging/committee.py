"""What the committee does with a mailing."""

from messaging import mailings
from messaging.models import Mailing


def deliver_all(mailing: Mailing, rate: int = 1_000_000) -> Mailing:
    """Begin a mailing and send all of it."""
    mailings.set_rate(mailing, rate)
    mailings.start(mailing)
    while mailings.send_for(10):
        continue
    mailing.refresh_from_db()
    return mailing
