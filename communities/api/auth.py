"""Authentication of API requests: the key, its scopes and its rate limit."""

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

WINDOW = timedelta(minutes=1)

# One statement, so that concurrent requests are all counted.
_COUNT_REQUEST = """
UPDATE communities_apikey SET
    last_used_at = %(now)s,
    window_requests = CASE WHEN window_started_at > %(begin)s THEN window_requests + 1 ELSE 1 END,
    window_started_at = CASE WHEN window_started_at > %(begin)s
                             THEN window_started_at ELSE %(now)s END
WHERE id = %(key)s AND ended_at IS NULL RETURNING window_requests, window_started_at
"""


class KeyAuth(HttpBearer):
    """Requires a key with a scope: 401 without a key, 403 without the scope, 429 above the rate."""

    def __init__(self, scope: ApiKey.Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        word, _, rest = token.partition("_")
        prefix, _, secret = rest.partition("_")
        found = ApiKey.objects.current().filter(prefix=prefix[:12].replace("\0", ""))
        key = found.select_related("community", "by").first() if word == "ut" else None
        if key is None or not key.accepts(secret):
            return None
        _count_request(key)
        if self.scope.value not in key.scopes:
            raise AuthorizationError
        return key


def _count_request(key: ApiKey) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_REQUEST, {"key": key.pk, "now": now, "begin": now - WINDOW})
        requests, started = cast("tuple[int, datetime]", cursor.fetchone() or (0, now))
    if requests > key.rate:
        raise Throttled(wait=ceil((started + WINDOW - now) / timedelta(seconds=1)))


def api_key_of(request: HttpRequest) -> ApiKey:
    """The key that authenticated a request."""
    return cast("ApiKey", request.auth)  # type: ignore[attr-defined]


def name_lists_of(key: ApiKey) -> QuerySet[NameList]:
    """The lists that a key may read: its community's, or all for a key of the committee."""
    lists = NameList.objects.select_related("community", "series")
    return lists if key.community_id is None else lists.filter(community=key.community_id)


def communities_of(key: ApiKey) -> QuerySet[Community]:
    """The communities for which a key may send lists."""
    approved = Community.objects.approved()
    return approved if key.community_id is None else approved.filter(pk=key.community_id)
