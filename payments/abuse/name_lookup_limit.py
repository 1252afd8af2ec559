"""How many names a requester may have compared with the register.

The basket asks before a name is inscribed twice, which reveals whether a name is in the scroll;
not asking reveals as much. So names are counted, not questions. Past the limit no further names
are compared, and the order can still be placed.
"""

from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone

from payments.abuse.checkout_limits import RETENTION, WINDOW, Requester
from payments.models import NameLookup


def allow_lookup(requester: Requester, *, names: int) -> bool:
    """Whether so many names may be compared with the register now; if so, count them."""
    if not names:
        return True
    same = Q(address=requester.address)
    if requester.browser:
        same |= Q(browser=requester.browser)
    recent = NameLookup.objects.filter(same, at__gt=timezone.now() - WINDOW)
    if (recent.aggregate(names=Sum("names"))["names"] or 0) + names > settings.NAME_LOOKUPS:
        return False
    NameLookup.objects.create(address=requester.address, browser=requester.browser, names=names)
    return True


def delete_expired() -> None:
    """Delete lookups that are no longer counted."""
    NameLookup.objects.filter(at__lt=timezone.now() - RETENTION).delete()
