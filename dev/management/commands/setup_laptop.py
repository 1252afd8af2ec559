"""`manage.py setup_laptop`: what a fresh database needs to be tried."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from communities.members.members import add_member
from communities.models import Membership
from letters.models import Community, Price, Scroll, Series
from letters.scrolls.scrolls import open_scroll, prepare_scroll

STAFF = "committee@unity.test"
SHLIACH = "shliach@unity.test"
HELPER = "helper@unity.test"
# Minor units: the price of a letter, Stripe's least charge, the fixed part of the card fee.
PRICES = {
    "usd": (100, 50, 30),
    "eur": (100, 50, 30),
    "gbp": (100, 30, 30),
    "cad": (150, 50, 30),
    "ils": (400, 200, 120),
}


class Command(BaseCommand):
    """The Unity series with its 11th scroll completed and its 12th open; safe to run again."""

    help = "Set up a laptop: the 12th scroll open, a sign-in for the committee and for a shliach."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is not there yet."""
        if not settings.DEBUG:
            raise CommandError("This is for a laptop: DEBUG is off.")
        series = self._series()
        if not Scroll.objects.filter(series=series, number=12).exists():
            self.stderr.write("Placing the 304,805 letters of the 12th scroll …")
            open_scroll(scroll=prepare_scroll(series=series, number=12))
        self._staff()
        self._community()

    def _series(self) -> Series:
        series, _ = Series.objects.get_or_create(
            slug="unity",
            defaults={
                "is_default": True,
                "name": "Sefer Torah Haklali",
                "name_he": "ספר התורה הכללי",
            },
        )
        for currency, (letter, minimum, fixed) in PRICES.items():
            Price.objects.get_or_create(
                series=series,
                currency=currency,
                defaults={"letter": letter, "minimum": minimum, "fee_fixed": fixed},
            )
        Scroll.objects.get_or_create(
            series=series,
            number=11,
            defaults={
                "edition": series.edition,
                "state": Scroll.State.COMPLETED,
                "registered_here": False,
                "seed": "",
                "columns_written": 245,
                "completed_on": date(2025, 11, 16),
            },
        )
        return series

    def _staff(self) -> None:
        users = get_user_model().objects
        if not users.filter(email=STAFF).exists():
            user = users.create_superuser(username="committee", email=STAFF)
            EmailAddress.objects.create(user=user, email=STAFF, verified=True, primary=True)

    def _community(self) -> None:
        community, new = Community.objects.get_or_create(
            slug="melbourne",
            defaults={
                "name": "Melbourne",
                "name_he": "מלבורן",
                "city": "Melbourne",
                "country": "AU",
                "approved_at": timezone.now(),
            },
        )
        if new:
            roles = Membership.Role
            add_member(
                community=community, email=SHLIACH, name="Mendel", role=roles.SHLIACH, by=None
            )
            add_member(community=community, email=HELPER, name="Rivka", role=roles.HELPER, by=None)
