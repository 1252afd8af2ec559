from messaging import mailings
from messaging.models import Mailing


def deliver_all(mailing: Mailing, rate: int = 1_000_000) -> Mailing:
    """Start a mailing and send all of it at this rate."""
    mailings.set_rate(mailing, rate)
    mailings.start(mailing)
    while mailings.send_for(10):
        continue
    mailing.refresh_from_db()
    return mailing
