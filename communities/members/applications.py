"""Applications for a community: received, then approved or declined by the committee."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from communities.members.members import add_member
from communities.models import Application, Membership
from letters.models import Community
from messaging.composers import composes
from messaging.models import Message
from messaging.outbox import enqueue
from messaging.short_mail import Button, Mail, Paragraph, build_mail

RECEIVED = "application_received"  # about an application's pk; to the committee
APPROVED = "application_approved"  # about an application's pk
DECLINED = "application_declined"  # about an application's pk

LIMIT, LIMIT_WINDOW = 10, timedelta(days=1)  # from one network address
_SLUG_LENGTH = 44  # of 50: a number may follow


class AlreadyApplied(Exception):
    """This e-mail address has a pending application."""


class TooManyApplications(Exception):
    """LIMIT is reached for this network address."""


class AlreadyDecided(Exception):
    """Another member of the committee has decided it; `str()` is a message for the user."""


@transaction.atomic(durable=True)
def apply(*, address_hash: str, **fields: Any) -> Application:
    """Create an application and notify the committee.

    Raises AlreadyApplied and TooManyApplications.
    """
    since = timezone.now() - LIMIT_WINDOW
    if Application.objects.filter(address_hash=address_hash, created_at__gt=since).count() >= LIMIT:
        raise TooManyApplications
    try:
        with transaction.atomic():
            application = Application.objects.create(address_hash=address_hash, **fields)
    except IntegrityError:
        raise AlreadyApplied from None
    for recipient in settings.COMMITTEE_EMAILS:
        enqueue(
            kind=RECEIVED,
            about=str(application.pk),
            recipient=recipient,
            language=settings.LANGUAGE_CODE,
            zone=settings.HOME_ZONE,
        )
    return application


@transaction.atomic(durable=True)
def approve(*, application: Application, by: User) -> Community:
    """Create the community with the applicant as its shliach. Raises AlreadyDecided."""
    application = _locked(application)
    community = Community.objects.create(
        slug=_free_slug(application),
        name=application.name,
        i18n=application.i18n,
        city=application.city,
        country=application.country,
        zone=application.zone,
        approved_at=timezone.now(),
    )
    _decide(application, Application.State.APPROVED, by, community)
    add_member(
        community=community,
        email=application.email,
        name=application.applicant,
        role=Membership.Role.SHLIACH,
        by=by,
    )
    _notify_applicant(application, APPROVED)
    return community


@transaction.atomic(durable=True)
def decline(*, application: Application, by: User) -> None:
    """Decline an application and notify the applicant. Raises AlreadyDecided."""
    application = _locked(application)
    _decide(application, Application.State.DECLINED, by, None)
    _notify_applicant(application, DECLINED)


def _locked(application: Application) -> Application:
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state != Application.State.PENDING:
        raise AlreadyDecided(_("This request has already been decided."))
    return application


def _decide(application: Application, state: str, by: User, community: Community | None) -> None:
    application.state = state
    application.community = community
    application.decided_at = timezone.now()
    application.decided_by = by
    application.save(update_fields=["state", "community", "decided_at", "decided_by"])


def _free_slug(application: Application) -> str:
    """A slug from the name or the city, with a number if it is taken."""
    city = slugify(application.city)
    base = (slugify(application.name) or city or application.country.lower())[:_SLUG_LENGTH].strip(
        "-"
    )
    taken = set(Community.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)


RESERVED = {"new", "compare"}  # URLs beside those of communities


def _notify_applicant(application: Application, kind: str) -> None:
    enqueue(
        kind=kind,
        about=str(application.pk),
        recipient=application.email,
        language=application.language,
        zone=application.zone,
    )


@composes(RECEIVED)
def application_received(message: Message) -> EmailMultiAlternatives:
    """To the committee; without personal data."""
    address = reverse("admin:communities_application_change", args=[message.about])
    with override(message.language):
        way = Button(_("View the request"), settings.SITE_URL + address)
        first = _("A new community has been requested and awaits the committee’s decision.")
        return build_mail(message, Mail(_("New community request"), [Paragraph(first)], way))


@composes(APPROVED)
def application_approved(message: Message) -> EmailMultiAlternatives:
    """To the new shliach: how to sign in."""
    application = Application.objects.select_related("community").get(pk=int(message.about))
    assert application.community is not None  # noqa: S101 - it was approved
    address = reverse("shliach_community", args=[application.community.slug])
    with override(message.language):
        parts = [
            Paragraph(_("Your community is ready:"), [application.name]),
            Paragraph(
                _(
                    "Sign in with this e-mail address. We will send you a code and ask you, once, "
                    "to set up two-step sign-in, since lists of names are entrusted to you."
                )
            ),
        ]
        way = Button(_("To your community"), settings.SITE_URL + address)
        return build_mail(message, Mail(_("Your community is ready"), parts, way))


@composes(DECLINED)
def application_declined(message: Message) -> EmailMultiAlternatives:
    application = Application.objects.get(pk=int(message.about))
    with override(message.language):
        parts = [
            Paragraph(_("The committee could not open a community for:"), [application.name]),
            Paragraph(
                _(
                    "If you would like to add anything, please reply to this e-mail. You are "
                    "welcome to inscribe names on the site at any time."
                )
            ),
        ]
        return build_mail(message, Mail(_("About your community request"), parts))
