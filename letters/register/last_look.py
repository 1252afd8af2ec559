"""The last look: purchasers are sent their names fourteen days before the register is printed.

The mail itself is composed by `payments.mails.names`, which knows the orders.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.calendar.local_day import civil_day, today
from letters.models import Scroll
from letters.scrolls.scrolls import WrongState, lock_scroll
from letters.siyum.mail import PURCHASERS
from messaging.audience import add_recipients
from messaging.mailings import start
from messaging.models import Mailing

LAST_LOOK = "last_look"  # about <scroll's pk>:<purchaser's pk>
NOTICE = timedelta(days=14)

_RECIPIENTS = f"""
    SELECT %(scroll)s || ':' || purchaser.id, purchaser.email, purchaser.language
    FROM letters_purchaser AS purchaser
    WHERE purchaser.id IN ({PURCHASERS})
"""  # noqa: S608 - made of our own text


@transaction.atomic
def set_print_day(*, scroll: Scroll, day: date) -> Scroll:
    """Set the day on which a full scroll's register is printed; names are final from then on.

    It can be moved. Raises WrongState if it leaves purchasers less than NOTICE.
    """
    scroll = lock_scroll(scroll, Scroll.State.FULL)
    if day < (earliest := earliest_print_day(scroll)):
        raise WrongState(
            _("The first possible day is %(day)s: purchasers have fourteen days for a last look.")
            % {"day": date_format(earliest)}
        )
    scroll.register_print_day = day
    scroll.save(update_fields=["register_print_day"])
    return scroll


def earliest_print_day(scroll: Scroll) -> date:
    """Fourteen days after the last look was sent; if it was not, from tomorrow."""
    mailing = last_look_of(scroll)
    sent = civil_day(mailing.created_at, "UTC") if mailing else today().civil + timedelta(days=1)
    return sent + NOTICE


def last_look_of(scroll: Scroll) -> Mailing | None:
    return Mailing.objects.filter(kind=LAST_LOOK, about=str(scroll.pk)).first()


def send_last_looks() -> int:
    """Send the mails that are due; returns how many scrolls. Periodic, once for each scroll."""
    until = today().civil + NOTICE
    due = Scroll.objects.filter(state=Scroll.State.FULL, register_print_day__lte=until)
    return sum(_send(scroll) for scroll in due.select_related("series"))


@transaction.atomic
def _send(scroll: Scroll) -> bool:
    _lock(scroll)
    if last_look_of(scroll):
        return False
    mailing = Mailing.objects.create(
        kind=LAST_LOOK,
        about=str(scroll.pk),
        title=_("%(scroll)s: last look at the names") % {"scroll": scroll},
        about_order=True,
    )
    add_recipients(mailing, _RECIPIENTS, {"scroll": scroll.pk})
    start(mailing)
    return True


def _lock(scroll: Scroll) -> None:
    """Let one worker at a time look whether the mailing exists."""
    Scroll.objects.select_for_update(no_key=True).get(pk=scroll.pk)
