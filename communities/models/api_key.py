"""API keys, and the requests made with them."""

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
    """Keys by state."""

    def current(self) -> "ApiKeyQuerySet":
        """Keys that were not ended."""
        return self.filter(ended_at=None)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("scopes", "rate", "ended_at")),
    fields=["community", "name", "scopes", "rate", "by", "ended_at"],
    model_name="ApiKeyEvent",
)
class ApiKey(models.Model):
    """A key of one community, or of the committee for all. Only a hash of the secret is stored."""

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
    # Requests in the current window of one minute.
    window_started_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    window_requests = models.PositiveIntegerField(_("used this minute"), default=0, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=["lists:write", "lists:read", "certificates:read"])
                & Q(scopes__len__gt=0),
                name="api_key_scopes_known",
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="api_key_rate_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes_text(self) -> str:
        """The scopes in the active language."""
        return ", ".join(str(ApiKey.Scope(scope).label) for scope in self.scopes)

    def renew_secret(self) -> str:
        """Set a new secret and return the whole key, which can't be shown again."""
        self.prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        self.secret_hash = _hash(secret)
        return f"ut_{self.prefix}_{secret}"

    def accepts(self, secret: str) -> bool:
        """Whether this is the secret, and the key's owner still has the rights it needs."""
        return constant_time_compare(self.secret_hash, _hash(secret)) and self._owner_is_allowed()

    def _owner_is_allowed(self) -> bool:
        # A key must not give access to a community that its owner has left.
        if not self.by.is_active:
            return False
        if self.by.is_staff and self.by.has_perm("communities.add_apikey"):
            return True
        memberships = Membership.objects.current().filter(user=self.by, community=self.community_id)
        return any(membership.leads for membership in memberships)


def _hash(secret: str) -> str:
    # The secret has 256 random bits: no slow hash is needed.
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiRequest(models.Model):
    """A request by its idempotency key: the same key again gets the same list."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="requests")
    idempotency_key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64, help_text="SHA-256 of the body")
    name_list = models.ForeignKey(NameList, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "idempotency_key"], name="api_request_unique")
        ]

    def __str__(self) -> str:
        return self.idempotency_key


def new_key(**fields: Any) -> tuple[ApiKey, str]:
    """Create a key; returns it with its whole text, which can't be shown again."""
    key = ApiKey(**fields)
    text = key.renew_secret()
    key.full_clean(exclude=["prefix", "secret_hash"])
    key.save()
    return key, text
