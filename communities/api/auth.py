"""Who asks: the key that comes with a request, what it may do, and how often."""

from datetime import datetime, timedelta
from math import ceil
from typing import cast

from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthorizationError, Throttled
from ninja.security import HttpBearer

from communities.models import ApiKey, NameList
from letters.models import Community

MINUTE = timedelta(minutes=1)

# One statement, so that those who ask at once are each counted.
_COUNT = """
UPDATE communities_apikey SET
    last_used_at = %(now)s,
    used = CASE WHEN used_since > %(begin)s THEN used + 1 ELSE 1 END,
    used_since = CASE WHEN used_since > %(begin)s THEN used_since ELSE %(now)s END
WHERE id = %(key)s AND ended_at IS NULL RETURNING used, used_since
"""


class KeyAuth(HttpBearer):
    """A key with a scope. Without it 401, with one that may not 403, too often 429."""

    def __init__(self, scope: ApiKey.Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key of this request."""
        word, _, rest = token.partition("_")
        prefix, _, secret = rest.partition("_")
        found = ApiKey.objects.current().filter(prefix=prefix[:12].replace("\0", ""))
        key = found.select_related("community", "by").first() if word == "ut" else None
        if key is None or not key.is_opened_by(secret):
            return None
        _count(key)
        if self.scope.value not in key.scopes:
            raise AuthorizationError
        return key


def _count(key: ApiKey) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key.pk, "now": now, "begin": now - MINUTE})
        used, since = cast("tuple[int, datetime]", cursor.fetchone() or (0, now))
    if used > key.rate:
        raise Throttled(wait=ceil((since + MINUTE - now) / timedelta(seconds=1)))


def key_of(request: HttpRequest) -> ApiKey:
    """The key with which somebody asks."""
    return cast("ApiKey", request.auth)  # type: ignore[attr-defined]


def name_lists_of(key: ApiKey) -> QuerySet[NameList]:
    """The lists that exist for a key: its community's, or for the committee's all."""
    lists = NameList.objects.select_related("community", "series")
    return lists if key.community_id is None else lists.filter(community=key.community_id)


def communities_of(key: ApiKey) -> QuerySet[Community]:
    """The communities for which a key may send lists."""
    approved = Community.objects.approved()
    return approved if key.community_id is None else approved.filter(pk=key.community_id)
