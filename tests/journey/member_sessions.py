"""Sessions of members of communities on the running site."""

from tests.journey.conftest import Site

# Creates a community with one member for each slug and prints the key of its session, which
# has passed the second factor.
_SIGN_IN = """
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone
from communities.members.members import add_member
from letters.models import Community
for slug in "{slugs}".split():
    community = Community.objects.create(
        slug=slug, name=slug, city="Montreal", country="CA", approved_at=timezone.now()
    )
    member = add_member(
        community=community, email=slug + "@example.org", name="Rivka", role="{role}", by=None
    )
    app = Authenticator.objects.create(user=member.user, type="totp", data={{"secret": "none"}})
    session = SessionStore()
    session[SESSION_KEY] = str(member.user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.user.get_session_auth_hash()
    request = HttpRequest()
    request.session = session
    record_authentication(request, member.user, "mfa", id=app.pk, type="totp")
    session.create()
    print(slug, session.session_key)
"""


def member_sessions(site: Site, slugs: str, role: str) -> dict[str, str]:
    """Create a community for each slug with a signed-in member ("shliach", "helper")."""
    made = site.manage("shell", "-v", "0", "-c", _SIGN_IN.format(slugs=slugs, role=role))
    assert made.returncode == 0, made.stderr
    return dict(line.split() for line in made.stdout.splitlines())
