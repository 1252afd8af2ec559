"""How long personal data is kept: the tasks forget by these, and the public page states them."""

from datetime import timedelta

REQUEST_NOT_SENT = timedelta(days=7)
REQUEST_DECIDED = timedelta(days=30)
LOOKS = timedelta(days=365)
UNPAID = timedelta(days=90)
DOWNLOAD = timedelta(days=2)
