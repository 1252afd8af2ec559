"""Adding members to a community and ending their membership."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from communities.models import Membership
from letters.models import Community

_USERNAME_LENGTH = 24  # nobody types it


class LastShliach(Exception):
    """A community must keep at least one shliach."""


@transaction.atomic
def add_member(
    *, community: Community, email: str, name: str, role: str, by: User | None
) -> Membership:
    """Add a member, or change the role of an existing one. Raises LastShliach."""
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    user = _user_of(email, name)
    membership, made = Membership.objects.get_or_create(
        user=user, community=community, ended_at=None, defaults={"role": role, "added_by": by}
    )
    if not made and membership.role != role:
        if membership.leads:
            _require_another_shliach(membership)
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


@transaction.atomic
def end_membership(*, membership: Membership) -> None:
    """End a membership; access ends with the next request. Raises LastShliach."""
    Community.objects.select_for_update(no_key=True).get(pk=membership.community_id)
    membership = Membership.objects.get(pk=membership.pk)
    if membership.ended_at:
        return
    if membership.leads:
        _require_another_shliach(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])


def _require_another_shliach(leaving: Membership) -> None:
    others = Membership.objects.filter(
        community=leaving.community_id, role=Membership.Role.SHLIACH, ended_at=None
    ).exclude(pk=leaving.pk)
    if not others.exists():
        raise LastShliach


def _user_of(email: str, name: str) -> User:
    """The account of an e-mail address, created if needed; sign-in is by a code sent to it."""
    address = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    if address:
        found: User = address.user
        return found
    user = User(username=get_random_string(_USERNAME_LENGTH), email=email, first_name=name[:150])
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
