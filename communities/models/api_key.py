"""Keys with which other programs register people, and what was asked for with them."""

import hashlib
import secrets
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from communities.models.membership import Membership
from communities.models.name_list import NameList
from letters.models import Community

RATE = 120  # requests a minute, unless the committee has set another


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Keys by whether they open anything."""

    def current(self) -> "ApiKeyQuerySet":
        """Those that were not ended."""
        return self.filter(ended_at=None)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("scopes", "rate", "ended_at")),
    fields=["community", "name", "scopes", "rate", "by", "ended_at"],
    model_name="ApiKeyEvent",
)
class ApiKey(models.Model):
    """A key of a community, or of the committee for all of them; of its secret a hash stays."""

    class Scope(models.TextChoices):
        WRITE = "lists:write", _("send lists of names")
        READ = "lists:read", _("read how far lists are")
        CERTIFICATES = "certificates:read", _("download certificates")

    community = models.ForeignKey(
        Community,
        models.PROTECT,
        related_name="api_keys",
        null=True,
        blank=True,
        help_text=_("empty: for all communities"),
        verbose_name=_("community"),
    )
    name = models.CharField(_("What it is for"), max_length=80)
    prefix = models.CharField(_("begins with"), max_length=12, unique=True, editable=False)
    secret_hash = models.CharField(_("fingerprint of the key"), max_length=64, editable=False)
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope), verbose_name=_("scopes"))
    rate = models.PositiveIntegerField(_("rate"), default=RATE, help_text=_("requests a minute"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True, editable=False)
    # How often it was used since the beginning of its minute.
    used_since = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    used = models.PositiveIntegerField(_("used this minute"), default=0, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("keys of the API")
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=["lists:write", "lists:read", "certificates:read"])
                & Q(scopes__len__gt=0),
                name="api_key_of_known_scopes",
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="api_key_has_a_rate"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes_told(self) -> str:
        """What it may do, in the reader's language."""
        return ", ".join(str(ApiKey.Scope(scope).label) for scope in self.scopes)

    def renew_secret(self) -> str:
        """Give it a secret, and say the whole key; it can't be said again."""
        self.prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        self.secret_hash = _hash(secret)
        return f"ut_{self.prefix}_{secret}"

    def is_opened_by(self, secret: str) -> bool:
        """Whether this is its secret, and whoever made it may still do what it does."""
        return constant_time_compare(self.secret_hash, _hash(secret)) and self._is_of_one_who_may()

    def _is_of_one_who_may(self) -> bool:
        # Who leaves a community leaves no key behind that still opens it.
        if not self.by.is_active:
            return False
        if self.by.is_staff and self.by.has_perm("communities.add_apikey"):
            return True
        places = Membership.objects.current().filter(user=self.by, community=self.community_id)
        return any(place.leads for place in places)


def _hash(secret: str) -> str:
    # 256 bits of chance: a plain hash can't be guessed back.
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiRequest(models.Model):
    """What was asked for under an idempotency key: asked again, it is the same."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="requests")
    idempotency_key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64, help_text="SHA-256 of what was sent")
    name_list = models.ForeignKey(NameList, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "idempotency_key"], name="asked_for_once")
        ]

    def __str__(self) -> str:
        return self.idempotency_key


def new_key(**fields: Any) -> tuple[ApiKey, str]:
    """Make a key; it, and its whole text, which is told this once."""
    key = ApiKey(**fields)
    text = key.renew_secret()
    key.full_clean(exclude=["prefix", "secret_hash"])
    key.save()
    return key, text
