"""Accounts: the address by which somebody signs in, with its keys and sessions."""

from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountMail
from communities.models import Application
from families.privacy.places.base import Place, nobody
from families.privacy.subject import Subject, erased_address
from letters.models import Purchaser
from letters.models.person import ERASED_DOMAIN
from letters.names import ERASED
from messaging.claims import ACCOUNT
from messaging.models import Message

_ACCOUNT = _("as long as the account; deleted on request")


def users_of(subject: Subject) -> "QuerySet[User]":
    """The accounts with the subject's address."""
    if not subject.address:
        return nobody(User)
    also = EmailAddress.objects.filter(email__iexact=subject.address).values("user")
    return User.objects.filter(Q(email__iexact=subject.address) | Q(pk__in=also))


def _erase_users(subject: Subject) -> None:
    """Other rows name the user who did something: it stays without name and address."""
    for user in users_of(subject):
        address = f"erased-u{user.pk}@{ERASED_DOMAIN}"
        user.username = user.email = address
        user.first_name = user.last_name = ""
        user.is_active = False
        user.set_unusable_password()
        user.save()


def _addresses(subject: Subject) -> "QuerySet[EmailAddress]":
    found: QuerySet[EmailAddress] = EmailAddress.objects.filter(user__in=users_of(subject))
    return found


def _delete_addresses(subject: Subject) -> None:
    EmailConfirmation.objects.filter(email_address__in=_addresses(subject)).delete()
    # By their keys: the users are found by these rows.
    own = list(_addresses(subject).values_list("pk", flat=True))
    EmailAddress.objects.filter(pk__in=own).delete()


def _keys(subject: Subject) -> "QuerySet[Authenticator]":
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user__in=users_of(subject))
    return found


def _delete_keys(subject: Subject) -> None:
    _keys(subject).delete()


def _sessions(subject: Subject) -> "QuerySet[Session]":
    if not subject.address:
        return nobody(Session)
    users = {str(pk) for pk in users_of(subject).values_list("pk", flat=True)}
    own = [
        session.pk
        for session in Session.objects.iterator(chunk_size=1_000)
        if _is_of(session.get_decoded(), users, subject.address)
    ]
    return Session.objects.filter(pk__in=own)


def _is_of(content: dict[str, Any], users: set[str], address: str) -> bool:
    return content.get("_auth_user_id") in users or address in str(content).lower()


def _delete_sessions(subject: Subject) -> None:
    _sessions(subject).delete()


def _account_mails(subject: Subject) -> "QuerySet[AccountMail]":
    if not subject.address:
        return nobody(AccountMail)
    own = Message.objects.filter(kind=ACCOUNT, recipient__iexact=subject.address)
    return AccountMail.objects.filter(pk__in=[int(each.about) for each in own])


def _delete_account_mails(subject: Subject) -> None:
    _account_mails(subject).delete()


def _applications(subject: Subject) -> "QuerySet[Application]":
    if not subject.address:
        return nobody(Application)
    return Application.objects.filter(email__iexact=subject.address)


def _erase_applications(subject: Subject) -> None:
    for application in _applications(subject):
        address = f"erased-a{application.pk}@{ERASED_DOMAIN}"
        Application.objects.filter(pk=application.pk).update(
            email=address, applicant=ERASED, about="", address_hash=""
        )


def _purchasers(subject: Subject) -> "QuerySet[Purchaser]":
    return Purchaser.objects.filter(pk=subject.purchaser or 0)


def _erase_purchasers(subject: Subject) -> None:
    if subject.purchaser:
        _purchasers(subject).update(
            email=erased_address(subject.purchaser), erased_at=timezone.now()
        )


# Sessions, mails and keys are found by the users and addresses, which go after them.
PLACES = (
    Place(
        title=_("Sessions"),
        model=Session,
        fields=("session_key", "session_data"),
        rows=_sessions,
        erase=_delete_sessions,
        why=_("so that one stays signed in"),
        kept=_("two weeks after the last visit"),
        handed_over=False,
    ),
    Place(
        title=_("Codes to sign in"),
        model=AccountMail,
        fields=("subject", "body"),
        rows=_account_mails,
        erase=_delete_account_mails,
        why=_("to prove an address"),
        kept=_("one day"),
        handed_over=False,
    ),
    Place(
        title=_("Passkeys and codes of an app"),
        model=Authenticator,
        fields=("data",),
        rows=_keys,
        erase=_delete_keys,
        why=_("to sign in without a code by mail"),
        kept=_ACCOUNT,
        handed_over=False,
    ),
    Place(
        title=_("Accounts"),
        model=User,
        fields=("username", "email", "first_name", "last_name", "password"),
        rows=users_of,
        erase=_erase_users,
        why=_("to sign in"),
        kept=_ACCOUNT,
    ),
    Place(
        title=_("Addresses of an account"),
        model=EmailAddress,
        fields=("email",),
        rows=_addresses,
        erase=_delete_addresses,
        why=_("to sign in"),
        kept=_ACCOUNT,
    ),
    Place(
        title=_("Applications for a community"),
        model=Application,
        fields=("applicant", "about", "email", "address_hash"),
        rows=_applications,
        erase=_erase_applications,
        why=_("to decide who leads a community"),
        kept=_("as long as the community; deleted on request"),
    ),
    Place(
        title=_("Purchasers"),
        model=Purchaser,
        fields=("email",),
        rows=_purchasers,
        erase=_erase_purchasers,
        why=_("to send certificates and the receipt, and to answer for the money"),
        kept=_("as long as there are letters from this address; deleted on request"),
    ),
)
