"""Where personal data lives: every field of it, what it is for, and until when it is kept.

Deletion, the download of one's own data and the public page are made from this one registry;
`tests/project/test_personal_data.py` fails for a field that is neither in it nor known to hold no
personal data. The order matters: a place that is found by the data of another comes before it.
"""

from families.privacy.places import (
    accounts,
    earlier,
    erasure_requests,
    gifts,
    lists,
    orders,
    postings,
    questions,
    register,
    reminders,
)
from families.privacy.places.base import Place

PLACES: tuple[Place, ...] = (
    *orders.PLACES,
    *questions.PLACES,
    *erasure_requests.PLACES,
    *gifts.PLACES,
    *postings.PLACES,
    *reminders.PLACES,
    *lists.PLACES,
    *register.PLACES,
    *earlier.PLACES,
    *accounts.PLACES,
)
