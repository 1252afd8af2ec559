"""Who serves a community: added by its shluchim or the committee, and ended at once."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from communities.models import Membership
from letters.models import Community

_USERNAME = 24  # characters; nobody types it


class LastShliach(Exception):
    """A community is never left without one who answers for it."""


@transaction.atomic
def add_member(
    *, community: Community, email: str, name: str, role: str, by: User | None
) -> Membership:
    """Give somebody a place; who has one keeps it, in this role from now on."""
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    user = _user_of(email, name)
    membership, made = Membership.objects.get_or_create(
        user=user, community=community, ended_at=None, defaults={"role": role, "added_by": by}
    )
    if not made and membership.role != role:
        if membership.leads:
            _keep_one(membership)
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def end_membership(*, membership: Membership) -> None:
    """End a place: access ends with the next request. Raises LastShliach."""
    Community.objects.select_for_update(no_key=True).get(pk=membership.community_id)
    membership = Membership.objects.get(pk=membership.pk)
    if membership.ended_at:
        return
    if membership.leads:
        _keep_one(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])


def _keep_one(leaving: Membership) -> None:
    others = Membership.objects.filter(
        community=leaving.community_id, role=Membership.Role.SHLIACH, ended_at=None
    ).exclude(pk=leaving.pk)
    if not others.exists():
        raise LastShliach


def _user_of(email: str, name: str) -> User:
    """The account of this address; a new one signs in with a code sent to it."""
    address = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    if address:
        found: User = address.user
        return found
    user = User(username=get_random_string(_USERNAME), email=email, first_name=name[:150])
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
