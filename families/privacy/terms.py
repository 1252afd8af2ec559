"""How long what stands on `/privacy/` is kept. All terms are listed in docs/personal-data.md."""

from datetime import timedelta

REQUEST_NOT_SENT = timedelta(days=7)
REQUEST_DECIDED = timedelta(days=30)
LOOKS = timedelta(days=365)
UNPAID = timedelta(days=90)
MAILS = timedelta(days=180)
DOWNLOAD = timedelta(days=2)
