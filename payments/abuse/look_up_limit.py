"""How often the register answers whether somebody of a name has a letter in it.

The basket asks before a name is inscribed twice, and so tells a typist who is in the scroll; that
it asks nothing tells as much. So names are counted, not questions. Past the limit nothing more is
compared, and nobody is stopped by it.
"""

from django.conf import settings
from django.db.models import Q, Sum
from django.utils import timezone

from payments.abuse.checkout_limits import KEPT, WINDOW, Asker
from payments.models import LookUp


def may_look_up(who: Asker, *, names: int) -> bool:
    """Whether so many names may be compared with the register now; they are counted."""
    if not names:
        return True
    same = Q(address=who.address)
    if who.browser:
        same |= Q(browser=who.browser)
    lately = LookUp.objects.filter(same, at__gt=timezone.now() - WINDOW)
    if (lately.aggregate(names=Sum("names"))["names"] or 0) + names > settings.LOOK_UPS:
        return False
    LookUp.objects.create(address=who.address, browser=who.browser, names=names)
    return True


def forget() -> None:
    """Take out what is no longer counted."""
    LookUp.objects.filter(at__lt=timezone.now() - KEPT).delete()
