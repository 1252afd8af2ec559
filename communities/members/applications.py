"""A community is asked for; the committee approves or declines."""

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

ASKED = "community_asked"  # about an application's pk; to the committee
APPROVED = "community_approved"  # about an application's pk
DECLINED = "community_declined"  # about an application's pk

WINDOW, MOST = timedelta(days=1), 10  # from one address
_SLUG = 44  # characters of a name in an address, of 50: a number may follow


class AlreadyAsked(Exception):
    """This address has an application that waits for the committee."""


class TooMany(Exception):
    """So many came from one network address that the rest can wait for tomorrow."""


class AlreadyDecided(Exception):
    """Another of the committee was quicker."""


@transaction.atomic(durable=True)
def apply(*, address: str, **asked: Any) -> Application:
    """Ask for a community; the committee is told. Raises AlreadyAsked and TooMany."""
    since = timezone.now() - WINDOW
    if Application.objects.filter(address=address, asked_at__gt=since).count() >= MOST:
        raise TooMany
    try:
        with transaction.atomic():
            application = Application.objects.create(address=address, **asked)
    except IntegrityError:
        raise AlreadyAsked from None
    for recipient in settings.COMMITTEE_EMAILS:
        enqueue(
            kind=ASKED,
            about=str(application.pk),
            recipient=recipient,
            language=settings.LANGUAGE_CODE,
            zone=settings.HOME_ZONE,
        )
    return application


@transaction.atomic(durable=True)
def approve(*, application: Application, by: User) -> Community:
    """Make the community, and whoever asked its shliach. Raises AlreadyDecided."""
    application = _locked(application)
    community = Community.objects.create(
        slug=_free_slug(application),
        name=application.name,
        name_he=application.name_he,
        city=application.city,
        country=application.country,
        approved_at=timezone.now(),
    )
    _decide(application, Application.State.APPROVED, by, community)
    add_member(
        community=community,
        email=application.email,
        name=application.person,
        role=Membership.Role.SHLIACH,
        by=by,
    )
    _tell(application, APPROVED)
    return community


@transaction.atomic(durable=True)
def decline(*, application: Application, by: User) -> None:
    """Say no; whoever asked is told, and may write back. Raises AlreadyDecided."""
    application = _locked(application)
    _decide(application, Application.State.DECLINED, by, None)
    _tell(application, DECLINED)


def _locked(application: Application) -> Application:
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state != Application.State.ASKED:
        raise AlreadyDecided
    return application


def _decide(application: Application, state: str, by: User, community: Community | None) -> None:
    application.state = state
    application.community = community
    application.decided_at = timezone.now()
    application.decided_by = by
    application.save(update_fields=["state", "community", "decided_at", "decided_by"])


def _free_slug(application: Application) -> str:
    """An address of Latin letters from the name or the city, with a number where it is taken."""
    city = slugify(application.city)
    base = (slugify(application.name) or city or application.country.lower())[:_SLUG].strip("-")
    taken = set(Community.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)


RESERVED = {"new", "compare"}  # pages beside the communities' own


def _tell(application: Application, kind: str) -> None:
    enqueue(
        kind=kind,
        about=str(application.pk),
        recipient=application.email,
        language=application.language,
        zone=application.zone,
    )


@composes(ASKED)
def asked(message: Message) -> EmailMultiAlternatives:
    """To the committee: there is something to decide. Nobody is named in it."""
    address = reverse("admin:communities_application_change", args=[message.about])
    with override(message.language):
        way = Button(_("View the request"), settings.SITE_URL + address)
        first = _("A new community has been requested and awaits the committee’s decision.")
        return build_mail(message, Mail(_("New community request"), [Paragraph(first)], way))


@composes(APPROVED)
def approved(message: Message) -> EmailMultiAlternatives:
    """To the shliach: the way in."""
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
def declined(message: Message) -> EmailMultiAlternatives:
    """To whoever asked: not now."""
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
